"""Azure Monitor workspaces, and Prometheus as their publisher."""

from collections.abc import Mapping
from typing import cast

import pulumi

from components import naming
from components.azure.data_collection import DataCollection
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.azure.ready_made_dashboards import for_dashboards
from components.contracts.endpoints import AzureMonitorEndpoint, write_access
from components.contracts.remote_write import RemoteWriteTarget
from components.contracts.urls import host
from stack.config.azure_monitor import AzureMonitorBackend
from stack.egress import of_azure_monitor
from stack.given import given
from stack.monitor_private_link import private_way, region_name
from stack.publishing import publishing
from stack.site import Backends, Reading, Site


def azure_monitor(site: Site, backends: dict[str, AzureMonitorBackend]) -> Backends:
    """Every workspace with a way in, private for those that are, and one identity that may write to all."""
    endpoints = {name: _endpoint(site, name, backend) for name, backend in backends.items()}
    _care(site, backends, endpoints)
    ready, collected = _ways(site, backends, endpoints)
    reading = _reading(site, backends, endpoints)
    if site.config.cluster is None or not endpoints:
        return Backends(endpoints, [], {}, collected, reading)
    targets = _for_dashboards(backends, publishing(site, backends, endpoints, ready))
    return Backends(endpoints, targets, {}, [*of_azure_monitor(site.config, backends, endpoints), *collected], reading)


def _for_dashboards(
    backends: Mapping[str, AzureMonitorBackend], targets: list[RemoteWriteTarget]
) -> list[RemoteWriteTarget]:
    return [for_dashboards(target) if backends[target["name"]].dashboards else target for target in targets]


def _reading(
    site: Site, backends: Mapping[str, AzureMonitorBackend], endpoints: Mapping[str, AzureMonitorEndpoint]
) -> Reading | None:
    if not any(backend.readers or backend.grafana for backend in backends.values()):
        return None
    from stack.monitor_reading import monitor_reading

    return monitor_reading(site, backends, endpoints)


def _care(
    site: Site, backends: Mapping[str, AzureMonitorBackend], endpoints: Mapping[str, AzureMonitorEndpoint]
) -> None:
    for name, backend in backends.items():
        if backend.alerts or backend.limits or backend.rules:
            from stack.workspace_care import WorkspaceCare

            WorkspaceCare(site, name, endpoints[name]).take(backend)


def _ways(
    site: Site, backends: Mapping[str, AzureMonitorBackend], endpoints: Mapping[str, AzureMonitorEndpoint]
) -> tuple[list[pulumi.Output[str]], list[pulumi.Input[str]]]:
    """The private way to all of them, also for what Azure's own agent collects, and what of that goes another way."""
    if site.config.collection is None:
        return private_way(site, backends, endpoints), []
    from stack.collection import associate, collected

    made = collected(site, endpoints)
    ready = private_way(site, backends, endpoints, made.members)
    associate(site, made, ready)
    return ready, made.egress


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
        "write_access": write_access(private=site.config.is_closed(backend)),
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
            "private": site.config.is_closed(backend),
            "cloud": azure.cloud_name,
            "public_queries": not site.config.queries_privately(backend),
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
            "private": site.config.is_closed(backend),
            "tags": providers.tags,
        },
        pulumi.ResourceOptions.merge(providers.options(providers.azure), moved),
    )
