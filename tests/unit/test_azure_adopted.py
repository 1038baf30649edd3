"""Components on what somebody else has made: a private link scope, private DNS zones, records that others write."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import Provider

from components.azure.blob_storage import BlobStorage
from components.azure.existing_private_link import endpoint_network, linked_networks, scope_endpoints
from components.azure.monitor_private_link import MonitorPrivateLink, PrivateLinkError
from components.azure.private_dns import PrivateDnsLink
from components.azure.private_endpoint import PrivateEndpoint
from components.azure.private_zones import MONITOR_ZONES
from components.naming import told_apart
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for
from tests.unit.test_azure_private_link import (
    ENDPOINT,
    LINK,
    MEMBER,
    QUERY_ZONE,
    RECORDS,
    SCOPE,
    monitor_private_link,
    zones_of,
)

HUB = "/subscriptions/2/resourceGroups/rg-hub/providers"
HUBS_SCOPE = f"{HUB}/Microsoft.Insights/privateLinkScopes/hub"
OPTIONS = pulumi.InvokeOptions()


def adopting(
    has_endpoint: bool = False, zones: tuple[str, ...] = (*MONITOR_ZONES, QUERY_ZONE), **more: Any
) -> Recorder:
    def program() -> None:
        own, other = Provider("own", subscription_id="1"), Provider("other", subscription_id="2")
        scope = {"scope_id": HUBS_SCOPE, "provider": other, "has_endpoint": has_endpoint}
        options = pulumi.ResourceOptions(providers=[own])
        link = monitor_private_link(zones, options, existing_scope=scope, **more)
        Consumer({"ready": link.ready, "scope": link.scope_id})

    return record(program)


def test_a_scope_of_others_is_not_made_and_its_members_are_made_where_it_is() -> None:
    recorder = adopting()
    members = [recorder.request(MEMBER, name) for name in recorder.of_type(MEMBER)]

    assert recorder.of_type(SCOPE) == {}
    assert {one.provider.split("::")[-2] for one in members} == {"other"}
    assert {(one["resourceGroupName"], one["scopeName"]) for one in recorder.of_type(MEMBER).values()} == {
        ("rg-hub", "hub")
    }
    assert recorder.one("test:index:Consumer")["scope"] == HUBS_SCOPE


def test_the_endpoint_of_a_scope_of_others_is_the_networks_and_comes_after_the_members() -> None:
    recorder = adopting()
    name = f"link-ingestion-{told_apart('hub', HUBS_SCOPE)}-endpoint"
    (connection,) = recorder.of_type(ENDPOINT)[name]["privateLinkServiceConnections"]

    assert connection["privateLinkServiceId"] == HUBS_SCOPE
    assert recorder.request(ENDPOINT, name).provider.split("::")[-2] == "own"
    assert waits_for(recorder, ENDPOINT, name, "privateLinkServiceConnections") == {*recorder.of_type(MEMBER)}
    assert zones_of(recorder, name.replace("-endpoint", "-records")) == list(MONITOR_ZONES)


def test_where_a_scope_has_its_endpoint_only_queries_get_one_and_names_wait_for_the_members() -> None:
    recorder = adopting(has_endpoint=True, zones=(QUERY_ZONE,))

    assert {*recorder.of_type(ENDPOINT)} == {f"link-{name}-query-ampls-endpoint" for name in ("prod", "test")}
    waits = waits_for(recorder, "test:index:Consumer", "consumer", "ready")
    assert {*recorder.of_type(MEMBER), *recorder.of_type(RECORDS)} <= waits
    with pytest.raises(PrivateLinkError, match=QUERY_ZONE):
        adopting(has_endpoint=True, zones=())


@pytest.mark.parametrize(("private_only", "mode"), [(False, "Open"), (True, "PrivateOnly")])
def test_an_own_scope_lets_others_through_unless_it_is_told(private_only: bool, mode: str) -> None:
    recorder = record(lambda: _ignore(monitor_private_link(private_only=private_only)))

    assert set(recorder.one(SCOPE)["accessModeSettings"].values()) == {mode}


def test_without_zones_there_are_endpoints_and_no_records() -> None:
    args: Any = {
        "resource_group": "rg",
        "location": "northeurope",
        "subnet_id": "/subnet",
        "workspaces": {"prod": {"workspace_id": "/ws-prod", "data_collection_endpoint_id": "/dce-prod"}},
        "workspace_location": "westeurope",
        "scope_name": "ampls",
    }
    recorder = record(lambda: _ignore(Consumer({"ready": MonitorPrivateLink("link", args).ready})))

    assert len(recorder.of_type(ENDPOINT)) == 2
    assert recorder.of_type(RECORDS) == {}
    assert {*recorder.of_type(ENDPOINT)} <= waits_for(recorder, "test:index:Consumer", "consumer", "ready")


def private_endpoint(zone_ids: dict[str, pulumi.Input[str]]) -> PrivateEndpoint:
    return PrivateEndpoint(
        "store",
        {
            "resource_group": "rg",
            "location": "northeurope",
            "subnet_id": "/subnet",
            "target_id": "/account",
            "target_name": "account",
            "group_id": "blob",
            "zone_ids": zone_ids,
        },
    )


def test_an_endpoint_whose_records_others_write_is_ready_when_it_is_there() -> None:
    found: list[str] = []
    recorder = record(lambda: value_of(private_endpoint({}).ready, found))

    assert recorder.of_type(RECORDS) == {}
    assert found == ["store-account-endpoint-id"]
    assert_component_rules(recorder, PrivateEndpoint, "store")


@pytest.mark.parametrize("zone", [{"zone_id": "/zone"}, {}])
def test_an_account_has_its_record_where_there_is_a_zone_for_it(zone: Any) -> None:
    args: Any = {
        "resource_group": "rg",
        "location": "westeurope",
        "account_name": "store",
        "container_name": "blocks",
        "redundancy": "ZRS",
        "private_link": {"subnet_id": "/subnet", "location": "westeurope", **zone},
    }
    recorder = record(lambda: _ignore(BlobStorage("store", args)))

    assert len(recorder.of_type(RECORDS)) == len(zone)
    assert len(recorder.of_type(ENDPOINT)) == 1


@pytest.mark.parametrize(
    ("said", "policy"),
    [({}, "Default"), ({"falls_back": False}, "Default"), ({"falls_back": True}, "NxDomainRedirect")],
)
def test_a_name_that_a_zone_does_not_hold_is_public_where_that_is_said(said: Any, policy: str) -> None:
    args: Any = {"resource_group": "rg", "zone": "a.example", "virtual_network_id": "/vnet", "records": ["r"], **said}

    assert record(lambda: _ignore(PrivateDnsLink("dns-a.example", args))).one(LINK)["resolutionPolicy"] == policy


def looked_up(look_up: Callable[[], Any], token: str, answer: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """What was found, and what was asked for."""
    found: list[Any] = []
    recorder = record(lambda: found.append(look_up()), calls={f"azure-native:{token}": answer})
    (invoke,) = recorder.invokes
    return found[0], dict(invoke.args)


def test_a_zone_tells_how_many_networks_are_linked_to_it() -> None:
    zone_id = f"{HUB}/Microsoft.Network/privateDnsZones/{QUERY_ZONE}"
    look_up = lambda: linked_networks(zone_id, opts=OPTIONS)  # noqa: E731

    found, asked = looked_up(look_up, "privatedns:getPrivateZone", {"numberOfVirtualNetworkLinks": 3.0})
    assert found == 3
    assert asked == {"resourceGroupName": "rg-hub", "privateZoneName": QUERY_ZONE}


def connection(endpoint: str | None, status: str) -> dict[str, Any]:
    led = {"privateEndpoint": {"id": endpoint}} if endpoint else {}
    return {"privateLinkServiceConnectionState": {"status": status}, **led}


def test_a_scope_tells_which_endpoints_lead_to_it_of_those_that_may() -> None:
    connections = [
        connection("/approved", "Approved"),
        connection("/pending", "Pending"),
        connection("/rejected", "Rejected"),
        connection(None, "Approved"),
    ]
    look_up = lambda: scope_endpoints(HUBS_SCOPE, opts=OPTIONS)  # noqa: E731

    found, asked = looked_up(look_up, "monitor:getPrivateLinkScope", {"privateEndpointConnections": connections})
    assert found == ["/approved"]
    assert asked == {"resourceGroupName": "rg-hub", "scopeName": "hub"}


@pytest.mark.parametrize(("answer", "network"), [({"subnet": {"id": "/vnet/subnets/a"}}, "/vnet"), ({}, "")])
def test_an_endpoint_tells_its_network(answer: dict[str, Any], network: str) -> None:
    endpoint_id = f"{HUB}/Microsoft.Network/privateEndpoints/hub-scope"
    look_up = lambda: endpoint_network(endpoint_id, opts=OPTIONS)  # noqa: E731

    found, asked = looked_up(look_up, "network:getPrivateEndpoint", answer)
    assert found == network
    assert asked == {"resourceGroupName": "rg-hub", "privateEndpointName": "hub-scope"}


def test_names_are_told_apart_by_what_they_are_unique_in_in_any_case_of_letters() -> None:
    assert told_apart("hub", HUBS_SCOPE) == told_apart("hub", HUBS_SCOPE.upper())
    assert told_apart("hub", HUBS_SCOPE).startswith("hub-")
    assert len({told_apart("a", "1", "2"), told_apart("a", "1", "3"), told_apart("a", "2", "2")}) == 3


def _ignore(_: pulumi.Resource) -> None:
    return None
