"""A stack without a cluster builds and exports stores, and has nothing that would be on a cluster or for one."""

import json
from typing import Any

import pytest

from components.contracts.endpoints import imported
from tests.recorder import plain
from tests.stack.clouds import ACCOUNT, REGION
from tests.stack.others import HUB_ACCOUNT
from tests.stack.program import custom, declared
from tests.stack.stacks import hub

SHARING = "aws:amp/resourcePolicy:ResourcePolicy"
OF_A_CLUSTER = {
    "azure-native:authorization:RoleAssignment",
    "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:managedidentity:FederatedIdentityCredential",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
}


@pytest.mark.parametrize("private", [False, True])
def test_nothing_is_on_a_cluster_and_nobody_is_let_in(private: bool) -> None:
    recorder = declared(hub(private=private))
    types = {request.type for request in recorder.requests.values()}

    assert not [type_ for type_ in types if type_.startswith("kubernetes:") or type_ in OF_A_CLUSTER]
    assert {type_ for type_ in types if type_.startswith("pulumi:providers:")} == {
        "pulumi:providers:azure-native",
        "pulumi:providers:aws",
    }
    assert {"azure-native:monitor:DataCollectionRule", "aws:amp/workspace:Workspace"} <= types
    assert {request.tok.rpartition(":")[2] for request in recorder.invokes} <= {"getVirtualNetwork", "getVpc"}
    assert not recorder.reads


def test_its_exports_are_stores_that_another_stack_can_import() -> None:
    exports = plain(declared(hub()).exports)
    stores: dict[str, Any] = {name: imported(endpoint) for name, endpoint in exports["endpoints"].items()}

    assert {name: store["kind"] for name, store in stores.items()} == {"azure": "azure-monitor", "amp": "amp"}
    assert (stores["amp"]["account_id"], stores["amp"]["region"]) == (ACCOUNT, REGION)
    assert [source["name"] for source in exports["grafanaDataSources"]] == ["azure", "amp"]
    assert (exports["targets"], exports["passwords"]) == ({}, {})
    assert "ingressAddress" not in exports


def test_its_stores_are_named_after_the_stack() -> None:
    recorder = declared(hub(private=True))

    assert recorder.one("azure-native:monitor:AzureMonitorWorkspace")["azureMonitorWorkspaceName"] == "test-azure"
    assert recorder.one("azure-native:monitor:DataCollectionRule")["dataCollectionRuleName"] == "test-azure"
    assert recorder.one("azure-native:monitor:PrivateLinkScope")["scopeName"] == "test-monitor"
    assert recorder.one("aws:amp/workspace:Workspace")["alias"] == "test-amp"


def test_a_private_hub_has_the_ways_in_for_others() -> None:
    types = [request.type for request in custom(declared(hub(private=True))).values()]

    assert types.count("azure-native:network:PrivateEndpoint") == 2
    assert types.count("aws:ec2/vpcEndpoint:VpcEndpoint") == 2


def test_accounts_that_it_shares_with_may_write_to_that_workspace_and_nobody_else_may() -> None:
    accounts = [HUB_ACCOUNT, "999999999999"]
    backends = {"amp": {"kind": "amp", "sharedWith": accounts}, "own": {"kind": "amp"}}
    recorder = declared(hub(environment="prod", azure=None, backends=backends))
    policy = recorder.one(SHARING)
    (statement,) = json.loads(policy["policyDocument"])["Statement"]

    assert policy["workspaceId"] == "ws-amp-workspace"
    assert (statement["Action"], statement["Resource"]) == (
        "aps:RemoteWrite",
        f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/ws-amp-workspace",
    )
    assert statement["Principal"] == {"AWS": [f"arn:aws:iam::{account}:root" for account in accounts]}
    assert not recorder.request(SHARING, "amp-sharing-policy").protect


def test_it_says_that_it_has_no_cluster() -> None:
    assert [warning.partition(":")[0] for warning in declared(hub(private=True)).warnings] == ["cluster"]
