"""The private way to Azure: zones, links, endpoints and the scope of Azure Monitor."""

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import Provider

from components.azure.monitor_private_link import MonitorPrivateLink, PrivateLinkError
from components.azure.private_dns import PrivateDns, PrivateDnsLink, PrivateDnsLinkError
from components.azure.private_endpoint import PrivateEndpoint
from components.azure.private_zones import BLOB_ZONE, MONITOR_ZONES, workspace_query_zone
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
ENDPOINT = "azure-native:network:PrivateEndpoint"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
SCOPE = "azure-native:monitor:PrivateLinkScope"
MEMBER = "azure-native:monitor:PrivateLinkScopedResource"
QUERY_ZONE = "privatelink.westeurope.prometheus.monitor.azure.com"


def private_dns() -> None:
    PrivateDns("dns", {"resource_group": "rg", "zones": ["a.example", "b.example"], "tags": {"team": "sre"}})


def dns_link(*records: pulumi.Input[str]) -> PrivateDnsLink:
    return PrivateDnsLink(
        "dns-a.example",
        {
            "resource_group": "rg",
            "zone": "a.example",
            "virtual_network_id": "/vnet",
            "records": records,
            "tags": {"team": "sre"},
        },
    )


def linked_zone() -> None:
    zone = PrivateDns("dns", {"resource_group": "rg", "zones": ["a.example"]}).zone_ids["a.example"]
    Consumer({"zone": zone, "ready": dns_link(zone).ready})


def private_endpoint() -> None:
    PrivateEndpoint(
        "store",
        {
            "resource_group": "rg",
            "location": "northeurope",
            "subnet_id": "/subnet",
            "target_id": "/account",
            "target_name": "account",
            "group_id": "blob",
            "zone_ids": {"a.example": "/zone-a", "b.example": "/zone-b"},
        },
    )


def monitor_private_link(
    zones: tuple[str, ...] = (*MONITOR_ZONES, QUERY_ZONE), opts: pulumi.ResourceOptions | None = None, **more: Any
) -> MonitorPrivateLink:
    args: Any = {
        "resource_group": "rg",
        "location": "northeurope",
        "subnet_id": "/subnet",
        "workspaces": {
            "prod": {"workspace_id": "/ws-prod", "data_collection_endpoint_id": "/dce-prod"},
            "test": {"workspace_id": "/ws-test", "data_collection_endpoint_id": "/dce-test"},
        },
        "zone_ids": {zone: f"/zones/{zone}" for zone in zones},
        "workspace_location": "westeurope",
        "scope_name": "ampls",
        **more,
    }
    return MonitorPrivateLink("link", args, opts)


@pytest.fixture
def linked() -> Recorder:
    return record(lambda: _ignore(Consumer({"ready": monitor_private_link().ready})))


def zones_of(recorder: Recorder, records: str) -> list[str]:
    configs = recorder.of_type(RECORDS)[records]["privateDnsZoneConfigs"]
    return [config["privateDnsZoneId"].removeprefix("/zones/") for config in configs]


@pytest.mark.parametrize("location", ["westeurope", "West Europe"])
def test_the_query_zone_is_of_the_programmatic_region_name(location: str) -> None:
    assert workspace_query_zone(location) == QUERY_ZONE


def test_monitor_and_blob_storage_share_the_blob_zone() -> None:
    # https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure
    assert set(MONITOR_ZONES) == {
        "privatelink.monitor.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net",
        "privatelink.blob.core.windows.net",
    }
    assert BLOB_ZONE == "privatelink.blob.core.windows.net"


def test_every_zone_keeps_its_own_name_and_nobody_resolves_through_it_yet() -> None:
    recorder = record(private_dns)
    zones = recorder.of_type(ZONE)
    assert [zone["privateZoneName"] for zone in zones.values()] == ["a.example", "b.example"]
    assert {(zone["location"], zone["tags"]["team"]) for zone in zones.values()} == {("global", "sre")}
    assert not recorder.of_type(LINK)


def test_a_link_leads_the_network_to_the_zone_and_never_past_it() -> None:
    link = record(linked_zone).one(LINK)
    assert (link["privateZoneName"], link["virtualNetwork"]) == ("a.example", {"id": "/vnet"})
    assert (link["location"], link["tags"]) == ("global", {"team": "sre"})
    assert (link["registrationEnabled"], link["resolutionPolicy"]) == (False, "Default")


def test_a_network_is_linked_after_the_records_and_who_needs_the_name_waits_for_the_link() -> None:
    recorder = record(linked_zone)
    assert waits_for(recorder, LINK, "dns-a.example-link", "privateZoneName") == {"dns-a.example"}
    assert "dns-a.example-link" in waits_for(recorder, "test:index:Consumer", "consumer", "ready")
    assert "dns-a.example-link" not in waits_for(recorder, "test:index:Consumer", "consumer", "zone")


def test_a_link_that_the_zones_made_before_is_taken_over_as_it_is() -> None:
    args: Any = {
        "resource_group": "rg",
        "zone": "a.example",
        "virtual_network_id": "/vnet",
        "records": ["record"],
        "zones_name": "dns",
    }
    link = record(lambda: _ignore(PrivateDnsLink("dns-a.example", args))).request(LINK, "dns-a.example-link")
    parents = {alias.spec.parentUrn for alias in link.aliases}
    assert "urn:pulumi:test::prometheus-stack::prometheus-stack:index:PrivateDns::dns" in parents
    fresh = record(lambda: _ignore(dns_link("record"))).request(LINK, "dns-a.example-link")
    assert {alias.spec.parentUrn for alias in fresh.aliases} == {""}


@pytest.mark.parametrize("said", [{"link_name": "vnet-c572f7"}, {}])
def test_a_link_has_the_name_that_it_is_given_or_leaves_it_to_the_provider(said: Any) -> None:
    args: Any = {"resource_group": "rg", "zone": "a.example", "virtual_network_id": "/vnet", "records": ["r"], **said}
    link = record(lambda: _ignore(PrivateDnsLink("dns-a.example-vnet", args))).one(LINK)
    assert link.get("virtualNetworkLinkName") == said.get("link_name")


def test_a_zone_without_records_is_not_linked() -> None:
    with pytest.raises(PrivateDnsLinkError, match="records"):
        record(lambda: _ignore(dns_link()))


def test_a_link_to_another_network_replaces_the_old_one_before_they_meet() -> None:
    link = record(linked_zone).request(LINK, "dns-a.example-link")
    assert link.deleteBeforeReplace
    assert list(link.replaceOnChanges) == ["virtualNetwork"]


def test_the_zone_group_holds_every_zone_of_the_endpoint() -> None:
    recorder = record(private_endpoint)
    endpoint, records = recorder.one(ENDPOINT), recorder.one(RECORDS)
    assert endpoint["location"] == "northeurope"
    assert endpoint["subnet"]["id"] == "/subnet"
    connection = endpoint["privateLinkServiceConnections"][0]
    assert (connection["privateLinkServiceId"], connection["groupIds"]) == ("/account", ["blob"])
    assert records["privateEndpointName"] == "store-account-endpoint"
    assert [config["privateDnsZoneId"] for config in records["privateDnsZoneConfigs"]] == ["/zone-a", "/zone-b"]
    assert len({config["name"] for config in records["privateDnsZoneConfigs"]}) == 2


def test_an_endpoint_that_is_led_elsewhere_is_another_one() -> None:
    endpoint = record(private_endpoint).request(ENDPOINT, "store-account-endpoint")
    assert list(endpoint.replaceOnChanges) == ["privateLinkServiceConnections"]


@pytest.mark.parametrize(("type_", "role"), [(ENDPOINT, "endpoint"), (RECORDS, "records")])
def test_what_version_0_1_0_made_for_a_target_is_taken_over_as_it_is(type_: str, role: str) -> None:
    request = record(private_endpoint).request(type_, f"store-account-{role}")
    assert f"store-{role}" in {alias.spec.name for alias in request.aliases}


def test_a_scope_of_another_name_is_there_before_the_old_one_goes(linked: Recorder) -> None:
    members = [linked.request(MEMBER, f"link-{workspace}-member") for workspace in ("prod", "test")]
    for request in (linked.request(SCOPE, "link-scope"), *members):
        assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (True, False)


def test_the_scope_cuts_no_other_azure_monitor_resource_off(linked: Recorder) -> None:
    scope = linked.one(SCOPE)
    assert set(scope["accessModeSettings"].values()) == {"Open"}
    assert scope["location"] == "global"
    assert scope["scopeName"] == "ampls"


def test_every_data_collection_endpoint_is_in_the_scope(linked: Recorder) -> None:
    members = linked.of_type(MEMBER).values()
    assert {(member["name"], member["linkedResourceId"]) for member in members} == {
        ("prod", "/dce-prod"),
        ("test", "/dce-test"),
    }


def test_the_scopes_endpoint_comes_after_its_members(linked: Recorder) -> None:
    waits = waits_for(linked, ENDPOINT, "link-ingestion-ampls-endpoint", "privateLinkServiceConnections")
    assert waits == {"link-scope", "link-prod-member", "link-test-member"}


def test_samples_go_through_the_scope_and_queries_to_each_workspace(linked: Recorder) -> None:
    targets = {
        name: (connection["groupIds"], connection["privateLinkServiceId"])
        for name, endpoint in linked.of_type(ENDPOINT).items()
        for connection in endpoint["privateLinkServiceConnections"]
    }
    assert targets == {
        "link-ingestion-ampls-endpoint": (["azuremonitor"], "link-scope-id"),
        "link-prod-query-ampls-endpoint": (["prometheusMetrics"], "/ws-prod"),
        "link-test-query-ampls-endpoint": (["prometheusMetrics"], "/ws-test"),
    }


def test_only_endpoints_and_their_records_are_in_the_networks_subscription() -> None:
    def program() -> None:
        own, other = Provider("own", subscription_id="1"), Provider("other", subscription_id="2")
        there = {"provider": other, "resource_group": "rg-network"}
        monitor_private_link(opts=pulumi.ResourceOptions(providers=[own]), network_subscription=there)

    recorder = record(program)
    places = {
        (request.type, request.provider.split("::")[-2], recorder.inputs(request)["resourceGroupName"])
        for request in recorder.requests.values()
        if request.type.startswith("azure-native:")
    }
    assert places == {
        (ENDPOINT, "other", "rg-network"),
        (RECORDS, "other", "rg-network"),
        (SCOPE, "own", "rg"),
        (MEMBER, "own", "rg"),
    }


def test_the_longest_name_leaves_room_for_what_the_provider_adds() -> None:
    args: Any = {
        "resource_group": "rg",
        "location": "l",
        "subnet_id": "/s",
        "target_id": "/t",
        "target_name": "t",
        "group_id": "blob",
        "zone_ids": {"a.example": "/zone"},
    }
    made = record(lambda: _ignore(PrivateEndpoint("n" * 90, args)))
    (name,) = made.of_type(ENDPOINT)
    assert len(name) + 8 == 64, "eight random digits, and no more than Azure takes"


def test_records_are_written_one_after_the_other(linked: Recorder) -> None:
    waits = {name: waits_for(linked, RECORDS, name, "privateEndpointName") for name in linked.of_type(RECORDS)}
    assert "link-ingestion-ampls-records" in waits["link-prod-query-ampls-records"]
    assert "link-prod-query-ampls-records" in waits["link-test-query-ampls-records"]


def test_each_endpoint_writes_to_its_own_zones(linked: Recorder) -> None:
    assert zones_of(linked, "link-ingestion-ampls-records") == list(MONITOR_ZONES)
    assert zones_of(linked, "link-prod-query-ampls-records") == [QUERY_ZONE]


def test_the_link_is_ready_when_every_record_is_there(linked: Recorder) -> None:
    waits = waits_for(linked, "test:index:Consumer", "consumer", "ready")
    assert set(linked.of_type(RECORDS)) <= waits


def test_a_missing_zone_is_named() -> None:
    with pytest.raises(PrivateLinkError, match=QUERY_ZONE):
        record(lambda: _ignore(monitor_private_link(MONITOR_ZONES)))


def test_zone_ids_are_the_zones_own() -> None:
    found: list[dict[str, str]] = []
    args: Any = {"resource_group": "rg", "zones": ["a.example"]}
    record(lambda: value_of(PrivateDns("dns", args).zone_ids, found))
    assert found == [{"a.example": "dns-a.example-id"}]


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(record(lambda: _ignore(monitor_private_link())), MonitorPrivateLink, "link")
    assert_component_rules(record(private_endpoint), PrivateEndpoint, "store")
    args: Any = {"resource_group": "rg", "zones": ["a.example"]}
    assert_component_rules(record(lambda: _ignore(PrivateDns("dns", args))), PrivateDns, "dns")
    assert_component_rules(record(lambda: _ignore(dns_link("record"))), PrivateDnsLink, "dns-a.example")


def _ignore(_: pulumi.Resource) -> None:
    return None
