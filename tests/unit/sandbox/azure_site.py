"""An Azure of a test's own: a world, one valid object of every simulated type, and a second one that could be made."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.azure.provider import AzureNative
from sandbox.cloud import Cloud, Object
from sandbox.failure_switch import FailureSwitch
from sandbox.world import World

SUBSCRIPTION, OTHER = "11111111-1111-4111-8111-111111111111", "33333333-3333-4333-8333-333333333333"
TENANT = "22222222-2222-4222-8222-222222222222"
USER = "44444444-4444-4444-8444-444444444444"
CUSTOM_ROLE = "55555555-5555-4555-8555-555555555555"
PUBLISHER, READER = "3913510d-42f4-4e42-8a64-420c390055eb", "b0d8363b-8ddd-447d-831f-62ca05bff136"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
NETWORKS = f"{GROUP}/providers/Microsoft.Network/virtualNetworks"
FOREIGN = f"/subscriptions/{OTHER}/resourceGroups/rg"
LOGS = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
DEFINITIONS = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
CRITERIA: dict[str, Any] = {
    "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
    "allOf": [
        {
            "criterionType": "StaticThresholdCriterion",
            "name": "used",
            "metricName": "ActiveTimeSeriesPercentUtilization",
            "operator": "GreaterThan",
            "threshold": 75,
            "timeAggregation": "Average",
        }
    ],
}
RULES: list[dict[str, Any]] = [
    {"alert": "Down", "expression": "up == 0", "for": "PT5M", "severity": 3},
    {"record": "job:up:sum", "expression": "sum by (job) (up)"},
]
CLUSTERS = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters"

WORLD: Mapping[str, Any] = {
    "subscriptions": {SUBSCRIPTION: {"tenant": TENANT}, OTHER: {"tenant": TENANT}},
    "resourceGroups": {
        GROUP: {"location": "westeurope"},
        f"{GROUP}-north": {"location": "northeurope"},
        FOREIGN: {"location": "westeurope"},
    },
    "networks": {
        f"{NETWORKS}/vnet": {
            "location": "westeurope",
            "subnets": {"endpoints": "10.0.0.0/26", "small": "10.0.1.0/28"},
            "zones": ["privatelink.others.example"],
        },
        f"{NETWORKS}/north": {"location": "northeurope", "subnets": {"endpoints": "10.1.0.0/26"}},
        f"{FOREIGN}/providers/Microsoft.Network/virtualNetworks/vnet": {
            "location": "westeurope",
            "subnets": {"endpoints": "10.2.0.0/26"},
        },
    },
    "managedClusters": {
        f"{CLUSTERS}/on": {
            "location": "westeurope",
            "subnet": f"{NETWORKS}/vnet/subnets/small",
            "oidcIssuer": True,
            "workloadIdentity": True,
        },
        f"{CLUSTERS}/off": {"location": "northeurope", "oidcIssuer": False, "workloadIdentity": False},
    },
    "resources": {
        LOGS: {"location": "westeurope"},
        f"{FOREIGN}/providers/Microsoft.Storage/storageAccounts/takenelsewhere": {"location": "westeurope"},
    },
    "monitorWorkspaces": {
        f"{GROUP}/providers/Microsoft.Monitor/accounts/Central": {"location": "westeurope"},
        f"{FOREIGN}/providers/Microsoft.Monitor/accounts/theirs": {"location": "northeurope"},
    },
    "grafanas": {
        f"{GROUP}/providers/Microsoft.Dashboard/grafana/shared": {"location": "westeurope"},
        f"{GROUP}/providers/Microsoft.Dashboard/grafana/nobody": {"location": "westeurope", "identity": False},
        f"{GROUP}/providers/Microsoft.Dashboard/grafana/small": {"location": "westeurope", "sku": "Essential"},
    },
    "principals": {USER: {"type": "User"}},
    "roleDefinitions": {f"{DEFINITIONS}/{CUSTOM_ROLE}": {"name": "Custom"}},
}


def open_azure(path: Path, world: Mapping[str, Any] = WORLD, **config: Any) -> AzureNative:
    """An empty Azure in that world; `config` is the provider's."""
    azure = AzureNative(Cloud.load(path / "cloud.jsonl", World({"azure": world})), FailureSwitch())
    azure.config = {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, **config}
    return azure


def token(short: str) -> str:
    """The type of that last name, such as `PrivateEndpoint`."""
    return next(known for known in AzureNative.types if known.endswith(f":{short}"))


def integrated(*workspaces: str) -> dict[str, Any]:
    """Properties of a Grafana that shows workspaces."""
    shown = [{"azureMonitorWorkspaceResourceId": workspace} for workspace in workspaces]
    return {"grafanaIntegrations": {"azureMonitorWorkspaceIntegrations": shown}}


def template(workspace: str) -> dict[str, Any]:
    """A template that sets a workspace's limits."""
    container = {
        "type": "Microsoft.Monitor/accounts/metricsContainers",
        "apiVersion": "2025-10-03-preview",
        "name": f"{workspace}/default",
        "location": "westeurope",
        "properties": {"limits": {"maxActiveTimeSeries": 2_000_000, "maxEventsPerMinute": 1_500_000}},
    }
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    return {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [container]}


def inputs(short: str, azure: AzureNative, second: bool) -> dict[str, Any]:
    """Valid inputs of a type: of the first of it, or of one that can be made beside all first ones."""
    n = "-2" if second else ""
    made = {o.token.rsplit(":", 1)[1]: o for o in azure.cloud.objects.values() if not o.id.endswith("2")}

    def id_(of: str) -> str:
        return made[of].id if of in made else ""

    regional = {"resourceGroupName": "rg", "location": "westeurope"}
    central = {"resourceGroupName": "rg", "location": "global"}
    endpoint = {"subnet": {"id": f"{NETWORKS}/vnet/subnets/endpoints"}}
    target = ("AzureMonitorWorkspace", "prometheusMetrics") if second else ("PrivateLinkScope", "azuremonitor")
    connection = {"name": "c", "privateLinkServiceId": id_(target[0]), "groupIds": [target[1]]}
    identity = made.get("UserAssignedIdentity")
    return {
        "AzureMonitorWorkspace": {**regional, "azureMonitorWorkspaceName": f"ws{n}"},
        "DataCollectionEndpoint": {**regional, "dataCollectionEndpointName": f"dce{n}"},
        "DataCollectionRule": {
            **regional,
            "dataCollectionRuleName": f"dcr{n}",
            "dataCollectionEndpointId": id_("DataCollectionEndpoint"),
            "destinations": {"monitoringAccounts": [{"name": "w", "accountResourceId": id_("AzureMonitorWorkspace")}]},
            "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["w"]}],
        },
        "PrivateLinkScope": {
            **central,
            "scopeName": f"scope{n}",
            "accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"},
        },
        "PrivateLinkScopedResource": {
            "resourceGroupName": "rg",
            "scopeName": "scope",
            "name": f"member{n}",
            "linkedResourceId": LOGS if second else id_("DataCollectionEndpoint"),
        },
        "PrivateEndpoint": {
            **regional,
            **endpoint,
            "privateEndpointName": f"pe{n}",
            "privateLinkServiceConnections": [connection],
        },
        "PrivateZone": {**central, "privateZoneName": f"privatelink{n}.example"},
        "PrivateDnsZoneGroup": {
            "resourceGroupName": "rg",
            "privateEndpointName": f"pe{n}",
            "privateDnsZoneGroupName": "default",
            "privateDnsZoneConfigs": [{"name": "z", "privateDnsZoneId": id_("PrivateZone")}],
        },
        "VirtualNetworkLink": {
            **central,
            "privateZoneName": "privatelink.example",
            "virtualNetworkLinkName": f"link{n}",
            "registrationEnabled": False,
            "virtualNetwork": {"id": f"{NETWORKS}/{'north' if second else 'vnet'}"},
        },
        "UserAssignedIdentity": {**regional, "resourceName": f"identity{n}"},
        "FederatedIdentityCredential": {
            "resourceGroupName": "rg",
            "resourceName": "identity",
            "federatedIdentityCredentialResourceName": f"credential{n}",
            "issuer": "https://issuer.example.com/",
            "subject": f"system:serviceaccount:monitoring:prometheus{n}",
            "audiences": ["api://AzureADTokenExchange"],
        },
        "RoleAssignment": {
            "scope": id_("DataCollectionRule"),
            "roleAssignmentName": f"00000000-0000-4000-8000-00000000000{int(second)}",
            "roleDefinitionId": f"{DEFINITIONS}/{READER if second else PUBLISHER}",
            "principalId": identity.outputs["principalId"] if identity else "",
            "principalType": "ServicePrincipal",
        },
        "StorageAccount": {
            **regional,
            "accountName": f"account{2 if second else 1}",
            "kind": "StorageV2",
            "sku": {"name": "Standard_ZRS"},
        },
        "BlobServiceProperties": {
            "resourceGroupName": "rg",
            "accountName": f"account{2 if second else 1}",
            "blobServicesName": "default",
            "deleteRetentionPolicy": {"enabled": True, "days": 7},
        },
        "Grafana": {
            **regional,
            "workspaceName": f"grafana{n}",
            "sku": {"name": "Standard"},
            "identity": {"type": "SystemAssigned"},
            "properties": integrated(id_("AzureMonitorWorkspace")),
        },
        "ManagedPrivateEndpoint": {
            **regional,
            "workspaceName": "grafana",
            "managedPrivateEndpointName": f"ws{n}",
            "privateLinkResourceId": id_("AzureMonitorWorkspace"),
            "privateLinkResourceRegion": "westeurope",
            "groupIds": ["prometheusMetrics"],
        },
        "BlobContainer": {"resourceGroupName": "rg", "accountName": "account1", "containerName": f"blocks{n}"},
        "ActionGroup": {
            **(regional if second else central),
            "actionGroupName": f"oncall{n}",
            "groupShortName": "oncall",
            "emailReceivers": [{"name": "oncall", "emailAddress": "oncall@example.com"}],
        },
        "MetricAlert": {
            **central,
            "ruleName": f"used 75{n}",
            "enabled": True,
            "severity": 4,
            "scopes": [id_("AzureMonitorWorkspace")],
            "windowSize": "PT30M",
            "evaluationFrequency": "PT5M",
            "criteria": CRITERIA,
            "actions": [{"actionGroupId": id_("ActionGroup")}],
        },
        "PrometheusRuleGroup": {
            **regional,
            "ruleGroupName": f"nodes.rules{n}",
            "scopes": [id_("AzureMonitorWorkspace")],
            "interval": "P1D" if second else "PT1M",
            "rules": [{**RULES[0], "actions": [{"actionGroupId": id_("ActionGroup")}]}, RULES[1]],
        },
        "Deployment": {
            "resourceGroupName": "rg",
            "deploymentName": f"limits{n}",
            "properties": {"mode": "Incremental", "template": template("ws")},
        },
        "Workspace": {**regional, "workspaceName": f"containers{n}", "retentionInDays": 30},
        "DataCollectionRuleAssociation": {
            "resourceUri": f"{CLUSTERS}/on",
            **(
                {"associationName": "metrics-2", "dataCollectionRuleId": id_("DataCollectionRule")}
                if second
                else {
                    "associationName": "configurationAccessEndpoint",
                    "dataCollectionEndpointId": id_("DataCollectionEndpoint"),
                }
            ),
        },
    }[short]


ORDER = [
    *("AzureMonitorWorkspace", "DataCollectionEndpoint", "DataCollectionRule", "PrivateLinkScope"),
    *("PrivateLinkScopedResource", "PrivateEndpoint", "PrivateZone", "PrivateDnsZoneGroup", "VirtualNetworkLink"),
    *("UserAssignedIdentity", "FederatedIdentityCredential", "RoleAssignment"),
    *("StorageAccount", "BlobServiceProperties", "BlobContainer"),
    *("ActionGroup", "MetricAlert", "PrometheusRuleGroup", "Deployment"),
    *("Workspace", "DataCollectionRuleAssociation", "Grafana", "ManagedPrivateEndpoint"),
]


PARENTS = {"PrivateDnsZoneGroup": "PrivateEndpoint", "BlobServiceProperties": "StorageAccount"}


def build(azure: AzureNative) -> dict[str, Object]:
    """One valid object of every type, by the type's last name."""
    return {short: azure.create(token(short), inputs(short, azure, second=False)) for short in ORDER}


def second(short: str, azure: AzureNative) -> dict[str, Any]:
    """Inputs of a second one that can be made; its parent is, where the first parent can have one only."""
    if parent := PARENTS.get(short):
        azure.create(token(parent), inputs(parent, azure, second=True))
    return inputs(short, azure, second=True)
