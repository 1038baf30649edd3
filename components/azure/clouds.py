"""What differs between Azure's clouds: one record each, and nothing else decides by a cloud's name."""

from typing import NamedTuple

from components.azure.regions import programmatic
from components.contracts.endpoints import AZURE_PUBLIC


class CloudError(ValueError):
    """A cloud that there is not, or what nobody says of one."""


class AzureCloud(NamedTuple):
    """One of Azure's clouds."""

    environment: str
    """The azure-native provider's word, and a stack file's."""
    authority: str
    """Who signs in: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud"""
    token_audience: str
    """Audience of tokens that are exchanged for an identity:
    https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity"""
    monitor: str
    """What hosts of Azure Monitor end with:
    https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-firewall"""
    logs: str
    """What hosts of workspaces of logs end with (the same page)."""
    blob: str
    """What hosts of storage accounts end with."""
    regions: str
    """Regular expression of its regions' names, as far as they tell their cloud."""
    monitor_zones: tuple[str, ...] = ()
    """Private DNS zones of every private link scope; none where no source names them all."""
    queries: str = ""
    """What names of workspaces end with, where their private zone is known too; else empty."""
    grafana_zone: str = ""
    """Private DNS zone of pages of Managed Grafana, where that has private links; else empty.
    https://learn.microsoft.com/azure/managed-grafana/known-limitations"""

    @property
    def blob_zone(self) -> str:
        """Private DNS zone of storage accounts."""
        return f"privatelink.{self.blob}"

    def query_zone(self, location: str) -> str:
        """Zone of the query endpoints of all workspaces in a region, given as its programmatic or its display name.

        Raises CloudError where no source says how the zone is called.
        """
        if not self.queries:
            raise CloudError(f"{self.environment}: no source names the private DNS zone of a workspace's queries")
        return f"privatelink.{programmatic(location)}.{self.queries}"


# https://learn.microsoft.com/azure/private-link/private-endpoint-dns names the zones: for the US government six, of
# which `adx` is not needed and would be one more than a zone group takes; for China none of Azure Monitor's.
CLOUDS = {
    AZURE_PUBLIC: AzureCloud(
        environment="public",
        authority="https://login.microsoftonline.com/",
        token_audience="api://AzureADTokenExchange",
        monitor="monitor.azure.com",
        logs="opinsights.azure.com",
        blob="blob.core.windows.net",
        regions=r"(?!usgov|usdod|china)[a-z]+[a-z0-9]*",
        monitor_zones=(
            "privatelink.monitor.azure.com",
            "privatelink.oms.opinsights.azure.com",
            "privatelink.ods.opinsights.azure.com",
            "privatelink.agentsvc.azure-automation.net",
            "privatelink.blob.core.windows.net",
        ),
        queries="prometheus.monitor.azure.com",
        grafana_zone="privatelink.grafana.azure.com",
    ),
    "AzureGovernment": AzureCloud(
        environment="usgovernment",
        authority="https://login.microsoftonline.us/",
        token_audience="api://AzureADTokenExchangeUSGov",
        monitor="monitor.azure.us",
        logs="opinsights.azure.us",
        blob="blob.core.usgovcloudapi.net",
        regions=r"(usgov|usdod)[a-z]+",
        monitor_zones=(
            "privatelink.monitor.azure.us",
            "privatelink.oms.opinsights.azure.us",
            "privatelink.ods.opinsights.azure.us",
            "privatelink.agentsvc.azure-automation.us",
            "privatelink.blob.core.usgovcloudapi.net",
        ),
    ),
    "AzureChina": AzureCloud(
        environment="china",
        authority="https://login.chinacloudapi.cn/",
        token_audience="api://AzureADTokenExchangeChina",
        monitor="monitor.azure.cn",
        logs="opinsights.azure.cn",
        blob="blob.core.chinacloudapi.cn",
        regions=r"china[a-z]+[0-9]*",
    ),
}
"""The clouds by Prometheus' word for them (https://prometheus.io/docs/prometheus/latest/configuration/configuration/)."""


def azure_cloud(name: str) -> AzureCloud:
    """The cloud of Prometheus' word. Raises CloudError for another."""
    if name not in CLOUDS:
        raise CloudError(f"unknown Azure cloud {name!r}; known are {', '.join(CLOUDS)}")
    return CLOUDS[name]


def prometheus_word(environment: str) -> str:
    """Prometheus' word for the cloud of the provider's."""
    return next(name for name, cloud in CLOUDS.items() if cloud.environment == environment)
