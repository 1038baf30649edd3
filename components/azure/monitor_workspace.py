"""An Azure Monitor workspace with a data collection endpoint and rule of its own."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.contracts.endpoints import AzureMonitorEndpoint
from components.naming import DATA_COLLECTION_ENDPOINT_LENGTH, bounded

STREAM = "Microsoft-PrometheusMetrics"
# https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-remote-write
INGESTION_API_VERSION = "2023-04-24"


class AzureMonitorWorkspaceArgs(TypedDict):
    """Where the workspace is and who can reach it."""

    resource_group: pulumi.Input[str]
    """Resource group of the workspace, its data collection endpoint and rule."""
    location: pulumi.Input[str]
    """Region of all three. Azure adds a group `MA_<workspace>_<region>_managed` with defaults nothing here uses."""
    workspace_name: str
    """Name of the workspace; the endpoint and the rule are named after it."""
    private: bool
    """Whether samples and queries are accepted through private endpoints only (see `MonitorPrivateLink`)."""
    tags: NotRequired[dict[str, str]]
    """Tags of all three."""


class AzureMonitorWorkspace(pulumi.ComponentResource):
    """A workspace for Prometheus metrics, written to through a data collection endpoint and rule of its own.

    The URL, the access and the quota of requests are then this workspace's alone, and the endpoint can be closed: what
    Azure makes with a workspace lies in a managed group. Deleting a workspace deletes its metrics at once: protect it.
    """

    workspace_id: pulumi.Output[str]
    """ARM id of the workspace."""
    data_collection_endpoint_id: pulumi.Output[str]
    """ARM id of the data collection endpoint: what a private link scope holds."""
    data_collection_rule_id: pulumi.Output[str]
    """ARM id of the data collection rule: the scope of the role that writes."""
    write_url: pulumi.Output[str]
    """Remote-write URL."""
    query_url: pulumi.Output[str]
    """Base URL of the Prometheus query API, without a trailing slash."""

    def __init__(self, name: str, args: AzureMonitorWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AzureMonitorWorkspace", name, {}, opts)
        workspace = self._workspace(f"{name}-workspace", args)
        ingestion = self._ingestion(f"{name}-endpoint", args)
        rule = self._rule(f"{name}-rule", args, endpoint_id=ingestion.id, workspace_id=workspace.id)
        self.workspace_id = workspace.id
        self.data_collection_endpoint_id = ingestion.id
        self.data_collection_rule_id = rule.id
        self.write_url = pulumi.Output.format(
            "{0}/dataCollectionRules/{1}/streams/{2}/api/v1/write?api-version={3}",
            ingestion.metrics_ingestion.apply(_ingestion_url),
            rule.immutable_id,
            STREAM,
            INGESTION_API_VERSION,
        )
        self.query_url = workspace.metrics.prometheus_query_endpoint.apply(_without_slash)
        self.register_outputs(
            {
                "workspace_id": self.workspace_id,
                "data_collection_endpoint_id": self.data_collection_endpoint_id,
                "data_collection_rule_id": self.data_collection_rule_id,
                "write_url": self.write_url,
                "query_url": self.query_url,
            }
        )

    @property
    def endpoint(self) -> AzureMonitorEndpoint:
        """The workspace as others see it."""
        return {
            "kind": "azure-monitor",
            "write_url": self.write_url,
            "query_url": self.query_url,
            "workspace_id": self.workspace_id,
            "data_collection_rule_id": self.data_collection_rule_id,
        }

    def _workspace(self, name: str, args: AzureMonitorWorkspaceArgs) -> monitor.AzureMonitorWorkspace:
        return monitor.AzureMonitorWorkspace(
            name,
            azure_monitor_workspace_name=args["workspace_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            public_network_access=_public_access(args),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _ingestion(self, name: str, args: AzureMonitorWorkspaceArgs) -> monitor.DataCollectionEndpoint:
        return monitor.DataCollectionEndpoint(
            name,
            data_collection_endpoint_name=_collection_name(args),
            resource_group_name=args["resource_group"],
            location=args["location"],
            network_acls={"public_network_access": _public_access(args)},
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rule(
        self,
        name: str,
        args: AzureMonitorWorkspaceArgs,
        *,
        endpoint_id: pulumi.Input[str],
        workspace_id: pulumi.Input[str],
    ) -> monitor.DataCollectionRule:
        return monitor.DataCollectionRule(
            name,
            data_collection_rule_name=_collection_name(args),
            resource_group_name=args["resource_group"],
            location=args["location"],
            data_collection_endpoint_id=endpoint_id,
            destinations={"monitoring_accounts": [{"name": "workspace", "account_resource_id": workspace_id}]},
            data_flows=[{"streams": [STREAM], "destinations": ["workspace"]}],
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _collection_name(args: AzureMonitorWorkspaceArgs) -> str:
    return bounded(args["workspace_name"], limit=DATA_COLLECTION_ENDPOINT_LENGTH)


def _public_access(args: AzureMonitorWorkspaceArgs) -> str:
    # Each governs one direction: the workspace's access is for queries, the data collection endpoint's for samples
    # (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design).
    return "Disabled" if args["private"] else "Enabled"


def _ingestion_url(ingestion: "monitor.outputs.DataCollectionEndpointResponseMetricsIngestion | None") -> str:
    if ingestion is None:
        raise pulumi.RunError("the data collection endpoint offers no metrics ingestion")
    return _without_slash(ingestion.endpoint)


def _without_slash(url: str) -> str:
    return url.rstrip("/")
