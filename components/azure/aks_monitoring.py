"""What an AKS cluster tells of Azure's own agent in it."""

import json
from typing import NamedTuple

import pulumi
from pulumi_azure_native import containerservice

from components.azure.regions import programmatic


class MonitoredCluster(NamedTuple):
    """An AKS cluster, and which of its add-ons run the agent."""

    cluster_id: str
    """ARM id of the cluster."""
    location: str
    """Region of the cluster, by its programmatic name."""
    metrics_on: bool
    """Whether the add-on of managed Prometheus is on."""
    logs_on: bool
    """Whether the add-on of Container Insights is on."""
    logs_by_identity: bool
    """Whether that add-on signs in with a managed identity: with a workspace's keys it reads no rules.
    https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-authentication"""
    has_profile: bool
    """Whether it says anything of monitoring."""
    has_add_ons: bool
    """Whether it says anything of add-ons."""

    def metrics_command(self) -> str:
        """Turns the add-on of managed Prometheus on, and nothing else: `az aks update --enable-azure-monitor-metrics`
        makes an endpoint, a rule and an association of its own (azure-cli: acs/azuremonitormetrics)."""
        on = {"enabled": True}
        if self.has_profile:
            return self._set("azureMonitorProfile.metrics", on)
        return self._set("azureMonitorProfile", {"metrics": on})

    def logs_command(self, workspace_id: str) -> str:
        """Turns the add-on of Container Insights on, and nothing else: `az aks enable-addons` leads the cluster's
        association to a rule of its own (azure-cli: acs/addonconfiguration.py)."""
        config = {"logAnalyticsWorkspaceResourceID": workspace_id, "useAADAuth": "true"}
        on = {"enabled": True, "config": config}
        if self.has_add_ons:
            return self._set("addonProfiles.omsagent", on)
        return self._set("addonProfiles", {"omsagent": on})

    def _set(self, name: str, value: object) -> str:
        said = json.dumps(value, separators=(",", ":"))
        return f"az resource update --ids {self.cluster_id} --set properties.{name}='{said}'"


def monitored_cluster(*, resource_group: str, cluster_name: str, opts: pulumi.InvokeOptions) -> MonitoredCluster:
    """Looks the cluster up. Raises what the provider says where there is none."""
    cluster = containerservice.get_managed_cluster(
        resource_group_name=resource_group, resource_name=cluster_name, opts=opts
    )
    metrics = cluster.azure_monitor_profile.metrics if cluster.azure_monitor_profile else None
    # The service writes the add-on's name in both ways.
    add_ons = {name.lower(): add_on for name, add_on in (cluster.addon_profiles or {}).items()}
    logs = add_ons.get("omsagent")
    said = logs.config if logs and logs.config else dict[str, str]()
    config = {key.lower(): value for key, value in said.items()}
    return MonitoredCluster(
        cluster_id=cluster.id,
        location=programmatic(cluster.location),
        metrics_on=bool(metrics and metrics.enabled),
        logs_on=bool(logs and logs.enabled),
        logs_by_identity=config.get("useaadauth", "").lower() == "true",
        has_profile=cluster.azure_monitor_profile is not None,
        has_add_ons=cluster.addon_profiles is not None,
    )
