"""Azure Monitor workspaces, and Prometheus as their publisher."""

import pulumi

from components import naming
from components.azure.metrics_publisher import MetricsPublisher
from components.azure.monitor_private_link import MonitorPrivateLink
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.azure.private_zones import monitor_zones
from stack.config.backends import AzureMonitorBackend
from stack.given import given
from stack.site import PROMETHEUS, Backends, Site


def azure_monitor(site: Site, backends: dict[str, AzureMonitorBackend]) -> Backends:
    """Every workspace, the private way to those that are private, and one identity that may write to all."""
    cluster, azure, providers = site.config.cluster, given(site.config.azure), site.providers
    workspaces = {
        name: AzureMonitorWorkspace(
            name,
            {
                "resource_group": azure.resource_group,
                "location": azure.location,
                "workspace_name": naming.monitor_workspace(f"{cluster.name}-{name}", location=azure.location),
                "private": site.config.is_private(backend),
                "tags": providers.tags,
            },
            providers.options(providers.azure, data=True),
        )
        for name, backend in backends.items()
    }
    private = {name: workspaces[name] for name, backend in backends.items() if site.config.is_private(backend)}
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
            "token_source": site.platform.azure_token,
            "endpoints": endpoints,
            "ready": _private_link(site, private) if private else [],
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
    return Backends(endpoints, publisher.targets, {})


def _private_link(site: Site, workspaces: dict[str, AzureMonitorWorkspace]) -> list[pulumi.Input[str]]:
    """The private way to the workspaces, made; known once names lead there."""
    azure, network, providers = given(site.config.azure), site.azure_network, site.providers
    link = MonitorPrivateLink(
        "monitor-private-link",
        {
            "resource_group": azure.resource_group,
            "location": network.location,
            "subnet_id": network.subnet_id,
            "workspaces": {
                name: {
                    "workspace_id": workspace.workspace_id,
                    "data_collection_endpoint_id": workspace.data_collection_endpoint_id,
                }
                for name, workspace in workspaces.items()
            },
            "zone_ids": network.zone_ids,
            "workspace_location": azure.location,
            "scope_name": naming.azure_monitor(f"{site.config.cluster.name}-monitor"),
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
    return [*network.link(monitor_zones(azure.location), [link.ready])]
