"""The access one Managed Grafana needs to show an Azure Monitor workspace."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import Provider, dashboard

from components.azure.grafana_instance import GrafanaInstance
from components.azure.role_assignment import RoleAssignment


class PrivateQueries(TypedDict):
    """The private way of a Grafana's queries."""

    endpoint_name: str
    """Name of the private endpoint in the Grafana: 2 to 20 letters, digits and dashes. Of another workspace another."""
    provider: NotRequired[Provider]
    """Provider of the Grafana's subscription, where it is another one than the workspace's."""


class GrafanaAccessArgs(TypedDict):
    """Which Grafana, and which workspace."""

    grafana: GrafanaInstance
    """The Grafana; nothing of it is changed."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace."""
    workspace_location: pulumi.Input[str]
    """Region of the workspace."""
    private: NotRequired[PrivateQueries]
    """Where the workspace answers through private endpoints only. It leads nowhere before the workspace's owner has
    approved it, and Grafana has seen that: `approval` and `refresh` of `grafana_commands`.
    https://learn.microsoft.com/azure/managed-grafana/how-to-connect-to-data-source-privately"""
    tags: NotRequired[dict[str, str]]
    """Tags of the private endpoint."""


class GrafanaAccess(pulumi.ComponentResource):
    """The right of a Grafana's identity to read a workspace and, where that is private, a way there.

    Not its data source: the data sources of a Grafana are one list, and whoever writes it takes away what he does not
    know of.
    """

    role_assignment_id: pulumi.Output[str]
    """ARM id of the role's assignment."""

    def __init__(self, name: str, args: GrafanaAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:GrafanaAccess", name, {}, opts)
        self.role_assignment_id = RoleAssignment(
            f"{name}-reader",
            {
                "principal_id": args["grafana"]["principal_id"],
                "role": "Monitoring Data Reader",
                "scope": args["workspace_id"],
            },
            pulumi.ResourceOptions(parent=self),
        ).role_assignment_id
        if private := args.get("private"):
            self._way(f"{name}-way", args, private)
        self.register_outputs({"role_assignment_id": self.role_assignment_id})

    def _way(self, name: str, args: GrafanaAccessArgs, private: PrivateQueries) -> None:
        grafana = args["grafana"]
        dashboard.ManagedPrivateEndpoint(
            name,
            resource_group_name=grafana["resource_group"],
            workspace_name=pulumi.Output.from_input(grafana["grafana_id"]).apply(_name),
            managed_private_endpoint_name=private["endpoint_name"],
            location=grafana["location"],
            private_link_resource_id=args["workspace_id"],
            private_link_resource_region=args["workspace_location"],
            group_ids=["prometheusMetrics"],
            request_message=request_message(grafana["name"], private["endpoint_name"]),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self, provider=private.get("provider")),
        )


def request_message(grafana_name: str, endpoint_name: str) -> str:
    """What the workspace's owner sees of the request, and which one to approve is known by."""
    return f"Managed Grafana {grafana_name}, private endpoint {endpoint_name}"


def _name(grafana_id: str) -> str:
    return grafana_id.rpartition("/")[2]
