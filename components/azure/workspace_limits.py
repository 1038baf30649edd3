"""Higher limits of an Azure Monitor workspace."""

from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import resources

# The version that Microsoft's own ARO-HCP deploys: https://github.com/Azure/ARO-HCP, amw-ingestion-limits.bicep.
API_VERSION = "2025-10-03-preview"
_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


class WorkspaceLimitsArgs(TypedDict):
    """How much a workspace takes. Azure grants up to two million of each by itself.

    https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-monitor-ingest-limits
    """

    resource_group: pulumi.Input[str]
    """Resource group of the workspace."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace, which has to be there: none is created with limits."""
    location: pulumi.Input[str]
    """Region of the workspace."""
    deployment_name: str
    """Name of the deployment, of at most 64 characters."""
    active_series: int
    """Time series that were written to in about twelve hours."""
    events_per_minute: int
    """Samples a minute."""
    tags: NotRequired[dict[str, str]]
    """Tags of the deployment."""


class WorkspaceLimits(pulumi.ComponentResource):
    """The limits of a workspace, set by a template as Microsoft does it: the SDK has no resource that they are of.

    They are there as long as their workspace and can only be set, not deleted: without this component they stay what
    they are. It has not met a live workspace.
    """

    deployment_id: pulumi.Output[str]
    """ARM id of the deployment that has set the limits."""

    def __init__(self, name: str, args: WorkspaceLimitsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:WorkspaceLimits", name, {}, opts)
        deployment = resources.Deployment(
            f"{name}-deployment",
            deployment_name=args["deployment_name"],
            resource_group_name=args["resource_group"],
            properties={"mode": resources.DeploymentMode.INCREMENTAL, "template": _template(args)},
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.deployment_id = deployment.id
        self.register_outputs({"deployment_id": self.deployment_id})


def _template(args: WorkspaceLimitsArgs) -> dict[str, Any]:
    workspace = pulumi.Output.from_input(args["workspace_id"]).apply(_name)
    container = {
        "type": "Microsoft.Monitor/accounts/metricsContainers",
        "apiVersion": API_VERSION,
        "name": pulumi.Output.concat(workspace, "/default"),
        # Azure wants it, though its types do not have it: https://github.com/Azure/bicep-types-az/issues/2572
        "location": args["location"],
        "properties": {
            "limits": {"maxActiveTimeSeries": args["active_series"], "maxEventsPerMinute": args["events_per_minute"]}
        },
    }
    return {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": [container]}


def _name(workspace_id: str) -> str:
    return workspace_id.rpartition("/")[2]
