"""A Managed Grafana that shows Azure Monitor workspaces."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import dashboard

from components.azure.data_collection import public_access
from components.azure.private_endpoint import NetworkSubscription, PrivateEndpoint
from components.azure.private_zones import GRAFANA_ZONE
from components.azure.role_assignment import RoleAssignment
from components.contracts.ordering import once_ready


class GrafanaPrivateLink(TypedDict):
    """Where the private endpoint of the page is."""

    subnet_id: pulumi.Input[str]
    """ARM id of the endpoint's subnet."""
    location: pulumi.Input[str]
    """Region of the virtual network."""
    network_subscription: NotRequired[NetworkSubscription]
    """Where the private endpoint is made; left out where the virtual network is in the Grafana's own subscription."""
    zone_id: NotRequired[pulumi.Input[str]]
    """ARM id of the private DNS zone `GRAFANA_ZONE`; left out where somebody else writes the endpoint's records."""


class ManagedGrafanaArgs(TypedDict):
    """Who signs in, and what is shown."""

    resource_group: pulumi.Input[str]
    """Resource group of the Grafana."""
    location: pulumi.Input[str]
    """Region of the Grafana."""
    grafana_name: str
    """Name of the Grafana: 2 to 23 letters, digits and dashes, which its address begins with."""
    admins: list[str]
    """Principal (object) ids of people and groups that exist and become Grafana Admin."""
    workspace_ids: list[pulumi.Input[str]]
    """ARM ids of all Azure Monitor workspaces that it has a data source for. What it may read is `GrafanaAccess`."""
    major_version: NotRequired[int]
    """Major version of Grafana; Azure's choice when left out."""
    private_link: NotRequired[GrafanaPrivateLink]
    """With it the page is reachable through its private endpoint only; else publicly, behind Entra sign-in."""
    tags: NotRequired[dict[str, str]]
    """Tags of the Grafana and its private endpoint."""


class ManagedGrafana(pulumi.ComponentResource):
    """A Grafana of the tier Standard with an identity of its own and without keys, and its admins.

    Its data sources of Azure Monitor are exactly those given. What people make in it (dashboards, alerts) goes with it:
    protect it.
    """

    grafana_id: pulumi.Output[str]
    """ARM id of the Grafana."""
    url: pulumi.Output[str]
    """Address of its page."""
    principal_id: pulumi.Output[str]
    """Principal (object) id of its identity."""
    ready: pulumi.Output[str]
    """Known when the Grafana exists and, where its page is private, its zone holds the private endpoint's record;
    when the endpoint is there, where somebody else writes that."""

    def __init__(self, name: str, args: ManagedGrafanaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ManagedGrafana", name, {}, opts)
        grafana = self._grafana(f"{name}-instance", args)
        for admin in args["admins"]:
            RoleAssignment(
                f"{name}-admin-{admin.lower()}",
                {"principal_id": admin, "role": "Grafana Admin", "scope": grafana.id, "exists": True},
                # Protected with the Grafana, nobody could ever be taken off the list.
                pulumi.ResourceOptions(parent=self, protect=False),
            )
        self.grafana_id = grafana.id
        self.url = grafana.properties.endpoint
        self.principal_id = grafana.identity.apply(_principal)
        self.ready = once_ready(grafana.id, self._private_link(f"{name}-page", grafana, args))
        self.register_outputs(
            {
                "grafana_id": self.grafana_id,
                "url": self.url,
                "principal_id": self.principal_id,
                "ready": self.ready,
            }
        )

    def _grafana(self, name: str, args: ManagedGrafanaArgs) -> dashboard.Grafana:
        version = args.get("major_version")
        shown = [
            dashboard.AzureMonitorWorkspaceIntegrationArgs(azure_monitor_workspace_resource_id=workspace_id)
            for workspace_id in args["workspace_ids"]
        ]
        return dashboard.Grafana(
            name,
            workspace_name=args["grafana_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            sku={"name": "Standard"},
            identity={"type": "SystemAssigned"},
            properties=dashboard.ManagedGrafanaPropertiesArgs(
                api_key="Disabled",
                grafana_integrations=dashboard.GrafanaIntegrationsArgs(azure_monitor_workspace_integrations=shown),
                grafana_major_version=None if version is None else str(version),
                public_network_access=public_access(private="private_link" in args),
            ),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )

    def _private_link(
        self, name: str, grafana: dashboard.Grafana, args: ManagedGrafanaArgs
    ) -> list[pulumi.Output[str]]:
        if (link := args.get("private_link")) is None:
            return []
        there = link.get("network_subscription")
        endpoint = PrivateEndpoint(
            name,
            {
                "resource_group": there["resource_group"] if there else args["resource_group"],
                "location": link["location"],
                "subnet_id": link["subnet_id"],
                "target_id": grafana.id,
                "target_name": args["grafana_name"],
                "group_id": "grafana",
                "zone_ids": {GRAFANA_ZONE: link["zone_id"]} if "zone_id" in link else {},
                "tags": args.get("tags", {}),
            },
            # Protected with the Grafana, it could never move to another subnet.
            pulumi.ResourceOptions(parent=self, protect=False, providers=[there["provider"]] if there else None),
        )
        return [endpoint.ready]


def _principal(identity: "dashboard.outputs.ManagedServiceIdentityResponse | None") -> str:
    if identity is None:
        raise pulumi.RunError("the Managed Grafana has no identity")
    return identity.principal_id
