"""Azure Monitor workspaces, and Prometheus as their publisher."""

from typing import cast

import pulumi

from components import naming
from components.azure.data_collection import DataCollection
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.contracts.endpoints import AzureMonitorEndpoint, write_access
from components.contracts.urls import host
from stack.config.azure_monitor import AzureMonitorBackend
from stack.given import given
from stack.monitor_private_link import private_way, region_name
from stack.publishing import publishing
from stack.site import Backends, Site


def azure_monitor(site: Site, backends: dict[str, AzureMonitorBackend]) -> Backends:
    """Every workspace with a way in, private for those that are, and one identity that may write to all."""
    endpoints = {name: _endpoint(site, name, backend) for name, backend in backends.items()}
    ready = private_way(site, backends, endpoints)
    return Backends(endpoints, publishing(site, backends, endpoints, ready) if site.config.cluster else [], {})


def _endpoint(site: Site, name: str, backend: AzureMonitorBackend) -> AzureMonitorEndpoint:
    if backend.is_built:
        return _workspace(site, name, backend).endpoint
    if not backend.has_own_way_in:
        return cast("AzureMonitorEndpoint", site.sources.azure_monitor[name])
    store = site.sources.azure_monitor[name]
    collection = _collection(site, name, backend)
    return {
        **store,
        "write_url": collection.write_url,
        "write_host": host(collection.write_url),
        "data_collection_endpoint_id": collection.data_collection_endpoint_id,
        "data_collection_rule_id": collection.data_collection_rule_id,
        "write_access": write_access(private=site.config.is_private(backend)),
    }


def _workspace(site: Site, name: str, backend: AzureMonitorBackend) -> AzureMonitorWorkspace:
    azure, providers = given(site.config.azure), site.providers
    return AzureMonitorWorkspace(
        name,
        {
            "resource_group": azure.resource_group,
            "location": azure.location,
            "tenant_id": azure.tenant_id,
            "workspace_name": naming.monitor_workspace(f"{site.owner}-{name}", location=azure.location),
            "private": site.config.is_private(backend),
            "tags": providers.tags,
        },
        providers.options(providers.azure, data=True),
    )


def _collection(site: Site, name: str, backend: AzureMonitorBackend) -> DataCollection:
    """This cluster's own way into somebody else's workspace."""
    azure, store, providers = given(site.config.azure), site.sources.azure_monitor[name], site.providers
    # Where the stack had a workspace of its own before, the way into that is taken over and leads to this one.
    own = pulumi.create_urn(name, "prometheus-stack:index:AzureMonitorWorkspace")
    moved = pulumi.ResourceOptions(aliases=[pulumi.Alias(parent=own)])
    return DataCollection(
        f"{name}-collection",
        {
            "resource_group": azure.resource_group,
            "location": store["location"],
            "collection_name": naming.azure_monitor(f"{site.owner}-{region_name(site, name)}"),
            "workspace_id": store["workspace_id"],
            "private": site.config.is_private(backend),
            "tags": providers.tags,
        },
        pulumi.ResourceOptions.merge(providers.options(providers.azure), moved),
    )
