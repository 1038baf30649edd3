"""What private DNS zones and private link scopes that exist already tell about themselves."""

import pulumi
from pulumi_azure_native import monitor, network, privatedns

_APPROVED = "Approved"


def linked_networks(zone_id: str, *, opts: pulumi.InvokeOptions) -> int:
    """How many networks resolve through the zone; which ones its API does not say. Raises what the provider says where
    there is no zone."""
    *_, resource_group, _, _, _, name = zone_id.split("/")
    zone = privatedns.get_private_zone(resource_group_name=resource_group, private_zone_name=name, opts=opts)
    return int(zone.number_of_virtual_network_links)


def scope_endpoints(scope_id: str, *, opts: pulumi.InvokeOptions) -> list[str]:
    """ARM ids of the private endpoints that lead to the scope and may. Raises what the provider says where there is no
    scope."""
    *_, resource_group, _, _, _, name = scope_id.split("/")
    scope = monitor.get_private_link_scope(resource_group_name=resource_group, scope_name=name, opts=opts)
    return [
        connection.private_endpoint.id
        for connection in scope.private_endpoint_connections
        if connection.private_endpoint and connection.private_link_service_connection_state.status == _APPROVED
    ]


def endpoint_network(endpoint_id: str, *, opts: pulumi.InvokeOptions) -> str:
    """ARM id of the network of a private endpoint. Raises what the provider says where it cannot be read."""
    *_, resource_group, _, _, _, name = endpoint_id.split("/")
    endpoint = network.get_private_endpoint(resource_group_name=resource_group, private_endpoint_name=name, opts=opts)
    subnet_id = endpoint.subnet.id if endpoint.subnet else None
    return (subnet_id or "").partition("/subnets/")[0]
