"""The way of samples into an Azure Monitor workspace: a data collection endpoint and rule."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.contracts.urls import without_slash
from components.naming import DATA_COLLECTION_ENDPOINT_LENGTH, bounded

STREAM = "Microsoft-PrometheusMetrics"
# https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-remote-write
INGESTION_API_VERSION = "2023-04-24"


class DataCollectionArgs(TypedDict):
    """Which workspace, and who can reach the way to it."""

    resource_group: pulumi.Input[str]
    """Resource group of endpoint and rule; may be in another subscription than the workspace."""
    location: pulumi.Input[str]
    """Region of the workspace, and so of both."""
    collection_name: str
    """Name of both, cut where it is too long."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace, whoever's it is."""
    private: bool
    """Whether samples are accepted through a private link scope only (see `MonitorPrivateLink`)."""
    workspace_name: NotRequired[str]
    """Name of the `AzureMonitorWorkspace` that made both in stacks of version 0.1.0; they are then taken over."""
    tags: NotRequired[dict[str, str]]
    """Tags of both."""


class DataCollection(pulumi.ComponentResource):
    """A data collection endpoint and rule of one's own: URL, access and quota of requests are nobody else's.

    Azure limits requests per rule, not per workspace
    (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#data-collection-rules).
    """

    data_collection_endpoint_id: pulumi.Output[str]
    """ARM id of the data collection endpoint: what a private link scope holds."""
    data_collection_rule_id: pulumi.Output[str]
    """ARM id of the data collection rule: the scope of the role that writes."""
    write_url: pulumi.Output[str]
    """Remote-write URL."""

    def __init__(self, name: str, args: DataCollectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:DataCollection", name, {}, opts)
        ingestion = self._endpoint(f"{name}-endpoint", args)
        rule = self._rule(f"{name}-rule", args, endpoint_id=ingestion.id)
        self.data_collection_endpoint_id = ingestion.id
        self.data_collection_rule_id = rule.id
        self.write_url = pulumi.Output.format(
            "{0}/dataCollectionRules/{1}/streams/{2}/api/v1/write?api-version={3}",
            ingestion.metrics_ingestion.apply(_ingestion_url),
            rule.immutable_id,
            STREAM,
            INGESTION_API_VERSION,
        )
        self.register_outputs(
            {
                "data_collection_endpoint_id": self.data_collection_endpoint_id,
                "data_collection_rule_id": self.data_collection_rule_id,
                "write_url": self.write_url,
            }
        )

    def _endpoint(self, name: str, args: DataCollectionArgs) -> monitor.DataCollectionEndpoint:
        return monitor.DataCollectionEndpoint(
            name,
            data_collection_endpoint_name=_collection_name(args),
            resource_group_name=args["resource_group"],
            location=args["location"],
            network_acls={"public_network_access": public_access(private=args["private"])},
            tags=args.get("tags"),
            opts=self._child("endpoint", args),
        )

    def _rule(
        self, name: str, args: DataCollectionArgs, *, endpoint_id: pulumi.Input[str]
    ) -> monitor.DataCollectionRule:
        return monitor.DataCollectionRule(
            name,
            data_collection_rule_name=_collection_name(args),
            resource_group_name=args["resource_group"],
            location=args["location"],
            data_collection_endpoint_id=endpoint_id,
            destinations={"monitoring_accounts": [{"name": "workspace", "account_resource_id": args["workspace_id"]}]},
            data_flows=[{"streams": [STREAM], "destinations": ["workspace"]}],
            tags=args.get("tags"),
            opts=self._child("rule", args),
        )

    def _child(self, role: str, args: DataCollectionArgs) -> pulumi.ResourceOptions:
        aliases: list[pulumi.Alias] = []
        if (workspace := args.get("workspace_name")) is not None:
            was = pulumi.create_urn(workspace, "prometheus-stack:index:AzureMonitorWorkspace")
            aliases = [pulumi.Alias(name=f"{workspace}-{role}", parent=was)]
        # One of another name is made before the old one goes, which is written to until then.
        return pulumi.ResourceOptions(parent=self, aliases=[*aliases], delete_before_replace=False)


def public_access(*, private: bool) -> str:
    """Azure's word for who gets in. Of a workspace it governs queries, of a data collection endpoint samples.

    https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
    """
    return "Disabled" if private else "Enabled"


def _collection_name(args: DataCollectionArgs) -> str:
    return bounded(args["collection_name"], limit=DATA_COLLECTION_ENDPOINT_LENGTH)


def _ingestion_url(ingestion: "monitor.outputs.DataCollectionEndpointResponseMetricsIngestion | None") -> str:
    if ingestion is None:
        raise pulumi.RunError("the data collection endpoint offers no metrics ingestion")
    return without_slash(ingestion.endpoint)
