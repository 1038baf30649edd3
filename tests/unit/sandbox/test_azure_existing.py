"""Private DNS and private links of others: looked up, kept apart from what a program makes, seen by the oracle."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox import schema
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from sandbox.reachability.doors import Door
from sandbox.reachability.rules import answer
from sandbox.world import World
from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox import clouds

ZONES = f"{site.GROUP}/providers/Microsoft.Network/privateDnsZones"
THEIRS, EMPTY = f"{ZONES}/privatelink.oms.opinsights.azure.com", f"{ZONES}/privatelink.empty.example"
SCOPE = f"{site.GROUP}/providers/Microsoft.Insights/privateLinkScopes/theirs"
ENDPOINT = f"{site.GROUP}/providers/Microsoft.Network/privateEndpoints/theirs"
VNET, NORTH = f"{site.NETWORKS}/vnet", f"{site.NETWORKS}/north"
WORLD: Mapping[str, Any] = {
    **site.WORLD,
    "networks": {
        VNET: site.WORLD["networks"][VNET],
        NORTH: {**site.WORLD["networks"][NORTH], "recordsByPolicy": True},
    },
    "privateDnsZones": {
        THEIRS: {"links": [VNET, NORTH]},
        EMPTY: {},
        f"{ZONES}/privatelink.x.example": {"links": [NORTH]},
    },
    "privateLinkScopes": {SCOPE: {"members": [site.LOGS]}},
    "privateEndpoints": {
        ENDPOINT: {
            "subnet": f"{VNET}/subnets/endpoints",
            "target": SCOPE,
            "group": "azuremonitor",
            "zones": [THEIRS],
        }
    },
}
LOOK_UPS = {
    "monitor:getPrivateLinkScope": ("scopeName", "theirs", "PrivateLinkScope"),
    "network:getPrivateEndpoint": ("privateEndpointName", "theirs", "PrivateEndpoint"),
    "privatedns:getPrivateZone": ("privateZoneName", "privatelink.oms.opinsights.azure.com", "PrivateZone"),
}


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    return site.open_azure(tmp_path, WORLD)


def look_up(azure: AzureNative, token: str, name: str = "", group: str = "rg") -> dict[str, Any]:
    key, usual, _ = LOOK_UPS[token]
    return azure.invoke(f"azure-native:{token}", {"resourceGroupName": group, key: name or usual})


@pytest.mark.parametrize("token", LOOK_UPS)
def test_what_others_have_made_answers_all_that_a_made_one_has(azure: AzureNative, token: str) -> None:
    type_ = site.token(LOOK_UPS[token][2])
    found = look_up(azure, token)

    assert not schema.output_problems(type_, found)
    assert found == look_up(azure, token, LOOK_UPS[token][1].upper(), "RG")
    assert found["id"].startswith(site.GROUP)


@pytest.mark.parametrize("token", LOOK_UPS)
def test_what_nobody_has_made_is_not_found_nor_in_another_subscription(tmp_path: Path, token: str) -> None:
    azure = site.open_azure(tmp_path, WORLD)
    with pytest.raises(Refused, match="404 ResourceNotFound"):
        look_up(azure, token, "nobody.example")
    with pytest.raises(Refused, match="404 ResourceGroupNotFound"):
        look_up(azure, token, group="nowhere")
    with pytest.raises(Refused, match="404 ResourceNotFound"):
        look_up(site.open_azure(tmp_path, WORLD, subscriptionId=site.OTHER), token)


def test_what_a_program_has_made_is_looked_up_as_well(azure: AzureNative) -> None:
    site.build(azure)

    linked = look_up(azure, "privatedns:getPrivateZone", "privatelink.example")
    connected = look_up(azure, "monitor:getPrivateLinkScope", "scope")
    assert linked["numberOfVirtualNetworkLinks"] == 1
    assert [one["privateEndpoint"]["id"] for one in connected["privateEndpointConnections"]] == [
        next(azure.cloud.of(site.token("PrivateEndpoint"))).id
    ]


def test_a_zone_says_how_many_networks_are_linked_to_it_and_a_scope_what_leads_to_it(azure: AzureNative) -> None:
    assert look_up(azure, "privatedns:getPrivateZone")["numberOfVirtualNetworkLinks"] == 2
    assert look_up(azure, "privatedns:getPrivateZone", "privatelink.empty.example")["numberOfVirtualNetworkLinks"] == 0
    (connection,) = look_up(azure, "monitor:getPrivateLinkScope")["privateEndpointConnections"]
    assert connection["privateEndpoint"]["id"] == ENDPOINT
    assert connection["privateLinkServiceConnectionState"]["status"] == "Approved"
    assert look_up(azure, "network:getPrivateEndpoint")["subnet"]["id"] == f"{VNET}/subnets/endpoints"


MADE_TWICE: dict[str, tuple[str, dict[str, Any], str]] = {
    "a zone": ("PrivateZone", {"privateZoneName": "privatelink.OMS.opinsights.azure.com"}, "azure-existing"),
    "a scope": ("PrivateLinkScope", {"scopeName": "theirs"}, "azure-existing"),
    "a member of a scope, by name": (
        "PrivateLinkScopedResource",
        {"scopeName": "theirs", "name": "logs", "linkedResourceId": ""},
        "azure-existing",
    ),
    "a member of a scope": ("PrivateLinkScopedResource", {"scopeName": "theirs"}, "azure-scoped-twice"),
    "a link to a zone of that name": (
        "VirtualNetworkLink",
        {"privateZoneName": "privatelink.oms.opinsights.azure.com", "virtualNetwork": {"id": VNET.upper()}},
        "azure-zone-linked-twice",
    ),
    "the zone group of an endpoint": (
        "PrivateDnsZoneGroup",
        {"privateEndpointName": "theirs", "privateDnsZoneGroupName": "other"},
        "azure-second-zone-group",
    ),
}


@pytest.mark.parametrize("case", MADE_TWICE)
def test_what_others_have_made_is_not_made_again(azure: AzureNative, case: str) -> None:
    short, change, row = MADE_TWICE[case]
    site.build(azure)
    inputs = {**site.second(short, azure), **change}

    with pytest.raises(Refused, match=rf"\[{row}\]$"):
        azure.create(site.token(short), {key: value for key, value in inputs.items() if value})


def test_a_scope_of_others_takes_members_and_a_zone_of_others_takes_records(azure: AzureNative) -> None:
    made = site.build(azure)
    member = {**site.inputs("PrivateLinkScopedResource", azure, second=False), "scopeName": "theirs"}
    records = made["PrivateDnsZoneGroup"]
    zones = [{"name": "z", "privateDnsZoneId": EMPTY}]

    assert azure.create(site.token("PrivateLinkScopedResource"), member).id.startswith(SCOPE)
    assert azure.update(records, {**records.inputs, "privateDnsZoneConfigs": zones}).outputs


def test_a_policy_writes_the_records_of_an_endpoint_in_its_network_and_takes_them_back(azure: AzureNative) -> None:
    made, records = site.build(azure), site.token("PrivateDnsZoneGroup")
    scope = made["PrivateEndpoint"]
    inputs = {
        **scope.inputs,
        "privateEndpointName": "governed",
        "location": "northeurope",
        "subnet": {"id": f"{NORTH}/subnets/endpoints"},
    }
    endpoint = azure.create(scope.token, inputs)

    written = [one for one in azure.cloud.of(records) if one.id.startswith(f"{endpoint.id}/")]
    assert [config["privateDnsZoneId"] for one in written for config in one.inputs["privateDnsZoneConfigs"]] == [THEIRS]
    with pytest.raises(Refused, match=r"\[azure-second-zone-group\]$"):
        azure.create(records, {**made["PrivateDnsZoneGroup"].inputs, "privateEndpointName": "governed"})
    azure.delete(endpoint)
    assert [one.id for one in azure.cloud.of(records)] == [made["PrivateDnsZoneGroup"].id]


NETWORKS = (clouds.NETWORK, clouds.ELSEWHERE)
_ENDPOINT = f"{clouds.GROUP}/Microsoft.Network/privateEndpoints/theirs"


def connected(mode: str = "Open", members: tuple[str, ...] = (), peers: tuple[str, ...] = NETWORKS) -> World:
    """A hub with a scope, and two networks that resolve through its zones; routes lead from them to the hub."""
    hub = f"{clouds.GROUP}/Microsoft.Network/virtualNetworks/hub"
    modes = {"ingestionAccessMode": mode, "queryAccessMode": mode}
    endpoint = {"subnet": f"{hub}/subnets/s", "target": clouds.SCOPE, "group": "azuremonitor"}
    return clouds.world(
        networks={**{network: {} for network in NETWORKS}, hub: {"peers": peers}},
        privateDnsZones={clouds.zone_id(clouds.MONITOR_ZONE): {"links": [*NETWORKS]}},
        privateLinkScopes={clouds.SCOPE: {"accessModeSettings": modes, "members": members}},
        privateEndpoints={_ENDPOINT: {**endpoint, "zones": [clouds.zone_id(clouds.MONITOR_ZONE)]}},
    )


def test_names_lead_through_the_links_records_and_endpoints_of_others() -> None:
    assert str(answer(clouds.NETWORK, clouds.GLOBAL_HOST, (), connected())) == "an open door (a private endpoint)"
    assert answer(clouds.NETWORK, clouds.GLOBAL_HOST, (), connected("PrivateOnly")).door is Door.CLOSED
    assert answer(clouds.NETWORK, clouds.GLOBAL_HOST, (), connected(peers=())).door is Door.NOTHING


def test_a_member_of_a_scope_of_others_is_reached_through_the_endpoint_that_is_there() -> None:
    made = (clouds.collection_endpoint(), clouds.member())

    assert answer(clouds.NETWORK, clouds.INGESTION_HOST, made[:1], connected()).door is Door.CLOSED
    assert answer(clouds.NETWORK, clouds.INGESTION_HOST, made, connected()).door is Door.OPEN
    assert answer(clouds.NETWORK, clouds.INGESTION_HOST, made, connected("PrivateOnly")).door is Door.OPEN
    there = connected(members=(clouds.DCE,))
    assert answer(clouds.NETWORK, clouds.INGESTION_HOST, made[:1], there).door is Door.OPEN


def test_a_second_scope_takes_the_names_that_all_share_from_networks_without_a_route_to_it() -> None:
    second = f"{clouds.SCOPE}-2"
    made = (clouds.scope(second), clouds.endpoint("p", second), clouds.records("p", clouds.MONITOR_ZONE))

    assert answer(clouds.NETWORK, clouds.GLOBAL_HOST, made, connected()).door is Door.OPEN
    assert answer(clouds.ELSEWHERE, clouds.GLOBAL_HOST, made, connected()).door is Door.NOTHING
