"""A Log Analytics workspace."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import operationalinsights

from components.azure.data_collection import public_access


class LogWorkspaceArgs(TypedDict):
    """Which workspace, how long it keeps logs, and who reaches it."""

    resource_group: pulumi.Input[str]
    """Resource group of the workspace."""
    location: pulumi.Input[str]
    """Region of the workspace."""
    workspace_name: str
    """Name of the workspace: 4 to 63 letters, digits and dashes."""
    retention_days: int
    """How long logs are kept, 30 to 730 days."""
    private: bool
    """Whether logs are taken through a private link scope only (see `MonitorPrivateLink`)."""
    tags: NotRequired[dict[str, str]]
    """Tags of the workspace."""


class LogWorkspace(pulumi.ComponentResource):
    """A workspace of logs that takes them from Entra identities only, its keys refused.

    It is queried with authentication from any network: what Azure's portal shows of containers is asked for by Azure
    Resource Manager, which no private link leads to
    (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design). Azure keeps a deleted workspace
    for 14 days, and makes it again with its logs under the same name
    (https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace).
    """

    workspace_id: pulumi.Output[str]
    """ARM id of the workspace: the destination of rules, and what a private link scope holds."""
    customer_id: pulumi.Output[str]
    """Id of the workspace in the hosts that its agents call."""

    def __init__(self, name: str, args: LogWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:LogWorkspace", name, {}, opts)
        workspace = operationalinsights.Workspace(
            f"{name}-workspace",
            workspace_name=args["workspace_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            sku={"name": "PerGB2018"},
            retention_in_days=args["retention_days"],
            # The access modes of scopes do not hold for logs: the workspace closes itself.
            public_network_access_for_ingestion=public_access(private=args["private"]),
            public_network_access_for_query="Enabled",
            features={"disable_local_auth": True},
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        self.workspace_id = workspace.id
        self.customer_id = workspace.customer_id
        self.register_outputs({"workspace_id": self.workspace_id, "customer_id": self.customer_id})
