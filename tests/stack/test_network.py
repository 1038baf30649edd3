"""Where a network is given every store of its cloud is private, but for those that stay out; else all are public."""

import json
from typing import Any

import pytest

from components.azure.private_zones import BLOB_ZONE, monitor_zones
from tests.recorder import Recorder, plain
from tests.stack.clouds import ACCOUNT, NETWORK_REGION, REGION, SUBSCRIPTION
from tests.stack.others import TENANT
from tests.stack.program import custom, declared
from tests.stack.stacks import (
    AWS,
    AZURE,
    CLUSTERS,
    NETWORK_ID,
    PRIVATE_LINK,
    SPOKES,
    SUBNET_ID,
    VPC_ENDPOINT,
    stack,
    with_spokes,
)

WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
COLLECTION = "azure-native:monitor:DataCollectionEndpoint"
ACCOUNT_TYPE = "azure-native:storage:StorageAccount"
ENDPOINT = "azure-native:network:PrivateEndpoint"
ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
AT_NETWORK = (ENDPOINT, RECORDS)
"""What has to be in the network's subscription."""
SCOPE = "azure-native:monitor:PrivateLinkScope"
MEMBER = "azure-native:monitor:PrivateLinkScopedResource"
VPC = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TWO_OF_EACH = {
    "azure": {"kind": "azure-monitor"},
    "azure-open": {"kind": "azure-monitor", "access": "public"},
    "thanos": {"kind": "thanos"},
    "thanos-open": {"kind": "thanos", "access": "public"},
}
"""Of each kind in Azure one in the network and one that stays out."""


def public_access(recorder: Recorder) -> dict[str, str]:
    """Whether each store in Azure takes samples, queries and blobs from the internet."""
    return {
        **{name: inputs["publicNetworkAccess"] for name, inputs in recorder.of_type(WORKSPACE).items()},
        **{name: inputs["networkAcls"]["publicNetworkAccess"] for name, inputs in recorder.of_type(COLLECTION).items()},
        **{name: inputs["publicNetworkAccess"] for name, inputs in recorder.of_type(ACCOUNT_TYPE).items()},
    }


def connections(recorder: Recorder) -> dict[str, tuple[str, str]]:
    """Of every private endpoint what it leads to, and which part of it."""
    found = {name: inputs["privateLinkServiceConnections"] for name, inputs in recorder.of_type(ENDPOINT).items()}
    return {
        name: (connection["privateLinkServiceId"].rsplit("/", 1)[1], *connection["groupIds"])
        for name, (connection,) in found.items()
    }


def inputs(recorder: Recorder, *types: str) -> dict[str, Any]:
    """What every resource of the types, or of any where none is named, is made of, by URN."""
    found = {urn: request for urn, request in custom(recorder).items() if not types or request.type in types}
    return {urn: recorder.of_type(request.type)[request.name] for urn, request in found.items()}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_nothing_is_public_where_a_network_is_given(kind: str) -> None:
    found = public_access(declared(stack(kind, private=True)))

    assert found == dict.fromkeys(("azure-workspace", "azure-collection-endpoint", "thanos-blobs-account"), "Disabled")


@pytest.mark.parametrize("kind", CLUSTERS)
def test_without_a_network_stores_are_public_and_nothing_private_is_made(kind: str) -> None:
    recorder = declared(stack(kind))

    assert set(public_access(recorder).values()) == {"Enabled"}
    assert len(public_access(recorder)) == 3
    for type_ in (ENDPOINT, ZONE, LINK, SCOPE, VPC, GROUP):
        assert recorder.of_type(type_) == {}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_every_private_store_in_azure_has_its_way(kind: str) -> None:
    recorder = declared(stack(kind, private=True))

    assert sorted(connections(recorder).values()) == [
        ("azure-workspace", "prometheusMetrics"),
        ("monitor-private-link-scope", "azuremonitor"),
        ("thanos-blobs-account", "blob"),
    ]
    assert [member["linkedResourceId"].rsplit("/", 1)[1] for member in recorder.of_type(MEMBER).values()] == [
        "azure-collection-endpoint"
    ]
    assert set(recorder.one(SCOPE)["accessModeSettings"].values()) == {"Open"}


@pytest.mark.parametrize(
    ("only", "zones"),
    [("azure", set(monitor_zones("westeurope"))), ("thanos", {BLOB_ZONE}), ("", set(monitor_zones("westeurope")))],
)
def test_zones_are_made_for_what_is_private_and_linked_once(only: str, zones: set[str]) -> None:
    recorder = declared(stack(private=True, only=only))
    links = [*recorder.of_type(LINK).values()]

    assert {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()} == zones
    assert sorted(link["privateZoneName"] for link in links) == sorted(zones)
    assert {link["virtualNetwork"]["id"] for link in links} == {NETWORK_ID}


@pytest.mark.parametrize("only", ["azure", "thanos", ""])
def test_every_network_resolves_through_every_zone_by_a_link_of_its_own(only: str) -> None:
    recorder = declared(with_spokes(only))
    zones = {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()}
    links = [(link["privateZoneName"], link["virtualNetwork"]["id"]) for link in recorder.of_type(LINK).values()]

    assert sorted(links) == sorted((zone, network) for zone in zones for network in (NETWORK_ID, *SPOKES))


def test_links_of_one_zone_have_different_names_there() -> None:
    recorder = declared(with_spokes())
    names = [
        (link["privateZoneName"], link.get("virtualNetworkLinkName", name).lower())
        for name, link in recorder.of_type(LINK).items()
    ]

    assert len(names) == len(set(names))


def test_another_network_adds_its_links_and_changes_nothing_that_is_there() -> None:
    before, after = declared(with_spokes(networks=SPOKES[:1])), declared(with_spokes(networks=SPOKES[::-1]))

    assert inputs(before).items() <= inputs(after).items()
    assert {custom(after)[urn].type for urn in set(inputs(after)) - set(inputs(before))} == {LINK}


def test_the_subnets_own_network_is_linked_as_it_is_without_others() -> None:
    """Another name would be a second link, which Azure refuses while the first one is there."""
    alone, among = declared(stack(private=True)), declared(with_spokes())
    zones = [zone["privateZoneName"] for zone in alone.of_type(ZONE).values()]

    assert inputs(alone, LINK).items() <= inputs(among, LINK).items()
    assert set(alone.of_type(LINK)) == {f"private-dns-{zone}-link" for zone in zones}
    assert not any("virtualNetworkLinkName" in link for link in alone.of_type(LINK).values())


def test_a_store_that_stays_out_is_public_and_has_no_endpoint() -> None:
    azure = {**AZURE, "privateLink": PRIVATE_LINK}
    recorder = declared(stack(only="thanos", ingress=None, azure=azure, backends=TWO_OF_EACH))

    found = public_access(recorder)
    assert {name for name, access in found.items() if access == "Enabled"} == {
        "azure-open-workspace",
        "azure-open-collection-endpoint",
        "thanos-open-blobs-account",
    }
    assert len(found) == 6
    assert sorted(connections(recorder).values()) == [
        ("azure-workspace", "prometheusMetrics"),
        ("monitor-private-link-scope", "azuremonitor"),
        ("thanos-blobs-account", "blob"),
    ]
    assert len(recorder.of_type(MEMBER)) == 1


def test_no_zone_of_azure_monitor_is_made_for_a_workspace_that_stays_out() -> None:
    open_workspace = {name: TWO_OF_EACH[name] for name in ("azure-open", "thanos")}
    azure = {**AZURE, "privateLink": PRIVATE_LINK}
    recorder = declared(stack(only="thanos", ingress=None, azure=azure, backends=open_workspace))

    assert [zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()] == [BLOB_ZONE]
    assert recorder.of_type(SCOPE) == {}


@pytest.mark.parametrize("only", ["azure", "thanos"])
def test_private_endpoints_are_in_the_region_of_their_network(only: str) -> None:
    endpoints = [*declared(stack(only=only, private=True)).of_type(ENDPOINT).values()]

    assert len(endpoints) == {"azure": 2, "thanos": 1}[only]
    assert {endpoint["location"] for endpoint in endpoints} == {NETWORK_REGION} != {AZURE["location"]}
    assert {endpoint["subnet"]["id"] for endpoint in endpoints} == {SUBNET_ID}


@pytest.mark.parametrize("only", ["azure", "thanos"])
@pytest.mark.parametrize(
    ("subscription", "provider", "group"),
    [
        (SUBSCRIPTION, "azure", AZURE["resourceGroup"]),
        (SUBSCRIPTION.upper(), "azure", AZURE["resourceGroup"]),
        (TENANT, f"azure-{TENANT}", "rg-network"),
    ],
)
def test_private_endpoints_are_in_the_subscription_of_their_network_and_all_else_in_the_stacks(
    only: str, subscription: str, provider: str, group: str
) -> None:
    link = {"subnetId": SUBNET_ID.replace(SUBSCRIPTION, subscription)}
    recorder = declared(stack("other", only=only, azure={**AZURE, "privateLink": link}))
    made = [request for request in custom(recorder).values() if request.type.startswith("azure-native:")]
    there = {_place(recorder, request) for request in made if request.type in AT_NETWORK}
    others = {_place(recorder, request) for request in made if request.type not in AT_NETWORK}

    assert there == {(provider, group)}
    assert others == {("azure", AZURE["resourceGroup"])}


def _place(recorder: Recorder, request: Any) -> tuple[str, str]:
    """Name of a resource's provider, and the resource group: a role's is that of what it is for."""
    group = recorder.inputs(request).get("resourceGroupName", AZURE["resourceGroup"])
    return request.provider.split("::")[-2], group


def test_endpoints_that_are_there_are_not_made_and_amp_is_private_by_them() -> None:
    recorder = declared(stack("eks", only="amp", aws={**AWS, "vpcEndpoint": "existing"}))

    assert not recorder.of_type(VPC)
    assert not [one for one in recorder.warnings if "internet" in one]
    assert plain(recorder.exports["egress"]) == []


def test_an_endpoint_of_sts_alone_is_no_private_way_to_metrics() -> None:
    network = {**VPC_ENDPOINT, "services": ["sts"]}
    recorder = declared(stack("eks", only="amp", aws={**AWS, "vpcEndpoint": network}))

    assert [one for one in recorder.warnings if "backends.amp: reached over the internet" in one]


def test_principals_of_other_accounts_that_work_in_the_vpc_pass_its_endpoints() -> None:
    network = {**VPC_ENDPOINT, "accounts": ["210987654321"]}
    recorder = declared(stack("eks", only="amp", aws={**AWS, "vpcEndpoint": network}))

    for endpoint in recorder.of_type(VPC).values():
        statement = json.loads(endpoint["policy"])["Statement"][-1]
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": [ACCOUNT, "210987654321"]}}


def test_ranges_are_of_either_family() -> None:
    network = {**VPC_ENDPOINT, "allowedCidrs": ["10.0.0.0/16", "fd00:1234::/56"]}
    recorder = declared(stack("eks", only="amp", aws={**AWS, "vpcEndpoint": network}))

    rules = recorder.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").values()
    assert [(rule.get("cidrIpv4"), rule.get("cidrIpv6")) for rule in rules] == [
        ("10.0.0.0/16", None),
        (None, "fd00:1234::/56"),
    ]


@pytest.mark.parametrize("kind", CLUSTERS)
def test_amp_has_its_way_through_the_vpc(kind: str) -> None:
    recorder = declared(stack(kind, private=True, only="amp"))
    endpoints = [*recorder.of_type(VPC).values()]

    assert {endpoint["serviceName"] for endpoint in endpoints} == {
        f"com.amazonaws.{REGION}.{service}" for service in VPC_ENDPOINT["services"]
    }
    for endpoint in endpoints:
        assert endpoint["vpcId"] == VPC_ENDPOINT["vpcId"]
        assert endpoint["subnetIds"] == VPC_ENDPOINT["subnetIds"]
        assert endpoint["region"] == REGION
        assert ACCOUNT in endpoint["policy"]
    assert recorder.one(GROUP)["vpcId"] == VPC_ENDPOINT["vpcId"]
    assert [rule["cidrIpv4"] for rule in recorder.of_type(RULE).values()] == VPC_ENDPOINT["allowedCidrs"]
