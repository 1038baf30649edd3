"""What Azure's own agent collects in the stack's cluster: rules, their endpoints, and the cluster's associations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.azure.cluster_associations import AssociatedRule, ClusterAssociations, ClusterAssociationsArgs
from components.azure.collection_endpoint import CollectionEndpoint
from components.azure.container_insights import EXTENSION, ContainerInsights, ContainerInsightsArgs
from components.azure.log_workspace import LogWorkspace
from components.azure.metrics_collection import MetricsCollection
from components.azure.monitor_private_link import ScopeMember
from components.contracts.endpoints import AzureMonitorEndpoint
from components.contracts.urls import host
from components.naming import DATA_COLLECTION_ENDPOINT_LENGTH, DATA_COLLECTION_RULE_LENGTH, azure_monitor, bounded
from stack.agent import log_workspace_name
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.collection import ContainerInsights as Logs
from stack.given import given
from stack.site import Site


@dataclass
class Collected:
    """What the agent is told to collect by, and who has to reach it."""

    rules: dict[str, AssociatedRule] = field(default_factory=dict[str, AssociatedRule])
    members: dict[str, ScopeMember] = field(default_factory=dict[str, ScopeMember])
    """What a private link scope has to hold; nothing where the agent takes the public way."""
    configuration_id: pulumi.Output[str] | None = None
    """ARM id of the endpoint that the agent fetches its configuration from; None where that is the region's public."""
    egress: list[pulumi.Input[str]] = field(default_factory=list[pulumi.Input[str]])
    """Hosts that the agent calls beyond the stack's private networks."""


def collected(site: Site, endpoints: Mapping[str, AzureMonitorEndpoint]) -> Collected:
    """Everything that the cluster can be associated with, once it is reached."""
    made, said, cluster = Collected(), given(site.config.collection), given(site.sources.monitored)
    far = False
    if said.metrics:
        location = _location(site, said.metrics)
        far = location != cluster.location
        _metrics(site, made, endpoints[said.metrics], location)
    if said.container_insights:
        _logs(site, made, said.container_insights)
    if made.members or far:
        private = bool(made.members)
        configuration = _endpoint(site, made, "configuration", "MSCI-config", cluster.location, private)
        made.configuration_id = configuration.data_collection_endpoint_id
        made.egress += [] if private else [host(configuration.configuration_url)]
    else:
        control = f"handler.control.{given(site.config.azure).cloud_record.monitor}"
        made.egress += [f"global.{control}", f"{cluster.location}.{control}"]
    return made


def associate(site: Site, made: Collected, ready: Sequence[pulumi.Output[str]]) -> None:
    """Tells the agent what to collect, once the cluster's network reaches what it will call."""
    cluster, providers = given(site.sources.monitored), site.providers
    args: ClusterAssociationsArgs = {"cluster_id": cluster.cluster_id, "rules": made.rules, "ready": ready}
    if made.configuration_id is not None:
        args["configuration_endpoint_id"] = made.configuration_id
    ClusterAssociations("collection-associations", args, providers.options(providers.of_cluster))


def _metrics(site: Site, made: Collected, store: AzureMonitorEndpoint, location: str) -> None:
    name, providers = given(given(site.config.collection).metrics), site.providers
    private = site.config.is_private(site.config.of(AzureMonitorBackend)[name])
    way_in = _endpoint(site, made, "metrics", "MSProm", location, private)
    made.egress += [] if private else [host(way_in.metrics_url)]
    rule = MetricsCollection(
        "collection-metrics",
        {
            "resource_group": given(site.config.azure).resource_group,
            "location": location,
            "rule_name": _name(site, "MSProm", location),
            "data_collection_endpoint_id": way_in.data_collection_endpoint_id,
            "workspace_id": store["workspace_id"],
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
    association = _name(site, "MSProm", given(site.sources.monitored).location)
    made.rules["metrics"] = {"association_name": association, "rule_id": rule.data_collection_rule_id}


def _logs(site: Site, made: Collected, said: Logs) -> None:
    azure, providers, private = given(site.config.azure), site.providers, given(site.config.azure).has_private_logs
    workspace = _log_workspace(site, said)
    args: ContainerInsightsArgs = {
        "resource_group": azure.resource_group,
        "location": azure.location,
        "rule_name": _name(site, "MSCI", azure.location),
        "workspace_id": workspace.workspace_id,
        "interval": said.interval,
        "namespaces": said.namespaces,
        "tags": providers.tags,
    }
    if private:
        member: ScopeMember = {"member_name": log_workspace_name(site.config), "resource_id": workspace.workspace_id}
        made.members["log-workspace"] = member
        way_in = _endpoint(site, made, "logs", "MSCI-ingest", azure.location, private)
        args["data_collection_endpoint_id"] = way_in.data_collection_endpoint_id
    else:
        logs = azure.cloud_record.logs
        made.egress += [pulumi.Output.format("{0}.{1}.{2}", workspace.customer_id, way, logs) for way in ("ods", "oms")]
    rule = ContainerInsights("collection-logs", args, providers.options(providers.azure))
    made.rules["logs"] = {"association_name": EXTENSION, "rule_id": rule.data_collection_rule_id}


def _log_workspace(site: Site, said: Logs) -> LogWorkspace:
    azure, providers = given(site.config.azure), site.providers
    return LogWorkspace(
        "logs",
        {
            "resource_group": azure.resource_group,
            "location": azure.location,
            "workspace_name": log_workspace_name(site.config),
            "retention_days": said.retention_days,
            "private": azure.has_private_logs and not azure.keeps_public_doors,
            "tags": providers.tags,
        },
        providers.options(providers.azure, data=True),
    )


def _endpoint(site: Site, made: Collected, role: str, prefix: str, location: str, private: bool) -> CollectionEndpoint:
    """An endpoint of the agent, a member of the scope where it is private."""
    providers, name = site.providers, _name(site, prefix, location, DATA_COLLECTION_ENDPOINT_LENGTH)
    endpoint = CollectionEndpoint(
        f"collection-{role}",
        {
            "resource_group": given(site.config.azure).resource_group,
            "location": location,
            "endpoint_name": name,
            "private": private and not given(site.config.azure).keeps_public_doors,
            "tags": providers.tags,
        },
        providers.options(providers.azure),
    )
    if private:
        made.members[role] = {"member_name": name, "resource_id": endpoint.data_collection_endpoint_id}
    return endpoint


def _name(site: Site, prefix: str, location: str, limit: int = DATA_COLLECTION_RULE_LENGTH) -> str:
    """As Microsoft's own templates name it (https://github.com/Azure/prometheus-collector,
    https://github.com/microsoft/Docker-Provider)."""
    return bounded(azure_monitor(f"{prefix}-{location}-{site.cluster.name}"), limit=limit)


def _location(site: Site, name: str) -> str:
    """Region of the workspace of a backend."""
    there = site.sources.azure_monitor.get(name)
    return str(there["location"]) if there else given(site.config.azure).location
