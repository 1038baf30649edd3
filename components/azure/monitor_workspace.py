"""An Azure Monitor workspace with a data collection endpoint and rule of its own."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.azure.data_collection import DataCollection, public_access
from components.contracts.endpoints import AZURE_PUBLIC, AzureMonitorEndpoint, this_stack, write_access
from components.contracts.urls import host, without_slash


class AzureMonitorWorkspaceArgs(TypedDict):
    """Where the workspace is and who can reach it."""

    resource_group: pulumi.Input[str]
    """Resource group of the workspace, its data collection endpoint and rule."""
    location: pulumi.Input[str]
    """Region of all three. Azure adds a group `MA_<workspace>_<region>_managed` with defaults nothing here uses."""
    tenant_id: str
    """Entra tenant of the subscription."""
    workspace_name: str
    """Name of the workspace; the endpoint and the rule are named after it."""
    private: bool
    """Whether samples and queries are accepted through private endpoints only (see `MonitorPrivateLink`)."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    public_queries: NotRequired[bool]
    """Whether queries are accepted from anywhere although samples are not. Default: no."""
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
        workspace = monitor.AzureMonitorWorkspace(
            f"{name}-workspace",
            azure_monitor_workspace_name=args["workspace_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            public_network_access=public_access(private=args["private"] and not args.get("public_queries")),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        collection = self._collection(name, args, workspace.id)
        self._args = args
        self.workspace_id = workspace.id
        self.data_collection_endpoint_id = collection.data_collection_endpoint_id
        self.data_collection_rule_id = collection.data_collection_rule_id
        self.write_url = collection.write_url
        self.query_url = workspace.metrics.prometheus_query_endpoint.apply(without_slash)
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
            "write_host": host(self.write_url),
            "query_host": host(self.query_url),
            "workspace_id": self.workspace_id,
            "data_collection_endpoint_id": self.data_collection_endpoint_id,
            "data_collection_rule_id": self.data_collection_rule_id,
            "location": self._args["location"],
            "tenant_id": self._args["tenant_id"],
            "cloud": self._args.get("cloud", AZURE_PUBLIC),
            "write_access": write_access(private=self._args["private"]),
            "built_by": this_stack(),
        }

    def _collection(
        self, name: str, args: AzureMonitorWorkspaceArgs, workspace_id: pulumi.Output[str]
    ) -> DataCollection:
        # Where the stack wrote to somebody else's workspace before, its way in is taken over and leads here.
        moved = pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)
        return DataCollection(
            f"{name}-collection",
            {
                "resource_group": args["resource_group"],
                "location": args["location"],
                "collection_name": args["workspace_name"],
                "workspace_id": workspace_id,
                "private": args["private"],
                "workspace_name": name,
                "tags": args.get("tags", {}),
            },
            pulumi.ResourceOptions(parent=self, aliases=[moved]),
        )
