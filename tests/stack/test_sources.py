"""Stores of others: what a spoke builds to write to them, and that it builds no more."""

import asyncio
import json
from typing import Any

import pytest

from stack.other_stack import OtherStack
from tests.recorder import Recorder, plain
from tests.stack.clouds import ACCOUNT, REGION
from tests.stack.others import (
    HUB,
    HUB_ACCOUNT,
    HUB_LOCATION,
    HUB_PASSWORD,
    HUB_SUBSCRIPTION,
    ORGANIZATION,
    STORES,
)
from tests.stack.program import Config, custom, declared, values
from tests.stack.stacks import AMP_ID, AWS, AZURE, CLUSTERS, EXISTING, SHARED, WORKSPACE_ID, spoke, stack

COLLECTION = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"
ROLE = "azure-native:authorization:RoleAssignment"
POLICY = "aws:iam/rolePolicy:RolePolicy"
STORE_TYPES = {
    "azure-native:monitor:AzureMonitorWorkspace",
    "azure-native:storage:StorageAccount",
    "aws:amp/workspace:Workspace",
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
    "aws:amp/resourcePolicy:ResourcePolicy",
    "kubernetes:apps/v1:StatefulSet",
}
THROUGH_THE_HUBS_RULE = {"azure": {**SHARED["azure"], "rule": "shared"}}
WORKSPACES = {"another stack's": (SHARED, STORES["azure"]["workspace_id"]), "existing": (EXISTING, WORKSPACE_ID)}
"""Stores in Azure of others, and the workspace that samples have to go to."""


def writes_to(recorder: Recorder) -> dict[str, str]:
    return {
        entry["name"]: entry["url"]
        for entry in values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
    }


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("stores", [SHARED, EXISTING], ids=["another stack's", "existing"])
def test_no_store_is_built_and_every_one_is_written_to(kind: str, stores: Config) -> None:
    recorder = declared(spoke(kind, stores=stores))

    assert not {request.type for request in custom(recorder).values()} & STORE_TYPES
    assert writes_to(recorder).keys() == stores.keys()


@pytest.mark.parametrize(("stores", "workspace_id"), WORKSPACES.values(), ids=WORKSPACES)
def test_a_workspace_of_somebody_else_has_an_endpoint_and_a_rule_of_the_spokes_own(
    stores: Config, workspace_id: str
) -> None:
    recorder = declared(spoke("other", only="azure", stores=stores, tags={"team": "sre"}))
    endpoint, rule = recorder.one(COLLECTION), recorder.one(RULE)

    assert rule["destinations"]["monitoringAccounts"][0]["accountResourceId"] == workspace_id
    assert rule["dataCollectionEndpointId"].endswith("azure-collection-endpoint")
    assert writes_to(recorder)["azure"].startswith("https://ingestion.example.com/dataCollectionRules/dcr-0123")
    for one in (endpoint, rule):
        assert (one["resourceGroupName"], one["location"]) == (AZURE["resourceGroup"], HUB_LOCATION)
        assert one["tags"]["team"] == "sre"
    names = (endpoint["dataCollectionEndpointName"], rule["dataCollectionRuleName"])
    assert names == (f"c-other-azure-{HUB_LOCATION}",) * 2, "of another region than the stack's"


@pytest.mark.parametrize(("stores", "workspace_id"), WORKSPACES.values(), ids=WORKSPACES)
def test_the_role_is_on_the_rule_of_the_spokes_own(stores: Config, workspace_id: str) -> None:
    recorder = declared(spoke("other", only="azure", stores=stores))

    scope = recorder.one(ROLE)["scope"]
    assert scope.endswith("/azure-collection-rule")
    assert workspace_id not in scope
    assert HUB_SUBSCRIPTION not in scope


@pytest.mark.parametrize(("rule", "told"), [({"rule": "shared"}, True), ({}, False)], ids=["shared", "own"])
def test_a_rule_that_takes_samples_privately_is_told_of_with_what_its_stack_has_to_name(
    rule: dict[str, str], told: bool
) -> None:
    closed = f"{ORGANIZATION}/closed"
    backends = {"azure": {"kind": "azure-monitor", "stack": closed, **rule}}
    warnings = declared(spoke("other", only="azure", backends=backends)).warnings

    said = f"azure.privateLink.networks of {closed} has to name the network of this cluster"
    assert any(said in warning for warning in warnings) is told


def test_through_the_hubs_rule_none_is_made_and_the_role_is_there() -> None:
    recorder = declared(spoke("other", only="azure", stores=THROUGH_THE_HUBS_RULE))

    assert recorder.of_type(COLLECTION) == recorder.of_type(RULE) == {}
    assert recorder.one(ROLE)["scope"] == STORES["azure"]["data_collection_rule_id"]
    assert writes_to(recorder) == {"azure": STORES["azure"]["write_url"]}


def test_the_writer_may_write_to_the_hubs_workspace_and_to_nothing_else() -> None:
    recorder = declared(spoke("eks", only="amp"))
    (statement,) = json.loads(recorder.one(POLICY)["policy"])["Statement"]

    assert (statement["Action"], statement["Resource"]) == ("aps:RemoteWrite", [STORES["amp"]["workspace_arn"]])
    assert writes_to(recorder) == {"amp": STORES["amp"]["write_url"]}
    assert f"arn:aws:iam::{ACCOUNT}:" in recorder.one("aws:iam/role:Role")["assumeRolePolicy"]


@pytest.mark.parametrize(
    ("said", "account", "region", "looked_up"),
    [
        ({}, ACCOUNT, REGION, [REGION]),
        ({"accountId": ACCOUNT}, ACCOUNT, REGION, [REGION]),
        ({"region": "us-east-1"}, ACCOUNT, "us-east-1", ["us-east-1"]),
        ({"accountId": HUB_ACCOUNT}, HUB_ACCOUNT, REGION, []),
        ({"accountId": HUB_ACCOUNT, "region": "us-east-1"}, HUB_ACCOUNT, "us-east-1", []),
    ],
)
def test_an_existing_workspace_is_looked_up_where_the_account_is_ones_own(
    said: dict[str, str], account: str, region: str, looked_up: list[str]
) -> None:
    backends = {"amp": {"kind": "amp", "workspace": {"id": AMP_ID, **said}}}
    recorder = declared(spoke("other", only="amp", backends=backends))
    (statement,) = json.loads(recorder.one(POLICY)["policy"])["Statement"]

    host = f"aps-workspaces.{region}.amazonaws.com"
    assert writes_to(recorder) == {"amp": f"https://{host}/workspaces/{AMP_ID}/api/v1/remote_write"}
    assert statement["Resource"] == [f"arn:aws:aps:{region}:{account}:workspace/{AMP_ID}"]
    asked = [request for request in recorder.invokes if request.tok.endswith("getWorkspace")]
    assert [request.args["region"] for request in asked] == looked_up
    assert [w for w in recorder.warnings if "has to let" in w] == (
        []
        if account == ACCOUNT
        else [
            f"backends.amp: account {HUB_ACCOUNT} has to let account {ACCOUNT} write to it: by sharedWith of the stack "
            "that builds it, or by a resource policy"
        ]
    )


def test_the_password_of_another_stacks_thanos_arrives_as_a_secret() -> None:
    recorder = declared(spoke("other", only="thanos"))

    assert recorder.one("kubernetes:core/v1:Secret")["stringData"] == {"username": "writer", "password": HUB_PASSWORD}
    assert writes_to(recorder) == {"thanos": STORES["thanos"]["write_url"]}
    (entry,) = values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
    assert entry["basicAuth"]["username"]["name"] == "remote-write-thanos"


def test_a_password_is_a_secret_wherever_it_is_taken_from_there() -> None:
    found: list[bool] = []

    async def program() -> None:
        found.append(await OtherStack(HUB, {}, {"thanos": HUB_PASSWORD}).password("thanos").is_secret())

    asyncio.run(program())
    assert found == [True]


def test_a_store_has_the_name_of_here_whatever_it_is_called_there() -> None:
    backends = {"metrics": {"kind": "thanos", "stack": HUB, "backend": "thanos-two"}}
    recorder = declared(spoke("other", only="thanos", backends=backends))

    assert writes_to(recorder) == {"metrics": "https://receive.two.example.com/api/v1/receive"}


def test_another_stack_is_read_once_for_all_stores_of_it_and_every_stack_is() -> None:
    third = {"kind": "amp", "stack": f"{ORGANIZATION}/other-hub"}
    recorder = declared(spoke("other", backends={**SHARED, "third": {**third, "backend": "amp"}}))

    assert sorted(request.id for request in recorder.reads.values()) == [HUB, f"{ORGANIZATION}/other-hub"]


@pytest.mark.parametrize("stores", [SHARED, EXISTING, THROUGH_THE_HUBS_RULE])
def test_in_production_nothing_of_others_stores_is_protected(stores: Config) -> None:
    recorder = declared(spoke("other", stores=stores, environment="prod", aws=AWS if "amp" in stores else None))

    assert len(custom(recorder)) > 4
    assert [request.name for request in custom(recorder).values() if request.protect] == []


def test_beside_stores_of_others_those_of_ones_own_are_protected() -> None:
    backends = {"own": {"kind": "azure-monitor"}, "theirs": {**SHARED["azure"], "backend": "azure"}}
    recorder = declared(stack("other", only="azure", environment="prod", backends=backends))

    assert {request.name for request in custom(recorder).values() if request.protect} == {
        "own-workspace",
        "own-collection-endpoint",
        "own-collection-rule",
    }


def test_a_spoke_exports_the_stores_of_others_with_its_own_way_in_and_without_their_passwords() -> None:
    exports: dict[str, Any] = plain(declared(spoke("other")).exports)

    assert exports["endpoints"].keys() == SHARED.keys()
    azure = exports["endpoints"]["azure"]
    assert azure["workspaceId"] == STORES["azure"]["workspace_id"]
    assert azure["queryUrl"] == STORES["azure"]["query_url"]
    assert azure["dataCollectionRuleId"].endswith("/azure-collection-rule")
    assert azure["dataCollectionEndpointId"].endswith("/azure-collection-endpoint")
    assert azure["writeHost"] == "ingestion.example.com"
    assert exports["endpoints"]["amp"]["accountId"] == HUB_ACCOUNT
    assert exports["endpoints"]["thanos"]["writeHost"] == "receive.hub.example.com"
    assert exports["passwords"] == {}
    assert {source["name"] for source in exports["grafanaDataSources"]} == SHARED.keys()
