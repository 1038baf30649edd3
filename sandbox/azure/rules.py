"""What Azure refuses and its SDK does not say."""

from sandbox.rules import Request, Table

RULES = Table("azure-native")

_GROUPS = {
    "Microsoft.Insights/privateLinkScopes": "azuremonitor",
    "Microsoft.Monitor/accounts": "prometheusMetrics",
    "Microsoft.Storage/storageAccounts": "blob",
}


@RULES.rule(
    "monitor:PrivateLinkScope",
    "privatedns:PrivateZone",
    "privatedns:VirtualNetworkLink",
    says="a global type in a region",
    source="https://learn.microsoft.com/azure/dns/private-dns-overview",
)
def _location_global(request: Request) -> str | None:
    if request.inputs.get("location") != "global":
        return f"LocationNotAvailableForResourceType: {request.token} lives in location global"
    return None


@RULES.rule(
    "authorization:RoleAssignment",
    says="a role for a principal that does not exist, or for a client id",
    source="https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
)
def _principal(request: Request) -> str | None:
    identities = list(request.cloud.of("azure-native:managedidentity:UserAssignedIdentity"))
    principal = request.inputs["principalId"]
    if any(identity.outputs["clientId"] == principal for identity in identities):
        return f"400 PrincipalTypeNotSupported: {principal} is a client id; a role is assigned to a principal id"
    if all(identity.outputs["principalId"] != principal for identity in identities):
        return f"400 PrincipalNotFound: principal {principal} does not exist in the directory"
    return None


@RULES.rule(
    "monitor:AzureMonitorWorkspace",
    says="a workspace whose managed resource group would have more than 90 characters",
    source="https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-manage",
)
def _managed_group(request: Request) -> str | None:
    group = f"MA_{request.inputs['azureMonitorWorkspaceName']}_{request.inputs.get('location')}_managed"
    return f"400: the managed resource group {group} would have {len(group)} characters" if len(group) > 90 else None


@RULES.rule(
    "network:PrivateEndpoint",
    says="a private endpoint for a sub-resource that its target does not have",
    source="https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource",
)
def _private_link_group(request: Request) -> str | None:
    for connection in request.inputs.get("privateLinkServiceConnections", []):
        target, groups = connection.get("privateLinkServiceId", ""), connection.get("groupIds")
        wanted = _GROUPS.get(next((t for t in _GROUPS if f"/{t}/" in target), ""))
        if groups != [wanted]:
            return f"400: {target} has no private link group {groups}; it has {wanted}"
    return None
