"""Azure Monitor workspaces, and Prometheus as their publisher."""

import pulumi

from components import naming
from components.azure.metrics_publisher import MetricsPublisher
from components.azure.monitor_private_link import MonitorPrivateLink
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.config_backends import AzureMonitorBackend
from wiring.site import PROMETHEUS, Site, Stores


def azure_monitor(site: Site, backends: dict[str, AzureMonitorBackend]) -> Stores:
    """Every workspace, the private way to those that are private, and one identity that may write to all."""
    cluster, azure = site.config.cluster, site.azure_section
    workspaces = {
        name: AzureMonitorWorkspace(
            name,
            {
                "resource_group": azure.resource_group,
                "location": azure.location,
                "workspace_name": naming.monitor_workspace(f"{cluster.name}-{name}", location=azure.location),
                "private": backend.private_link is not None,
                "tags": site.tags,
            },
            site.options(site.azure, data=True),
        )
        for name, backend in backends.items()
    }
    endpoints = {name: workspace.endpoint for name, workspace in workspaces.items()}
    publisher = MetricsPublisher(
        "metrics-publisher",
        {
            "resource_group": azure.resource_group,
            "location": azure.location,
            "identity_name": naming.bounded(f"{cluster.name}-prometheus", limit=naming.IDENTITY_LENGTH),
            "tenant_id": azure.tenant_id,
            "issuer": site.issuer,
            "service_account": PROMETHEUS,
            "token_injected": cluster.kind == "aks",
            "endpoints": endpoints,
            "ready": _private_link(site, backends, workspaces),
            "tags": site.tags,
        },
        site.options(site.azure),
    )
    return Stores(endpoints, publisher.targets, {})


def _private_link(
    site: Site, backends: dict[str, AzureMonitorBackend], workspaces: dict[str, AzureMonitorWorkspace]
) -> list[pulumi.Input[str]]:
    links = {name: backend.private_link for name, backend in backends.items() if backend.private_link}
    if not links:
        return []
    first, azure = next(iter(links.values())), site.azure_section
    link = MonitorPrivateLink(
        "monitor-private-link",
        {
            "resource_group": azure.resource_group,
            "location": site.link_location(first),
            "subnet_id": first.subnet_id,
            "workspaces": {
                name: {
                    "workspace_id": workspaces[name].workspace_id,
                    "data_collection_endpoint_id": workspaces[name].data_collection_endpoint_id,
                }
                for name in links
            },
            "zone_ids": site.zone_ids,
            "workspace_location": azure.location,
            "scope_name": naming.azure_monitor(f"{site.config.cluster.name}-monitor"),
            "tags": site.tags,
        },
        site.options(site.azure),
    )
    return [link.ready]
