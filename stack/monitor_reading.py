"""Who reads the workspaces that this stack builds: readers, and Managed Grafanas."""

from collections.abc import Mapping

import pulumi

from components import naming
from components.azure import grafana_commands
from components.azure.grafana_access import GrafanaAccess, GrafanaAccessArgs, PrivateQueries
from components.azure.grafana_instance import GrafanaInstance
from components.azure.managed_grafana import ManagedGrafana, ManagedGrafanaArgs
from components.azure.private_zones import GRAFANA_ZONE
from components.azure.role_assignment import RoleAssignment
from components.contracts.endpoints import AzureMonitorEndpoint
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.grafana import OWN
from stack.given import given
from stack.site import Reading, Site

Backends = Mapping[str, AzureMonitorBackend]
Endpoints = Mapping[str, AzureMonitorEndpoint]


def monitor_reading(site: Site, backends: Backends, endpoints: Endpoints) -> Reading:
    """Gives readers their role and Grafanas their access."""
    for name, backend in backends.items():
        for reader in backend.readers:
            RoleAssignment(
                f"{name}-reader-{reader.lower()}",
                {
                    "principal_id": reader,
                    "role": "Monitoring Data Reader",
                    "scope": endpoints[name]["workspace_id"],
                    "exists": True,
                },
                site.providers.options(site.providers.azure),
            )
    grafanas = _grafanas(site, backends, endpoints)
    commands = [
        command
        for name, grafana in grafanas.items()
        for command in _shown(site, name, backends[name], endpoints[name], grafana)
    ]
    return Reading({name: {"id": one["grafana_id"], "url": one["url"]} for name, one in grafanas.items()}, commands)


def _grafanas(site: Site, backends: Backends, endpoints: Endpoints) -> dict[str, GrafanaInstance]:
    """The Grafana of each backend that has one, in the order of the stack file."""
    own = [name for name, backend in backends.items() if backend.grafana == OWN]
    made = dict.fromkeys(own, _own(site, [endpoints[name]["workspace_id"] for name in own])) if own else {}
    known = {**made, **site.sources.grafanas}
    return {name: known[name] for name in backends if name in known}


def _own(site: Site, workspace_ids: list[pulumi.Input[str]]) -> GrafanaInstance:
    azure, providers = given(site.config.azure), site.providers
    section = given(azure.grafana)
    name = naming.grafana(site.owner, azure.subscription_id, azure.resource_group)
    args: ManagedGrafanaArgs = {
        "resource_group": azure.resource_group,
        "location": azure.location,
        "grafana_name": name,
        "admins": section.admins,
        "workspace_ids": workspace_ids,
        "tags": providers.tags,
    }
    if section.major_version is not None:
        args["major_version"] = section.major_version
    if site.config.has_private_grafana:
        network = site.azure_network
        args["private_link"] = {**network.endpoints}
        if GRAFANA_ZONE in network.zone_ids:
            args["private_link"]["zone_id"] = network.zone_ids[GRAFANA_ZONE]
    grafana = ManagedGrafana("grafana", args, providers.options(providers.azure, data=True))
    if site.config.has_private_grafana:
        site.azure_network.link([GRAFANA_ZONE], [grafana.ready])
    return {
        "name": name,
        "resource_group": azure.resource_group,
        "subscription_id": azure.subscription_id,
        "location": azure.location,
        "grafana_id": grafana.grafana_id,
        "url": grafana.url,
        "principal_id": grafana.principal_id,
    }


def _shown(
    site: Site, name: str, backend: AzureMonitorBackend, endpoint: AzureMonitorEndpoint, grafana: GrafanaInstance
) -> list[pulumi.Input[str]]:
    """Gives the Grafana access to the workspace; what is left to do by hand."""
    azure, providers = given(site.config.azure), site.providers
    workspace_id = endpoint["workspace_id"]
    args: GrafanaAccessArgs = {
        "grafana": grafana,
        "workspace_id": workspace_id,
        "workspace_location": azure.location,
        "tags": providers.tags,
    }
    commands: list[pulumi.Input[str]] = []
    if backend.grafana != OWN:
        commands.append(grafana_commands.integration(grafana, workspace_id))
    if site.config.queries_privately(backend):
        args["private"] = _private(site, name, grafana)
        commands += [
            grafana_commands.approval(grafana, args["private"]["endpoint_name"], workspace_id),
            grafana_commands.refresh(grafana),
        ]
    GrafanaAccess(f"{name}-grafana", args, providers.options(providers.azure))
    return commands


def _private(site: Site, name: str, grafana: GrafanaInstance) -> PrivateQueries:
    azure, providers = given(site.config.azure), site.providers
    scope = (azure.subscription_id, azure.resource_group)
    private: PrivateQueries = {
        "endpoint_name": naming.grafana(f"{site.owner}-{name}", *scope, limit=naming.GRAFANA_ENDPOINT_LENGTH)
    }
    there = providers.azure_of(f"/subscriptions/{grafana['subscription_id']}")
    if there is not providers.azure:
        private["provider"] = there
    return private
