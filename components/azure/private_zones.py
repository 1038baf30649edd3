"""The private DNS zones that Azure's private endpoints need, in the public cloud."""

from components.azure.regions import programmatic

BLOB_ZONE = "privatelink.blob.core.windows.net"

# One set for every private link scope: https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure
MONITOR_ZONES = (
    "privatelink.monitor.azure.com",
    "privatelink.oms.opinsights.azure.com",
    "privatelink.ods.opinsights.azure.com",
    "privatelink.agentsvc.azure-automation.net",
    BLOB_ZONE,
)


def workspace_query_zone(location: str) -> str:
    """Zone of the query endpoints of all workspaces in a region, given as its programmatic or its display name."""
    return f"privatelink.{programmatic(location)}.prometheus.monitor.azure.com"


def monitor_zones(location: str) -> tuple[str, ...]:
    """All zones that writing to and querying the workspaces of a region take."""
    return (*MONITOR_ZONES, workspace_query_zone(location))
