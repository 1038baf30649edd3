"""What Azure's own agent sends of a cluster's metrics, and where to: a data collection rule."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.azure.data_collection import STREAM


class MetricsCollectionArgs(TypedDict):
    """Which workspace, and through which endpoint."""

    resource_group: pulumi.Input[str]
    """Resource group of the rule."""
    location: pulumi.Input[str]
    """Region of the workspace, and so of its rules."""
    rule_name: str
    """Name of the rule, at most 64 characters."""
    data_collection_endpoint_id: pulumi.Input[str]
    """ARM id of the endpoint that the agent sends through, in the same region."""
    workspace_id: pulumi.Input[str]
    """ARM id of the Azure Monitor workspace, whoever's it is."""
    tags: NotRequired[dict[str, str]]
    """Tags of the rule."""


class MetricsCollection(pulumi.ComponentResource):
    """A rule by which Azure's agent sends Prometheus metrics to a workspace.

    Apart from the rule and the endpoint of remote write: turning the add-on off with `az` deletes every rule for
    Prometheus metrics that the cluster is associated with, and its endpoint
    (https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/acs/azuremonitormetrics/dc/delete.py).
    """

    data_collection_rule_id: pulumi.Output[str]
    """ARM id of the data collection rule: what a cluster is associated with."""

    def __init__(self, name: str, args: MetricsCollectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:MetricsCollection", name, {}, opts)
        # As https://github.com/Azure/prometheus-collector/blob/main/AddonBicepTemplate/FullAzureMonitorMetricsProfile.bicep.
        self.data_collection_rule_id = monitor.DataCollectionRule(
            f"{name}-rule",
            data_collection_rule_name=args["rule_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            kind="Linux",
            data_collection_endpoint_id=args["data_collection_endpoint_id"],
            data_sources={"prometheus_forwarder": [{"name": "PrometheusDataSource", "streams": [STREAM]}]},
            destinations={"monitoring_accounts": [{"name": "workspace", "account_resource_id": args["workspace_id"]}]},
            data_flows=[{"streams": [STREAM], "destinations": ["workspace"]}],
            tags=args.get("tags"),
            # One of another name is there before the old one goes, which the cluster is associated with until then.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        ).id
        self.register_outputs({"data_collection_rule_id": self.data_collection_rule_id})
