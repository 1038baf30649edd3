"""The private ways to stores of others: a spoke's own way in, and no more than that."""

import json
from typing import Any

import pytest

from components.azure.private_zones import MONITOR_ZONES, workspace_query_zone
from tests.recorder import Recorder
from tests.stack.clouds import ACCOUNT, REGION
from tests.stack.others import HUB, HUB_ACCOUNT
from tests.stack.program import RELEASE, Config, custom, declared
from tests.stack.stacks import (
    AMP_ID,
    AWS,
    AZURE,
    CLUSTERS,
    EXISTING,
    NETWORK_ID,
    PRIVATE_LINK,
    SHARED,
    SUBNET_ID,
    VPC_ENDPOINT,
    spoke,
    stack,
)
from tests.stack.test_network import COLLECTION, ENDPOINT, LINK, MEMBER, SCOPE, VPC, ZONE, connections

ROLE = "azure-native:authorization:RoleAssignment"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
LINKED = {**AZURE, "privateLink": PRIVATE_LINK}
THEIRS = {**SHARED["azure"], "backend": "azure"}
WAITED_FOR = {
    "azure": {ROLE, MEMBER, RECORDS, LINK, "azure-native:managedidentity:FederatedIdentityCredential"},
    "amp": {"aws:iam/rolePolicy:RolePolicy", VPC, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"},
}
"""Types of what stands between a spoke's Prometheus and another stack's store."""


def zones(recorder: Recorder) -> set[str]:
    return {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()}


def metrics_policy(recorder: Recorder) -> dict[str, Any]:
    """What may pass the VPC endpoint of AMP."""
    (statement,) = json.loads(recorder.of_type(VPC)["amp-vpc-endpoint-aps-workspaces"]["policy"])["Statement"]
    return statement


@pytest.mark.parametrize("stores", [SHARED, EXISTING], ids=["another stack's", "existing"])
def test_a_workspace_of_others_is_written_to_privately_and_not_queried(stores: Config) -> None:
    recorder = declared(spoke("other", private=True, only="azure", stores=stores))

    assert recorder.one(COLLECTION)["networkAcls"]["publicNetworkAccess"] == "Disabled"
    (member,) = recorder.of_type(MEMBER).values()
    assert member["linkedResourceId"].endswith("/azure-collection-endpoint")
    assert [*connections(recorder).values()] == [("monitor-private-link-scope", "azuremonitor")]
    assert recorder.one(ENDPOINT)["subnet"]["id"] == SUBNET_ID
    assert recorder.one(SCOPE)["scopeName"] == "c-other-monitor"
    assert zones(recorder) == set(MONITOR_ZONES)
    links = [*recorder.of_type(LINK).values()]
    assert {link["virtualNetwork"]["id"] for link in links} == {NETWORK_ID}
    assert {link["privateZoneName"] for link in links} == set(MONITOR_ZONES)


def test_beside_a_workspace_of_ones_own_that_of_others_adds_its_way_in_only() -> None:
    own = {"own": {"kind": "azure-monitor"}}
    before = declared(stack("other", only="azure", azure=LINKED, backends=own))
    after = declared(stack("other", only="azure", azure=LINKED, backends={**own, "theirs": THEIRS}))

    assert workspace_query_zone(AZURE["location"]) in zones(before)
    assert zones(after) == zones(before)
    assert connections(after) == connections(before)
    assert set(after.of_type(MEMBER)) - set(before.of_type(MEMBER)) == {"monitor-private-link-theirs-member"}


def test_what_is_shared_or_stays_out_takes_no_private_way() -> None:
    backends = {
        "own": {"kind": "azure-monitor"},
        "shared": {**THEIRS, "rule": "shared"},
        "open": {"kind": "azure-monitor", "stack": HUB, "backend": "azure-two", "access": "public"},
    }
    recorder = declared(stack("other", only="azure", azure=LINKED, backends=backends))

    assert set(recorder.of_type(MEMBER)) == {"monitor-private-link-own-member"}
    access = {name: one["networkAcls"]["publicNetworkAccess"] for name, one in recorder.of_type(COLLECTION).items()}
    assert access == {"own-collection-endpoint": "Disabled", "open-collection-endpoint": "Enabled"}


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("only", WAITED_FOR)
def test_the_release_is_installed_when_the_way_to_others_stores_is_there(kind: str, only: str) -> None:
    recorder = declared(spoke(kind, private=True, only=only))
    needed = {urn for urn, request in custom(recorder).items() if request.type in WAITED_FOR[only]}

    waits = recorder.behind(recorder.request(RELEASE, "prometheus-release").propertyDependencies["values"].urns)
    assert {custom(recorder)[urn].type for urn in needed} == WAITED_FOR[only]
    assert needed <= waits


def test_without_a_network_the_release_still_waits_for_the_role() -> None:
    recorder = declared(spoke("other", only="azure"))
    roles = {urn for urn, request in custom(recorder).items() if request.type == ROLE}

    waits = recorder.behind(recorder.request(RELEASE, "prometheus-release").propertyDependencies["values"].urns)
    assert roles
    assert roles <= waits


def test_in_production_nothing_of_a_spokes_network_is_protected() -> None:
    recorder = declared(spoke("other", private=True))

    assert recorder.of_type(ZONE)
    assert [request.name for request in custom(recorder).values() if request.protect] == []


def test_the_vpc_endpoint_lets_through_to_the_workspaces_of_both_accounts_for_principals_of_ones_own() -> None:
    statement = metrics_policy(declared(spoke("eks", private=True, only="amp")))

    assert statement["Resource"] == [f"arn:aws:aps:{REGION}:{account}:*" for account in (ACCOUNT, HUB_ACCOUNT)]
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": [ACCOUNT]}}


def test_the_vpc_endpoint_knows_no_account_whose_workspace_is_in_another_region() -> None:
    far = {"kind": "amp", "workspace": {"id": AMP_ID, "accountId": "999999999999", "region": "us-east-1"}}
    aws = {**AWS, "vpcEndpoint": VPC_ENDPOINT}
    recorder = declared(
        spoke("other", only="amp", aws=aws, backends={"own": {"kind": "amp"}, "amp": SHARED["amp"], "far": far})
    )

    assert metrics_policy(recorder)["Resource"] == [
        f"arn:aws:aps:{REGION}:{account}:*" for account in (ACCOUNT, HUB_ACCOUNT)
    ]


@pytest.mark.parametrize(("there", "network"), [("far", True), ("amp", True), ("far", False)])
def test_a_workspace_in_another_region_than_the_vpc_endpoint_is_told_of(there: str, network: bool) -> None:
    backends = {"own": {"kind": "amp"}, "theirs": {**SHARED["amp"], "backend": there}}
    aws = {**AWS, **({"vpcEndpoint": VPC_ENDPOINT} if network else {})}
    recorder = declared(spoke("other", only="amp", aws=aws, backends=backends))

    told = [warning for warning in recorder.warnings if "region" in warning]
    assert told == (
        ["backends.theirs: is in the region us-east-1: reached over the internet, past aws.vpcEndpoint"]
        if there == "far" and network
        else []
    )


@pytest.mark.parametrize("private", [False, True])
def test_stores_of_others_that_the_internet_reaches_are_told_of(private: bool) -> None:
    recorder = declared(spoke("other", private=private))

    told = {warning.split(":")[0] for warning in recorder.warnings if "see " in warning}
    assert told == (set() if private else {"backends.azure", "backends.amp"})
