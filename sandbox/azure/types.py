"""Azure resource types that the sandbox knows more of than the SDK says: ids and computed outputs."""

from dataclasses import dataclass
from typing import Any

from sandbox.azure import grafana_outputs
from sandbox.azure.regions import normal
from sandbox.azure.suffixes import SUFFIXES, Suffixes
from sandbox.resource_type import Made, ResourceType

_INSIGHTS, _NETWORK, _IDENTITY = "Microsoft.Insights", "Microsoft.Network", "Microsoft.ManagedIdentity"
PLACELESS = ("resources:Deployment",)
"""Types with a `location` that the provider does not fill in: in a resource group they have none."""


@dataclass(frozen=True)
class ArmType(ResourceType):
    """A type in ARM: where its id hangs, and the input of each name in it."""

    arm: str = ""
    names: tuple[str, ...] = ()


def _arm(arm: str, *names: str, **rest: Any) -> ArmType:
    child = "/" in arm.split("/", 1)[1]
    immutable = ("resourceGroupName", "location", *names, *rest.pop("immutable", ()))
    return ArmType(arm=arm, names=names, immutable=immutable, name=names[-1], name_is_logical=child, **rest)


def _workspace(made: Made) -> dict[str, Any]:
    name, region = _text(made, "azureMonitorWorkspaceName"), normal(_text(made, "location"))
    # https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-manage
    subscription = made.id.partition("/resourceGroups/")[0]
    managed = f"{subscription}/resourceGroups/ma_{name.lower()}_{region}_managed/providers/{_INSIGHTS}"
    return {
        "accountId": made.uuid("account"),
        "metrics": {
            "internalId": f"mac_{made.uuid('internal')}",
            "prometheusQueryEndpoint": f"https://{name.lower()}-{made.hex(4)}.{region}.prometheus.{_suffixes(made).monitor}",
        },
        "defaultIngestionSettings": {
            "dataCollectionEndpointResourceId": f"{managed}/dataCollectionEndpoints/{name}",
            "dataCollectionRuleResourceId": f"{managed}/dataCollectionRules/{name}",
        },
        "provisioningState": "Succeeded",
    }


def _data_collection_endpoint(made: Made) -> dict[str, Any]:
    name, region = _text(made, "dataCollectionEndpointName"), normal(_text(made, "location"))
    host, monitor = f"{name.lower()}-{made.hex(4)}.{region}-1", _suffixes(made).monitor
    return {
        "immutableId": f"dce-{made.hex(32)}",
        "metricsIngestion": {"endpoint": f"https://{host}.metrics.ingest.{monitor}"},
        "logsIngestion": {"endpoint": f"https://{host}.ingest.{monitor}"},
        "configurationAccess": {"endpoint": f"https://{host}.handler.control.{monitor}"},
    }


def _log_workspace(made: Made) -> dict[str, Any]:
    return {"customerId": made.uuid("customer"), "provisioningState": "Succeeded"}


def _data_collection_rule(made: Made) -> dict[str, Any]:
    return {"immutableId": f"dcr-{made.hex(32)}"}


def _identity(made: Made) -> dict[str, Any]:
    return {output: made.uuid(output) for output in ("clientId", "principalId", "tenantId")}


def _storage_account(made: Made) -> dict[str, Any]:
    account, suffix = _text(made, "accountName"), _suffixes(made).storage
    services = ("blob", "dfs", "file", "queue", "table", "web")
    return {"primaryEndpoints": {service: f"https://{account}.{service}.{suffix}/" for service in services}}


def _suffixes(made: Made) -> Suffixes:
    return SUFFIXES[str(made.config.get("environment") or "public")]


def _text(made: Made, name: str) -> str:
    return str(made.inputs.get(name) or "")


TYPES: dict[str, ArmType] = {
    "monitor:AzureMonitorWorkspace": _arm(
        "Microsoft.Monitor/accounts",
        "azureMonitorWorkspaceName",
        computed=_workspace,
    ),
    "monitor:DataCollectionEndpoint": _arm(
        f"{_INSIGHTS}/dataCollectionEndpoints",
        "dataCollectionEndpointName",
        computed=_data_collection_endpoint,
    ),
    "monitor:DataCollectionRule": _arm(
        f"{_INSIGHTS}/dataCollectionRules",
        "dataCollectionRuleName",
        computed=_data_collection_rule,
    ),
    "monitor:PrivateLinkScope": _arm(f"{_INSIGHTS}/privateLinkScopes", "scopeName"),
    "monitor:PrivateLinkScopedResource": _arm(f"{_INSIGHTS}/privateLinkScopes/scopedResources", "scopeName", "name"),
    "network:PrivateEndpoint": _arm(
        f"{_NETWORK}/privateEndpoints",
        "privateEndpointName",
        immutable=("subnet",),
    ),
    "network:PrivateDnsZoneGroup": _arm(
        f"{_NETWORK}/privateEndpoints/privateDnsZoneGroups",
        "privateEndpointName",
        "privateDnsZoneGroupName",
    ),
    "privatedns:PrivateZone": _arm(f"{_NETWORK}/privateDnsZones", "privateZoneName"),
    "privatedns:VirtualNetworkLink": _arm(
        f"{_NETWORK}/privateDnsZones/virtualNetworkLinks",
        "privateZoneName",
        "virtualNetworkLinkName",
    ),
    "managedidentity:UserAssignedIdentity": _arm(
        f"{_IDENTITY}/userAssignedIdentities",
        "resourceName",
        computed=_identity,
    ),
    "managedidentity:FederatedIdentityCredential": _arm(
        f"{_IDENTITY}/userAssignedIdentities/federatedIdentityCredentials",
        "resourceName",
        "federatedIdentityCredentialResourceName",
        one_at_a_time=True,
    ),
    "authorization:RoleAssignment": ArmType(
        immutable=("scope", "principalId", "roleDefinitionId", "roleAssignmentName"), name="roleAssignmentName"
    ),
    "storage:StorageAccount": _arm(
        "Microsoft.Storage/storageAccounts",
        "accountName",
        computed=_storage_account,
    ),
    "storage:BlobServiceProperties": _arm(
        # The service is there with its account; this sets its properties.
        "Microsoft.Storage/storageAccounts/blobServices",
        "accountName",
        "blobServicesName",
        named_by_id=False,
    ),
    "storage:BlobContainer": _arm(
        "Microsoft.Storage/storageAccounts/blobServices/containers", "accountName", "=default", "containerName"
    ),
    "dashboard:Grafana": _arm("Microsoft.Dashboard/grafana", "workspaceName", computed=grafana_outputs.grafana),
    "dashboard:ManagedPrivateEndpoint": _arm(
        "Microsoft.Dashboard/grafana/managedPrivateEndpoints",
        "workspaceName",
        "managedPrivateEndpointName",
        immutable=("privateLinkResourceId", "privateLinkResourceRegion", "groupIds", "requestMessage"),
        computed=grafana_outputs.managed_endpoint,
    ),
    "monitor:ActionGroup": _arm(f"{_INSIGHTS}/actionGroups", "actionGroupName"),
    "monitor:MetricAlert": _arm(f"{_INSIGHTS}/metricAlerts", "ruleName"),
    "alertsmanagement:PrometheusRuleGroup": _arm("Microsoft.AlertsManagement/prometheusRuleGroups", "ruleGroupName"),
    "resources:Deployment": _arm("Microsoft.Resources/deployments", "deploymentName"),
    "monitor:DataCollectionRuleAssociation": ArmType(
        # Its id hangs below that of the resource that it is of.
        arm=f"{_INSIGHTS}/dataCollectionRuleAssociations",
        names=("associationName",),
        immutable=("resourceUri", "associationName"),
        name="associationName",
    ),
    "operationalinsights:Workspace": _arm(
        "Microsoft.OperationalInsights/workspaces", "workspaceName", computed=_log_workspace
    ),
}
