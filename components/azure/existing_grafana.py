"""What a Managed Grafana that exists already tells about itself."""

import pulumi
from pulumi_azure_native import dashboard

from components.azure.grafana_instance import GrafanaInstance
from components.azure.regions import programmatic


class GrafanaError(pulumi.RunError):
    """A Managed Grafana that cannot query a workspace."""


def existing_grafana(grafana_id: str, *, private: bool, opts: pulumi.InvokeOptions) -> GrafanaInstance:
    """Looks the Grafana up, through a provider of its subscription; `private`: it takes a private way to what it shows.

    Raises GrafanaError where it has no identity, or no private way; what the provider says where it is not.
    """
    _, _, subscription_id, _, resource_group, _, _, _, name = grafana_id.split("/")
    found = dashboard.get_grafana(resource_group_name=resource_group, workspace_name=name, opts=opts)
    tier = found.sku.name if found.sku else ""
    if private and tier != "Standard":
        # https://learn.microsoft.com/azure/managed-grafana/how-to-connect-to-data-source-privately#prerequisites
        raise GrafanaError(
            f"the Grafana {name} is of the tier {tier or 'of no name'}, and only Standard has a private way; say "
            "queries: public, or change the tier"
        )
    return {
        "name": name,
        "resource_group": resource_group,
        "subscription_id": subscription_id,
        "location": programmatic(found.location or ""),
        "grafana_id": found.id,
        "url": found.properties.endpoint,
        "principal_id": _principal(name, found.identity),
    }


def _principal(name: str, identity: "dashboard.outputs.ManagedServiceIdentityResponse | None") -> str:
    """Of its own identity, else of the one that it was given: a Grafana has no more than one.
    https://learn.microsoft.com/azure/managed-grafana/how-to-authentication-permissions"""
    if identity:
        given = (identity.user_assigned_identities or {}).values()
        for principal in (identity.principal_id, *(one.principal_id for one in given)):
            if principal:
                return principal
    raise GrafanaError(f"the Grafana {name} has no managed identity to query with; switch one on in its settings")
