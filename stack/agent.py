"""Azure's own agent on the stack's AKS cluster: what is known of it, and what its owner has to do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pulumi

from components import naming
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.look_up import looked_up
from stack.providers import Providers

if TYPE_CHECKING:
    from components.azure.aks_monitoring import MonitoredCluster


def monitored_cluster(config: StackConfig, providers: Providers) -> "MonitoredCluster | None":
    """The cluster and its add-ons; None where the agent collects nothing for this stack. Raises SourceError where there
    is no such cluster."""
    if config.collection is None:
        return None
    from components.azure import aks_monitoring

    cluster, options = given(config.cluster), pulumi.InvokeOptions(provider=providers.of_cluster)
    group = given(cluster.resource_group)
    return looked_up(
        lambda: aks_monitoring.monitored_cluster(resource_group=group, cluster_name=cluster.name, opts=options)
    )


def log_workspace_name(config: StackConfig) -> str:
    """Name of the stack's workspace of logs."""
    owner = config.name or given(config.cluster).name
    return naming.bounded(naming.azure_monitor(f"{owner}-logs"), limit=naming.LOG_WORKSPACE_LENGTH)


def log_workspace_id(config: StackConfig) -> str:
    """ARM id of the stack's workspace of logs, as it will be."""
    azure = given(config.azure)
    group = f"/subscriptions/{azure.subscription_id}/resourceGroups/{azure.resource_group}"
    return f"{group}/providers/Microsoft.OperationalInsights/workspaces/{log_workspace_name(config)}"


def agent_warnings(config: StackConfig, cluster: "MonitoredCluster") -> Iterator[str]:
    """What the cluster's owner has to do before anything is collected."""
    collection = given(config.collection)
    if collection.metrics and not cluster.metrics_on:
        yield f"azure.collection.metrics: nobody collects until the add-on is on: {cluster.metrics_command()}"
    if collection.container_insights:
        command, key = cluster.logs_command(log_workspace_id(config)), "azure.collection.containerInsights"
        if not cluster.logs_on:
            yield f"{key}: nobody collects until the add-on is on: {command}"
        elif not cluster.logs_by_identity:
            yield f"{key}: the add-on signs in with keys: it reads no rules, and the workspace takes no keys: {command}"
