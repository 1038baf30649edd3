"""Azure resource types that the sandbox knows more of than the SDK says: ids and computed outputs."""

from dataclasses import dataclass
from typing import Any

from sandbox.package import Made, ResourceType


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
    name, region = made.inputs["azureMonitorWorkspaceName"], made.inputs["location"]
    return {
        "accountId": made.uuid("account"),
        "metrics": {
            "internalId": f"mac_{made.uuid('internal')}",
            "prometheusQueryEndpoint": f"https://{name.lower()}-{made.hex(4)}.{region}.prometheus.monitor.azure.com",
        },
        "defaultIngestionSettings": {
            "dataCollectionEndpointResourceId": f"{made.id}-default-dce",
            "dataCollectionRuleResourceId": f"{made.id}-default-dcr",
        },
        "provisioningState": "Succeeded",
    }


def _data_collection_endpoint(made: Made) -> dict[str, Any]:
    host = f"{made.inputs['dataCollectionEndpointName'].lower()}-{made.hex(4)}.{made.inputs['location']}-1"
    return {
        "immutableId": f"dce-{made.hex(32)}",
        "metricsIngestion": {"endpoint": f"https://{host}.metrics.ingest.monitor.azure.com"},
        "logsIngestion": {"endpoint": f"https://{host}.ingest.monitor.azure.com"},
        "configurationAccess": {"endpoint": f"https://{host}.handler.control.monitor.azure.com"},
    }


def _storage_account(made: Made) -> dict[str, Any]:
    account = made.inputs["accountName"]
    services = ("blob", "dfs", "file", "queue", "table", "web")
    return {"primaryEndpoints": {service: f"https://{account}.{service}.core.windows.net/" for service in services}}


_INSIGHTS, _NETWORK, _IDENTITY = "Microsoft.Insights", "Microsoft.Network", "Microsoft.ManagedIdentity"

TYPES: dict[str, ArmType] = {
    "monitor:AzureMonitorWorkspace": _arm(
        "Microsoft.Monitor/accounts",
        "azureMonitorWorkspaceName",
        computed=_workspace,
        name_pattern=("azureMonitorWorkspaceName", r"(?!-)[a-zA-Z0-9-]+[^-]"),
    ),
    "monitor:DataCollectionEndpoint": _arm(
        f"{_INSIGHTS}/dataCollectionEndpoints",
        "dataCollectionEndpointName",
        computed=_data_collection_endpoint,
        name_pattern=("dataCollectionEndpointName", r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,42}[a-zA-Z0-9])?"),
    ),
    "monitor:DataCollectionRule": _arm(
        f"{_INSIGHTS}/dataCollectionRules",
        "dataCollectionRuleName",
        computed=lambda made: {"immutableId": f"dcr-{made.hex(32)}"},
    ),
    "monitor:PrivateLinkScope": _arm(f"{_INSIGHTS}/privateLinkScopes", "scopeName"),
    "monitor:PrivateLinkScopedResource": _arm(f"{_INSIGHTS}/privateLinkScopes/scopedResources", "scopeName", "name"),
    "network:PrivateEndpoint": _arm(
        f"{_NETWORK}/privateEndpoints",
        "privateEndpointName",
        immutable=("subnet",),
        name_pattern=("privateEndpointName", r"[a-zA-Z0-9][\w.-]{0,62}\w"),
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
        fixed=("virtualNetwork",),
        name_pattern=("virtualNetworkLinkName", r"[a-zA-Z0-9][\w.-]{0,78}\w"),
    ),
    "managedidentity:UserAssignedIdentity": _arm(
        f"{_IDENTITY}/userAssignedIdentities",
        "resourceName",
        computed=lambda made: {p: made.uuid(p) for p in ("clientId", "principalId", "tenantId")},
    ),
    "managedidentity:FederatedIdentityCredential": _arm(
        f"{_IDENTITY}/userAssignedIdentities/federatedIdentityCredentials",
        "resourceName",
        "federatedIdentityCredentialResourceName",
        one_at_a_time="resourceName",
        name_pattern=("federatedIdentityCredentialResourceName", r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}"),
    ),
    "authorization:RoleAssignment": ArmType(
        immutable=("scope", "principalId", "roleDefinitionId", "roleAssignmentName"),
        unique=("scope", "principalId", "roleDefinitionId"),
    ),
    "storage:StorageAccount": _arm(
        "Microsoft.Storage/storageAccounts",
        "accountName",
        computed=_storage_account,
        name_pattern=("accountName", r"[a-z0-9]{3,24}"),
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
}
