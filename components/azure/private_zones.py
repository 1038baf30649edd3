"""The private DNS zones that Azure's private endpoints need, in the public cloud."""

from components.azure.clouds import CLOUDS
from components.contracts.endpoints import AZURE_PUBLIC

_PUBLIC = CLOUDS[AZURE_PUBLIC]
BLOB_ZONE = _PUBLIC.blob_zone
MONITOR_ZONES = _PUBLIC.monitor_zones
GRAFANA_ZONE = _PUBLIC.grafana_zone
workspace_query_zone = _PUBLIC.query_zone


def monitor_zones(location: str) -> tuple[str, ...]:
    """All zones that writing to and querying the workspaces of a region take."""
    return (*MONITOR_ZONES, workspace_query_zone(location))
