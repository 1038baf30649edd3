"""Private DNS and private links that were there before a program, each as if a program had made it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.cloud import Object
from sandbox.rules import Request
from sandbox.world import World

ZONE, LINK = "azure-native:privatedns:PrivateZone", "azure-native:privatedns:VirtualNetworkLink"
SCOPE, MEMBER = "azure-native:monitor:PrivateLinkScope", "azure-native:monitor:PrivateLinkScopedResource"
ENDPOINT, RECORDS = "azure-native:network:PrivateEndpoint", "azure-native:network:PrivateDnsZoneGroup"
_OPEN = {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}


def existing(world: World) -> Iterator[Object]:
    """The world's zones with their links, scopes with their members, and private endpoints with their records."""
    for id_, zone in world.all("azure", "privateDnsZones").items():
        yield Object(ZONE, id_, {**_at(id_), "privateZoneName": _name(id_)}, {})
        yield from (_link(id_, network) for network in zone.get("links") or ())
    for id_, scope in world.all("azure", "privateLinkScopes").items():
        modes = scope.get("accessModeSettings") or _OPEN
        yield Object(SCOPE, id_, {**_at(id_), "scopeName": _name(id_), "accessModeSettings": modes}, {})
        yield from (_member(id_, linked) for linked in scope.get("members") or ())
    for id_, endpoint in world.all("azure", "privateEndpoints").items():
        yield _endpoint(id_, endpoint)
        yield records(id_, endpoint.get("zones") or ())


def beside(request: Request) -> Iterator[Object]:
    """What there is of the type beside the resource, made by a program or before it."""
    yield from request.others()
    yield from (one for one in existing(request.world) if one.token == request.token)


def records(endpoint_id: str, zones: Any, name: str = "default", made_by: str = "") -> Object:
    """The records of a private endpoint in zones, by their ids."""
    configs = [{"name": _name(zone).replace(".", "-"), "privateDnsZoneId": zone} for zone in zones]
    inputs = {"privateEndpointName": _name(endpoint_id), "privateDnsZoneConfigs": configs}
    return Object(RECORDS, f"{endpoint_id}/privateDnsZoneGroups/{name}", inputs, {}, made_by)


def _link(zone_id: str, network_id: str) -> Object:
    inputs = {
        **_at(zone_id),
        "privateZoneName": _name(zone_id),
        "virtualNetwork": {"id": network_id},
        "registrationEnabled": False,
        "resolutionPolicy": "Default",
    }
    return Object(LINK, f"{zone_id}/virtualNetworkLinks/{_name(network_id)}", inputs, {})


def _member(scope_id: str, linked: str) -> Object:
    inputs = {**_at(scope_id), "scopeName": _name(scope_id), "name": _name(linked), "linkedResourceId": linked}
    return Object(MEMBER, f"{scope_id}/scopedResources/{_name(linked)}", inputs, {})


def _endpoint(id_: str, endpoint: Mapping[str, Any]) -> Object:
    group = endpoint["group"]
    connection = {"name": group, "privateLinkServiceId": endpoint["target"], "groupIds": [group]}
    inputs = {
        **_at(id_),
        "privateEndpointName": _name(id_),
        "subnet": {"id": endpoint["subnet"]},
        "privateLinkServiceConnections": [connection],
    }
    return Object(ENDPOINT, id_, inputs, {})


def _at(id_: str) -> dict[str, Any]:
    return {"resourceGroupName": id_.split("/")[4], "location": "global"}


def _name(id_: str) -> str:
    return id_.rstrip("/").rpartition("/")[2]
