"""What is left to do by hand where a Managed Grafana shows a workspace, as commands of the Azure CLI."""

import pulumi

from components.azure.grafana_access import request_message
from components.azure.grafana_instance import GrafanaInstance


def integration(grafana: GrafanaInstance, workspace_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Adds the workspace to the data sources of somebody else's Grafana, beside those that it has.
    https://learn.microsoft.com/cli/azure/grafana/integrations/monitor"""

    def said(id_: str) -> str:
        _, _, subscription, _, group, *_, name = id_.split("/")
        return (
            f"az grafana integrations monitor add {_of(grafana, '--name')} --monitor-name {name} "
            f"--monitor-resource-group-name {group} --monitor-subscription-id {subscription} "
            "--skip-role-assignments true"
        )

    return pulumi.Output.from_input(workspace_id).apply(said)


def approval(grafana: GrafanaInstance, endpoint_name: str, workspace_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Approves the Grafana's way to the workspace, and no other that waits there: its connection there has a name that
    only Azure knows, so it is found by what the request says.
    https://learn.microsoft.com/cli/azure/network/private-endpoint-connection"""
    state = "properties.privateLinkServiceConnectionState"
    message = request_message(grafana["name"], endpoint_name)
    query = f"[?{state}.status=='Pending' && {state}.description=='{message}'].id"
    return pulumi.Output.format(
        "az network private-endpoint-connection list --id {0} --query {1} --output tsv "
        "| xargs -n 1 az network private-endpoint-connection approve --id",
        workspace_id,
        f'"{query}"',
    )


def refresh(grafana: GrafanaInstance) -> str:
    """Lets the Grafana see that its ways were approved, without which it does not take them.
    https://learn.microsoft.com/cli/azure/grafana/mpe"""
    return f"az grafana mpe refresh {_of(grafana, '--workspace-name')}"


def _of(grafana: GrafanaInstance, named: str) -> str:
    return (
        f"{named} {grafana['name']} --resource-group {grafana['resource_group']} "
        f"--subscription {grafana['subscription_id']}"
    )
