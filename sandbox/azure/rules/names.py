"""What Azure's services take for a name."""

import re

from sandbox.azure import arm
from sandbox.azure.types import TYPES
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_ANY = r"[^<>%&\\?/#:\s][^<>%&\\?/#:]{0,259}"
# Of the last name in the id. Not from the resource name rules: the workspace's, the rule group's and the credential's,
# which are in ARM's schemas; the endpoint's, of https://learn.microsoft.com/rest/api/monitor/data-collection-endpoints/create.
_PATTERNS = {
    "monitor:AzureMonitorWorkspace": r"(?!-)[a-zA-Z0-9-]+[^-]",
    "monitor:DataCollectionEndpoint": r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,42}[a-zA-Z0-9])?",
    "network:PrivateEndpoint": r"[a-zA-Z0-9][\w.-]{0,62}\w",
    "operationalinsights:Workspace": r"[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]",
    "network:PrivateDnsZoneGroup": r"[a-zA-Z0-9]([\w.-]{0,78}\w)?",
    "privatedns:PrivateZone": r"(?=.{1,253}$)(\w([\w-]{0,61}\w)?\.)+\w([\w-]{0,61}\w)?",
    "privatedns:VirtualNetworkLink": r"[a-zA-Z0-9]([\w.-]{0,78}\w)?",
    "managedidentity:UserAssignedIdentity": r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}",
    "managedidentity:FederatedIdentityCredential": r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}",
    "storage:StorageAccount": r"[a-z0-9]{3,24}",
    "storage:BlobServiceProperties": r"default",
    # https://learn.microsoft.com/azure/managed-grafana/quickstart-managed-grafana-cli; both, as azurerm checks them:
    # https://github.com/hashicorp/terraform-provider-azurerm/tree/main/internal/services/dashboard
    "dashboard:Grafana": r"[a-zA-Z][a-zA-Z0-9-]{0,21}[a-zA-Z0-9]",
    "dashboard:ManagedPrivateEndpoint": r"[a-zA-Z][a-zA-Z0-9-]{0,18}[a-zA-Z0-9]",
    "storage:BlobContainer": r"\$(root|web|logs)|(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
    "monitor:ActionGroup": r"[^:<>+/&%\\?|\x00-\x1f]{0,259}[^:<>+/&%\\?|\x00-\x20.]",
    "monitor:MetricAlert": r"[^*#&+:<>?@%{}\\/]{0,259}[^*#&+:<>?@%{}\\/\s.]",
    "alertsmanagement:PrometheusRuleGroup": r"[^:@/#{}%&+*<>?]{1,260}",
    "resources:Deployment": r"[\w().-]{1,64}",
}


@RULES.rule(
    *sorted(TYPES.keys() - {"authorization:RoleAssignment"}),
    says="a name that its service does not take, such as a container with upper-case letters or of two characters",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)
def _resource_name(request: Request) -> str | None:
    type_ = request.token.partition(":")[2]
    property_, pattern = TYPES[type_].names[-1], _PATTERNS.get(type_, _ANY)
    name = request.inputs.get(property_)
    if not isinstance(name, str) or not re.fullmatch(pattern, name, re.ASCII):
        return f"400 InvalidResourceName: {property_} {name!r} does not match {pattern}"
    return None


@RULES.rule(
    "storage:StorageAccount",
    says="a storage account's name that another account in Azure has",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-storage-account-name",
)
def _account_taken(request: Request) -> str | None:
    name = str(request.inputs.get("accountName"))
    others = [arm.parse(id_) for id_ in request.world.all("azure", "resources")]
    others += [arm.parse(account.id) for account in request.others()]
    accounts = [id_ for id_ in others if id_ and id_.is_of("Microsoft.Storage/storageAccounts")]
    if any(arm.same(name, id_.name) and not arm.same(id_.text, request.id) for id_ in accounts):
        return f"409 StorageAccountAlreadyTaken: The storage account named {name} is already taken."
    return None


@RULES.rule(
    "monitor:AzureMonitorWorkspace",
    says="a workspace whose managed resource group would have more than 90 characters",
    source="https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-manage",
)
def _managed_group(request: Request) -> str | None:
    group = f"MA_{request.inputs.get('azureMonitorWorkspaceName')}_{request.inputs.get('location')}_managed"
    return f"400: the managed resource group {group} would have {len(group)} characters" if len(group) > 90 else None
