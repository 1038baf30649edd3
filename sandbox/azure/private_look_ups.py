"""What Azure answers of private DNS zones, private link scopes and private endpoints."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.azure import arm
from sandbox.azure.existing import ENDPOINT, LINK, SCOPE, ZONE, existing
from sandbox.azure.look_ups import id_of, not_found
from sandbox.cloud import Object
from sandbox.package import Package


def zone(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The zone of `resourceGroupName` and `privateZoneName`, and how many networks are linked to it. Raises Refused."""
    found = _found(package, args, ZONE, "Microsoft.Network/privateDnsZones", "privateZoneName")
    below = f"{found.id}/virtualNetworkLinks/".lower()
    links = [one for one in _all(package, LINK) if one.id.lower().startswith(below)]
    return {**_answer(package, found), "numberOfVirtualNetworkLinks": len(links)}


def scope(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The scope of `resourceGroupName` and `scopeName`, with the endpoints that lead to it. Raises Refused."""
    found = _found(package, args, SCOPE, "Microsoft.Insights/privateLinkScopes", "scopeName")
    path = "privateLinkServiceConnections[].privateLinkServiceId"
    connected = [one for one in _all(package, ENDPOINT) if arm.same(arm.text(one.inputs, path), found.id)]
    connections = [_connection(found.id, one) for one in connected]
    return {**_answer(package, found), "privateEndpointConnections": connections}


def endpoint(package: Package, args: Mapping[str, Any]) -> dict[str, Any]:
    """The endpoint of `resourceGroupName` and `privateEndpointName`. Raises Refused where there is none."""
    found = _found(package, args, ENDPOINT, "Microsoft.Network/privateEndpoints", "privateEndpointName")
    return _answer(package, found)


def _found(package: Package, args: Mapping[str, Any], token: str, type_: str, named: str) -> Object:
    name = str(args.get(named))
    id_ = id_of(args, package.config, package.cloud.world, type_, name)
    found = next((one for one in _all(package, token) if arm.same(one.id, id_)), None)
    if found is None:
        raise not_found(type_, name, args)
    return found


def _all(package: Package, token: str) -> Iterator[Object]:
    yield from package.cloud.of(token)
    yield from (one for one in existing(package.cloud.world) if one.token == token)


def _answer(package: Package, found: Object) -> dict[str, Any]:
    return {**package.outputs(found.token, found.id, found.inputs), "id": found.id}


def _connection(scope_id: str, one: Object) -> dict[str, Any]:
    name = one.id.rpartition("/")[2]
    return {
        "id": f"{scope_id}/privateEndpointConnections/{name}",
        "name": name,
        "type": "Microsoft.Insights/privateLinkScopes/privateEndpointConnections",
        "groupIds": ["azuremonitor"],
        "privateEndpoint": {"id": one.id},
        "privateLinkServiceConnectionState": {"status": "Approved", "actionsRequired": "None", "description": ""},
        "provisioningState": "Succeeded",
        "systemData": {},
    }
