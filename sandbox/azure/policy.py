"""What an Azure Policy of others adds to a program's private endpoints: their records in zones of the others.

https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/private-link-and-dns-integration-at-scale
"""

from collections.abc import Iterator

from sandbox.azure import arm
from sandbox.azure.existing import ENDPOINT, LINK, existing, records
from sandbox.cloud import Object
from sandbox.world import World

_ZONES = {
    "azuremonitor": (
        "privatelink.monitor.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net",
        "privatelink.blob.core.windows.net",
    ),
    "prometheusMetrics": (".prometheus.monitor.azure.com",),
    "blob": ("privatelink.blob.core.windows.net",),
}
"""Names of zones by sub-resource, or how they end."""


def deployed_by_policy(made: Object, world: World) -> Iterator[Object]:
    """The zone group of a new private endpoint in a network whose owner has such a policy."""
    found = arm.network_of(world, arm.text(made.inputs, "subnet.id")) if made.token == ENDPOINT else None
    if found is None or not found[1].get("recordsByPolicy"):
        return
    ends = tuple(
        end
        for group in arm.texts(made.inputs, "privateLinkServiceConnections[].groupIds[]")
        for end in _ZONES.get(group, ())
    )
    links = (one for one in existing(world) if one.token == LINK)
    linked = [one for one in links if arm.same(arm.text(one.inputs, "virtualNetwork.id"), found[0].text)]
    zones = [one.id.partition("/virtualNetworkLinks/")[0] for one in linked]
    yield records(made.id, [zone for zone in zones if ends and zone.endswith(ends)], "deployedByPolicy", made.key)
