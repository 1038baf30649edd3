"""What Azure's own agent sends of a cluster's logs and inventory, and where to: a data collection rule."""

from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

STREAM = "Microsoft-ContainerInsights-Group-Default"
EXTENSION = "ContainerInsightsExtension"


class ContainerInsightsArgs(TypedDict):
    """Which workspace, and how much goes there."""

    resource_group: pulumi.Input[str]
    """Resource group of the rule."""
    location: pulumi.Input[str]
    """Region of the workspace, and so of its rules."""
    rule_name: str
    """Name of the rule, at most 64 characters."""
    workspace_id: pulumi.Input[str]
    """ARM id of the Log Analytics workspace."""
    data_collection_endpoint_id: NotRequired[pulumi.Input[str]]
    """ARM id of a data collection endpoint in the same region, which a rule has where its agent takes a private link
    (https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-firewall)."""
    interval: str
    """How often performance and inventory are collected, `1m` to `30m`."""
    namespaces: list[str]
    """Kubernetes namespaces that are looked at; every one where there are none."""
    tags: NotRequired[dict[str, str]]
    """Tags of the rule."""


class ContainerInsights(pulumi.ComponentResource):
    """A rule by which Azure's agent sends container logs, events, inventory and performance to a workspace of logs."""

    data_collection_rule_id: pulumi.Output[str]
    """ARM id of the data collection rule: what a cluster is associated with, as `EXTENSION`."""

    def __init__(self, name: str, args: ContainerInsightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ContainerInsights", name, {}, opts)
        # As https://github.com/microsoft/Docker-Provider/tree/ci_prod/scripts/onboarding/aks.
        self.data_collection_rule_id = monitor.DataCollectionRule(
            f"{name}-rule",
            data_collection_rule_name=args["rule_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            kind="Linux",
            data_collection_endpoint_id=args.get("data_collection_endpoint_id"),
            data_sources={
                "extensions": [
                    {
                        "name": EXTENSION,
                        "extension_name": "ContainerInsights",
                        "streams": [STREAM],
                        "extension_settings": _settings(args),
                    }
                ]
            },
            destinations={"log_analytics": [{"name": "workspace", "workspace_resource_id": args["workspace_id"]}]},
            data_flows=[{"streams": [STREAM], "destinations": ["workspace"]}],
            tags=args.get("tags"),
            # One of another name is there before the old one goes, which the cluster is associated with until then.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        ).id
        self.register_outputs({"data_collection_rule_id": self.data_collection_rule_id})


def _settings(args: ContainerInsightsArgs) -> dict[str, Any]:
    """What the extension reads, in its own words.
    https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-data-collection-configure"""
    only = {"namespaceFilteringMode": "Include", "namespaces": args["namespaces"]}
    every = {"namespaceFilteringMode": "Off"}
    return {
        "dataCollectionSettings": {
            "interval": args["interval"],
            **(only if args["namespaces"] else every),
            # The table of the first version is deprecated.
            "enableContainerLogV2": True,
        }
    }
