"""What an Azure Monitor workspace that exists already tells about itself."""

import pulumi
from pulumi_azure_native import monitor

from components.azure.regions import programmatic
from components.contracts.endpoints import AzureMonitorStore
from components.contracts.urls import host_of, without_slash


def existing_workspace(
    workspace_id: str, *, tenant_id: str, cloud: str, opts: pulumi.InvokeOptions
) -> AzureMonitorStore:
    """Looks the workspace up, through a provider of its subscription. Raises what the provider says where it is not."""
    *_, resource_group, _, _, _, name = workspace_id.split("/")
    found = monitor.get_azure_monitor_workspace(
        resource_group_name=resource_group, azure_monitor_workspace_name=name, opts=opts
    )
    query_url = without_slash(found.metrics.prometheus_query_endpoint)
    return {
        "kind": "azure-monitor",
        "query_url": query_url,
        "query_host": host_of(query_url),
        "workspace_id": found.id,
        "location": programmatic(found.location),
        "tenant_id": tenant_id,
        "cloud": cloud,
        "built_by": "",
    }
