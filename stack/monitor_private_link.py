"""The private way to Azure Monitor workspaces, and the names that lead there."""

from collections.abc import Mapping

import pulumi

from components import naming
from components.azure.monitor_private_link import MonitorPrivateLink, PrivateWorkspace, ScopeMember
from components.contracts.endpoints import AzureMonitorEndpoint
from stack.config.azure_monitor import AzureMonitorBackend
from stack.given import given
from stack.site import Site

Endpoints = Mapping[str, AzureMonitorEndpoint]


def private_way(
    site: Site,
    backends: Mapping[str, AzureMonitorBackend],
    endpoints: Endpoints,
    members: Mapping[str, ScopeMember] | None = None,
) -> list[pulumi.Output[str]]:
    """The private way to what this stack has made for each workspace, known once names lead there; `members`: to these,
    too."""
    private = {
        name: _private_workspace(site, name, backend, endpoints[name])
        for name, backend in backends.items()
        if site.config.is_private(backend)
    }
    if not private and not members:
        return []
    azure, network, providers = given(site.config.azure), site.azure_network, site.providers
    link = MonitorPrivateLink(
        "monitor-private-link",
        {
            **network.endpoints,
            "resource_group": azure.resource_group,
            "workspaces": private,
            "members": {**(members or {})},
            "zone_ids": network.zone_ids,
            "workspace_location": azure.location,
            "cloud": azure.cloud_name,
            "scope_name": naming.azure_monitor(f"{site.owner}-monitor"),
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
    queried = any("workspace_id" in workspace for workspace in private.values())
    cloud = azure.cloud_record
    zones = [*cloud.monitor_zones, *([cloud.query_zone(azure.location)] if queried else [])]
    return [*network.link(zones, [link.ready]), *link.others]


def _private_workspace(
    site: Site, name: str, backend: AzureMonitorBackend, endpoint: AzureMonitorEndpoint
) -> PrivateWorkspace:
    """Who owns a workspace decides how it is queried: of somebody else's only the way in is made."""
    way_in = PrivateWorkspace(data_collection_endpoint_id=endpoint["data_collection_endpoint_id"])
    if site.config.queries_privately(backend):
        return {**way_in, "workspace_id": endpoint["workspace_id"]}
    if backend.is_built:
        return way_in
    return {**way_in, "member_name": region_name(site, name)}


def region_name(site: Site, name: str) -> str:
    """A name for the way into somebody else's workspace: one in another region takes another endpoint, which is made
    before the old one goes."""
    location = site.sources.azure_monitor[name]["location"]
    return name if location == given(site.config.azure).location else f"{name}-{location}"
