"""Private DNS: zones, their links to networks, and the records of private endpoints."""

from sandbox.azure import arm
from sandbox.azure.existing import beside
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_LINKS = "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links"
_ZONE_GROUPS = "https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration"
_LARGEST_GROUP = 5


@RULES.rule(
    "privatedns:VirtualNetworkLink",
    says="one zone name linked twice to a network",
    source="https://github.com/MicrosoftDocs/azure-aks-docs/issues/212",
)
def _zone_linked_twice(request: Request) -> str | None:
    zone, network = str(request.inputs.get("privateZoneName")), arm.text(request.inputs, "virtualNetwork.id")
    links = [o.inputs for o in beside(request) if arm.same(arm.text(o.inputs, "virtualNetwork.id"), network)]
    linked = [str(inputs.get("privateZoneName")) for inputs in links]
    # Zones of others, by name.
    linked += (request.world.find("azure", "networks", network) or {}).get("zones", [])
    if any(arm.same(zone, other) for other in linked):
        return (
            "400 BadRequest: A virtual network cannot be linked to multiple zones with overlapping namespaces. You "
            f"tried to link virtual network with '{zone}' and '{zone}' zones."
        )
    return None


@RULES.rule(
    "privatedns:VirtualNetworkLink",
    says="a link without a network, or moved to another in place",
    source=_LINKS,
)
def _link_network(request: Request) -> str | None:
    network = arm.text(request.inputs, "virtualNetwork.id")
    if not network:
        return f"400 InvalidRequestFormat: {request.id} has no virtual network"
    if request.old and not arm.same(arm.text(request.old.inputs, "virtualNetwork.id"), network):
        return f"400 PropertyChangeNotAllowed: Changing property 'virtualNetwork' of {request.id} is not allowed."
    return None


@RULES.rule(
    "network:PrivateDnsZoneGroup",
    says="a zone group of more than five zones",
    source=f"{_ZONE_GROUPS}#private-dns-zone-group",
)
def _zone_group_size(request: Request) -> str | None:
    zones = list(arm.at(request.inputs, "privateDnsZoneConfigs[]"))
    if len(zones) > _LARGEST_GROUP:
        return f"400 BadRequest: {request.id} has {len(zones)} zones; it has at most {_LARGEST_GROUP}"
    return None


@RULES.rule(
    "network:PrivateDnsZoneGroup",
    says="a second zone group of one private endpoint",
    source=f"{_ZONE_GROUPS}#private-dns-zone-group",
)
def _second_zone_group(request: Request) -> str | None:
    endpoint = request.id.rpartition("/privateDnsZoneGroups/")[0]
    for other in beside(request):
        if arm.same(other.id.rpartition("/privateDnsZoneGroups/")[0], endpoint):
            return f"400 BadRequest: {endpoint} has a private DNS zone group already, {other.id}"
    return None
