"""The private DNS zones that lead to a stack's private stores in Azure."""

from typing import TYPE_CHECKING

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.thanos import ThanosBackend
from stack.given import given

if TYPE_CHECKING:
    from stack.config.stack_config import StackConfig


def needed_zones(config: "StackConfig") -> set[str]:
    """Their names, whoever makes them, as far as a source has them. Only for a stack with `azure.privateLink`."""
    azure, needed = given(config.azure), set[str]()
    cloud = azure.cloud_record
    for backend in config.of(AzureMonitorBackend).values():
        if config.is_private(backend):
            needed.update(cloud.monitor_zones if given(azure.private_link).makes_scope_endpoint else ())
            if config.queries_privately(backend) and cloud.queries:
                needed.add(cloud.query_zone(azure.location))
    if azure.has_private_logs and given(azure.private_link).makes_scope_endpoint:
        needed.update(cloud.monitor_zones)
    if any(config.is_private(backend) for backend in config.of(ThanosBackend).values()):
        needed.add(cloud.blob_zone)
    if config.has_private_grafana and cloud.grafana_zone:
        needed.add(cloud.grafana_zone)
    return needed
