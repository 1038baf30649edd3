"""The private way to Azure Monitor workspaces, and the names that lead there."""

from collections.abc import Mapping

import pulumi

from components import naming
from components.azure.monitor_private_link import (
    MonitorPrivateLink,
    MonitorPrivateLinkArgs,
    PrivateWorkspace,
    ScopeMember,
)
from components.contracts.endpoints import AzureMonitorEndpoint
from stack.adopted import own_scope
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
    section = given(azure.private_link)
    args: MonitorPrivateLinkArgs = {
        **network.endpoints,
        "resource_group": azure.resource_group,
        "workspaces": private,
        "members": {**(members or {})},
        "workspace_location": azure.location,
        "cloud": azure.cloud_name,
        "scope_name": own_scope(site.config),
        "private_only": section.access_mode == "private-only",
        "tags": providers.tags,
    }
    if section.dns != "none":
        args["zone_ids"] = network.zone_ids
    if section.scope:
        args["existing_scope"] = {
            "scope_id": section.scope,
            "provider": providers.azure_of(section.scope),
            "has_endpoint": not section.makes_scope_endpoint,
        }
    link = MonitorPrivateLink("monitor-private-link", args, providers.options(providers.azure))
    cloud = azure.cloud_record
    zones = [*cloud.monitor_zones] if section.makes_scope_endpoint else []
    if any("workspace_id" in workspace for workspace in private.values()):
        zones.append(cloud.query_zone(azure.location))
    return [*network.link(zones, [link.ready]), *link.others]


def _private_workspace(
    site: Site, name: str, backend: AzureMonitorBackend, endpoint: AzureMonitorEndpoint
) -> PrivateWorkspace:
    """Who owns a workspace decides how it is queried: of somebody else's only the way in is made."""
    way_in = PrivateWorkspace(data_collection_endpoint_id=endpoint["data_collection_endpoint_id"])
    if not backend.is_built or _scope(site):
        way_in["member_name"] = _member_name(site, name, backend)
    queried = site.config.queries_privately(backend)
    return {**way_in, "workspace_id": endpoint["workspace_id"]} if queried else way_in


def _member_name(site: Site, name: str, backend: AzureMonitorBackend) -> str:
    """A scope of somebody else holds members of other stacks too, told apart by where what they link is."""
    here = name if backend.is_built else region_name(site, name)
    azure = given(site.config.azure)
    if not _scope(site):
        return here
    return naming.told_apart(f"{site.owner}-{here}", azure.subscription_id, azure.resource_group)


def _scope(site: Site) -> str | None:
    """ARM id of the scope of somebody else; None where this stack makes one."""
    return given(given(site.config.azure).private_link).scope


def region_name(site: Site, name: str) -> str:
    """A name for the way into somebody else's workspace: one in another region takes another endpoint, which is made
    before the old one goes."""
    location = site.sources.azure_monitor[name]["location"]
    return name if location == given(site.config.azure).location else f"{name}-{location}"
