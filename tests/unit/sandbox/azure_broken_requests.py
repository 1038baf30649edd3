"""What every row of Azure's table refuses, by the row's name, in the table's order."""

from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import (
    ACCOUNT,
    CLIENT_ID,
    ENDPOINT,
    NOWHERE,
    PUBLISHED,
    SMALL,
    WORKSPACE,
    ZONE,
    Broken,
    connection,
    flow,
    forwarder,
)
from tests.unit.sandbox.azure_broken_agents import AGENTS
from tests.unit.sandbox.azure_broken_alerts import ALERTS
from tests.unit.sandbox.azure_broken_grafana import GRAFANA, NAMES, REFERENCES
from tests.unit.sandbox.azure_broken_networks import NETWORKS

NO_ACTION_GROUP = f"{site.GROUP}/providers/Microsoft.Insights/actionGroups/nobody"
UNKNOWN_GUID = "66666666-6666-4666-8666-666666666666"
BROKEN: dict[str, list[Broken]] = {
    "azure-subscription": [
        Broken("UserAssignedIdentity", config={"subscriptionId": UNKNOWN_GUID}),
        Broken("UserAssignedIdentity", config={"tenantId": UNKNOWN_GUID}),
        Broken("RoleAssignment", config={"environment": "usgovernment"}),
    ],
    "azure-resource-group": [Broken("UserAssignedIdentity", {"resourceGroupName": "rg-nowhere"})],
    "azure-location-global": [
        Broken("PrivateZone", {"location": "westeurope"}),
        Broken("PrivateLinkScope", {"location": None}),
        Broken("MetricAlert", {"location": "westeurope"}),
    ],
    "azure-region": [
        Broken("DataCollectionEndpoint", {"location": "atlantis"}),
        Broken("DataCollectionEndpoint", {"location": "usgovvirginia"}),
        Broken("AzureMonitorWorkspace", {"location": None}),
        Broken("ActionGroup", {"location": "atlantis"}),
    ],
    "azure-resource-name": [
        Broken("BlobContainer", {"containerName": "Thanos"}),
        Broken("BlobContainer", {"containerName": "ab"}),
        Broken("AzureMonitorWorkspace", {"azureMonitorWorkspaceName": "prod_weu"}),
        Broken("StorageAccount", {"accountName": "Thanos-Blocks"}),
        Broken("DataCollectionEndpoint", {"dataCollectionEndpointName": "e" * 45}),
        Broken("DataCollectionRule", {"dataCollectionRuleName": ""}),
        Broken("PrivateZone", {"privateZoneName": "nodots"}),
        Broken("BlobServiceProperties", {"blobServicesName": "mine"}),
        *NAMES,
        Broken("ActionGroup", {"actionGroupName": "on:call"}),
        Broken("MetricAlert", {"ruleName": "75%"}),
        Broken("PrometheusRuleGroup", {"ruleGroupName": "node:rules"}),
        Broken("Deployment", {"deploymentName": "d" * 65}),
        Broken("Workspace", {"workspaceName": "abc"}),
        Broken("Workspace", {"workspaceName": "prod_weu-logs"}),
        Broken("Workspace", {"workspaceName": "w" * 64}),
    ],
    "azure-account-taken": [
        Broken("StorageAccount", {"accountName": "takenelsewhere"}),
        Broken("StorageAccount", {"accountName": "account1", "resourceGroupName": "rg-north"}),
    ],
    "azure-managed-group": [Broken("AzureMonitorWorkspace", {"azureMonitorWorkspaceName": "w" * 70})],
    "azure-existing": [
        Broken("UserAssignedIdentity", {"resourceName": "IDENTITY"}),
        Broken("DataCollectionEndpoint", {"dataCollectionEndpointName": "DCE"}),
        Broken("AzureMonitorWorkspace", {"azureMonitorWorkspaceName": "central"}),
        Broken("DataCollectionRuleAssociation", beside=(("DataCollectionRuleAssociation", {}),)),
    ],
    "azure-parent": [
        Broken("FederatedIdentityCredential", {"resourceName": "nobody"}),
        Broken("BlobContainer", {"accountName": "nobody"}),
        Broken("PrivateDnsZoneGroup", {"privateEndpointName": "nobody"}),
        Broken("ManagedPrivateEndpoint", {"workspaceName": "nowhere"}),
    ],
    "azure-id-type": [
        Broken("PrivateEndpoint", {"subnet": {"id": ZONE}}),
        Broken("PrivateEndpoint", connection("thanos", "blob")),
        Broken("PrivateDnsZoneGroup", {"privateDnsZoneConfigs": [{"name": "z", "privateDnsZoneId": SMALL}]}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": SMALL}}),
        Broken("DataCollectionRule", {"dataCollectionEndpointId": WORKSPACE}),
        Broken("RoleAssignment", {"scope": "everywhere"}),
        Broken("Grafana", {"properties": site.integrated(ENDPOINT)}),
        Broken("Grafana", {"properties": site.integrated("metrics")}),
        Broken("MetricAlert", {"actions": [{"actionGroupId": site.LOGS}]}),
        Broken("PrometheusRuleGroup", {"rules": [{**site.RULES[0], "actions": [{"actionGroupId": WORKSPACE}]}]}),
        Broken("DataCollectionRuleAssociation", {"resourceUri": "dev-weu"}),
        Broken("DataCollectionRuleAssociation", {"dataCollectionRuleId": WORKSPACE}),
    ],
    "azure-reference": [
        Broken("DataCollectionRule", {"dataCollectionEndpointId": NOWHERE}),
        Broken("DataCollectionRule", {"description": f'{{"endpoint": "{NOWHERE}"}}'}),
        Broken("PrivateEndpoint", {"subnet": {"id": f"{site.NETWORKS}/vnet/subnets/nowhere"}}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/nowhere"}}),
        Broken("RoleAssignment", {"scope": f"/subscriptions/{UNKNOWN_GUID}"}),
        Broken("RoleAssignment", {"scope": f"{site.GROUP}-nowhere"}),
        Broken("DataCollectionRuleAssociation", {"resourceUri": f"{site.CLUSTERS}/nowhere"}),
        Broken("RoleAssignment", {"scope": f"{ACCOUNT}/blobServices/default/containers/nowhere"}, "update"),
        *REFERENCES,
        Broken("MetricAlert", {"actions": [{"actionGroupId": NO_ACTION_GROUP}]}),
        Broken("PrometheusRuleGroup", {"rules": [{**site.RULES[0], "actions": [{"actionGroupId": NO_ACTION_GROUP}]}]}),
    ],
    "azure-still-needed": [Broken("DataCollectionEndpoint", step="delete")],
    **NETWORKS,
    "azure-rule-region": [Broken("DataCollectionRule", {"location": "northeurope"})],
    "azure-flow-destination": [
        Broken("DataCollectionRule", flow(PUBLISHED[0], "undeclared")),
        Broken("DataCollectionRule", {"destinations": None}),
    ],
    "azure-stream": [
        Broken("DataCollectionRule", flow("Microsoft-PrometheusMetric", "w")),
        Broken("DataCollectionRule", {"dataSources": {"extensions": [{"extensionName": "e", "streams": ["Nothing"]}]}}),
    ],
    "azure-forwarder-endpoint": [
        Broken("DataCollectionRule", {**forwarder(), "dataCollectionEndpointId": None}),
        Broken("DataCollectionRule", {**forwarder(), "dataCollectionEndpointId": None}, "update"),
    ],
    "azure-issuer": [Broken("FederatedIdentityCredential", {"issuer": "http://issuer.example.com"})],
    "azure-subject": [
        Broken("FederatedIdentityCredential", {"subject": ""}),
        Broken("FederatedIdentityCredential", {"audiences": []}),
    ],
    "azure-federated-twice": [
        Broken("FederatedIdentityCredential", {"subject": "system:serviceaccount:monitoring:prometheus"})
    ],
    "azure-credentials": [Broken("FederatedIdentityCredential", more=19)],
    "azure-assignment-name": [
        Broken("RoleAssignment", {"roleAssignmentName": "writer"}),
        Broken("RoleAssignment", {"roleAssignmentName": None}),
    ],
    "azure-definition-id": [
        Broken("RoleAssignment", {"roleDefinitionId": site.READER}),
        Broken("RoleAssignment", {"roleDefinitionId": f"{site.DEFINITIONS}/Reader"}),
    ],
    "azure-definition": [Broken("RoleAssignment", {"roleDefinitionId": f"{site.DEFINITIONS}/{UNKNOWN_GUID}"})],
    "azure-client-id": [Broken("RoleAssignment", {"principalId": CLIENT_ID})],
    "azure-principal": [Broken("RoleAssignment", {"principalId": UNKNOWN_GUID})],
    "azure-principal-type": [Broken("RoleAssignment", {"principalType": None})],
    "azure-other-principal-type": [
        Broken("RoleAssignment", {"principalType": "Group"}),
        Broken("RoleAssignment", {"principalId": site.USER}),
    ],
    "azure-assigned-twice": [Broken("RoleAssignment", {"roleDefinitionId": f"{site.DEFINITIONS}/{site.PUBLISHER}"})],
    "azure-redundancy": [
        Broken("StorageAccount", {"sku": {"name": "Standard_LRS"}}, "update"),
        Broken("StorageAccount", {"sku": {"name": "Premium_ZRS"}}, "update"),
    ],
    "azure-retention": [
        Broken("BlobServiceProperties", {"deleteRetentionPolicy": {"enabled": True, "days": 0}}),
        Broken("BlobServiceProperties", {"deleteRetentionPolicy": {"enabled": True, "days": 366}}, "update"),
        Broken("BlobServiceProperties", {"containerDeleteRetentionPolicy": {"enabled": True}}),
    ],
    **ALERTS,
    **AGENTS,
    **GRAFANA,
}
