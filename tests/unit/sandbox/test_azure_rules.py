"""Every row of Azure's table: a valid request passes all of them, a broken one is refused by that row alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.azure.provider import AzureNative
from sandbox.azure.rules import RULES
from sandbox.cloud import Object, Refused
from sandbox.rules import Request, Step
from tests.unit.sandbox import azure_site as site

NOWHERE = f"{site.GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/nowhere"
ZONE = f"{site.GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.example"
SCOPE = f"{site.GROUP}/providers/Microsoft.Insights/privateLinkScopes/scope"
WORKSPACE = f"{site.GROUP}/providers/Microsoft.Monitor/accounts/ws"
ENDPOINT = f"{site.GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/dce"
ACCOUNT = f"{site.GROUP}/providers/Microsoft.Storage/storageAccounts/account1"
SMALL = f"{site.NETWORKS}/vnet/subnets/small"
PUBLISHED = ["Microsoft-PrometheusMetrics"]


def connection(target: str, group: str | None) -> dict[str, Any]:
    groups = {"groupIds": [group]} if group else {}
    return {"privateLinkServiceConnections": [{"name": "c", "privateLinkServiceId": target, **groups}]}


def zones(count: int) -> dict[str, Any]:
    return {"privateDnsZoneConfigs": [{"name": f"z{i}", "privateDnsZoneId": ZONE} for i in range(count)]}


def flow(stream: str, destination: str) -> dict[str, Any]:
    return {"dataFlows": [{"streams": [stream], "destinations": [destination]}]}


@dataclass(frozen=True)
class Broken:
    """A request of a type that one row refuses: a create of a second one, or an update or delete of the first.

    `change`: what differs from the valid request, None for what is left out; `config`: what differs in the provider's;
    `before`: a property, and values of it with which more of the type are made first.
    """

    short: str
    change: Mapping[str, Any] = field(default_factory=dict[str, Any])
    step: Step = "create"
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    more: int = 0


UNKNOWN_GUID = "66666666-6666-4666-8666-666666666666"
BROKEN: dict[str, list[Broken]] = {
    "azure-subscription": [
        Broken("UserAssignedIdentity", config={"subscriptionId": UNKNOWN_GUID}),
        Broken("UserAssignedIdentity", config={"tenantId": UNKNOWN_GUID}),
    ],
    "azure-resource-group": [Broken("UserAssignedIdentity", {"resourceGroupName": "rg-nowhere"})],
    "azure-location-global": [
        Broken("PrivateZone", {"location": "westeurope"}),
        Broken("PrivateLinkScope", {"location": None}),
    ],
    "azure-region": [
        Broken("DataCollectionEndpoint", {"location": "atlantis"}),
        Broken("DataCollectionEndpoint", {"location": "usgovvirginia"}),
        Broken("DataCollectionEndpoint", {"location": "westeurope"}, config={"environment": "usgovernment"}),
        Broken("AzureMonitorWorkspace", {"location": None}),
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
    ],
    "azure-account-taken": [Broken("StorageAccount", {"accountName": "takenelsewhere"})],
    "azure-managed-group": [Broken("AzureMonitorWorkspace", {"azureMonitorWorkspaceName": "w" * 70})],
    "azure-existing": [
        Broken("UserAssignedIdentity", {"resourceName": "IDENTITY"}),
        Broken("DataCollectionEndpoint", {"dataCollectionEndpointName": "DCE"}),
    ],
    "azure-parent": [
        Broken("FederatedIdentityCredential", {"resourceName": "nobody"}),
        Broken("BlobContainer", {"accountName": "nobody"}),
        Broken("PrivateDnsZoneGroup", {"privateEndpointName": "nobody"}),
    ],
    "azure-id-type": [
        Broken("PrivateEndpoint", {"subnet": {"id": ZONE}}),
        Broken("PrivateEndpoint", connection("thanos", "blob")),
        Broken("PrivateDnsZoneGroup", {"privateDnsZoneConfigs": [{"name": "z", "privateDnsZoneId": SMALL}]}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": SMALL}}),
        Broken("DataCollectionRule", {"dataCollectionEndpointId": WORKSPACE}),
        Broken("RoleAssignment", {"scope": "everywhere"}),
    ],
    "azure-reference": [
        Broken("DataCollectionRule", {"dataCollectionEndpointId": NOWHERE}),
        Broken("DataCollectionRule", {"description": f'{{"endpoint": "{NOWHERE}"}}'}),
        Broken("PrivateEndpoint", {"subnet": {"id": f"{site.NETWORKS}/vnet/subnets/nowhere"}}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/nowhere"}}),
        Broken("RoleAssignment", {"scope": f"/subscriptions/{UNKNOWN_GUID}"}),
        Broken("RoleAssignment", {"scope": f"{site.GROUP}-nowhere"}),
        Broken("RoleAssignment", {"scope": f"{ACCOUNT}/blobServices/default/containers/nowhere"}, "update"),
    ],
    "azure-still-needed": [Broken("DataCollectionEndpoint", step="delete")],
    "azure-connection": [
        Broken("PrivateEndpoint", {"privateLinkServiceConnections": None}),
        Broken("PrivateEndpoint", {"subnet": None}),
        Broken("PrivateEndpoint", {"privateLinkServiceConnections": [{"name": "c", "groupIds": ["blob"]}]}),
        Broken("PrivateEndpoint", {"manualPrivateLinkServiceConnections": [{"name": "m"}]}),
    ],
    "azure-sub-resource": [
        Broken("PrivateEndpoint", connection(SCOPE, "prometheusMetrics")),
        Broken("PrivateEndpoint", connection(WORKSPACE, None)),
        Broken("PrivateEndpoint", connection(ENDPOINT, "metrics")),
    ],
    "azure-endpoint-target": [
        Broken("PrivateEndpoint", connection(WORKSPACE, "prometheusMetrics"), "update"),
    ],
    "azure-endpoint-subscription": [
        Broken(
            "PrivateEndpoint",
            {"subnet": {"id": f"{site.FOREIGN}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"}},
        )
    ],
    "azure-endpoint-region": [
        Broken("PrivateEndpoint", {"location": "northeurope"}),
        Broken("PrivateEndpoint", {"subnet": {"id": f"{site.NETWORKS}/north/subnets/endpoints"}}),
    ],
    "azure-subnet-size": [
        Broken("PrivateEndpoint", {"subnet": {"id": SMALL}, **connection(SCOPE, "azuremonitor")}),
    ],
    "azure-scoped-nothing": [Broken("PrivateLinkScopedResource", {"linkedResourceId": None})],
    "azure-scoped-member": [Broken("PrivateLinkScopedResource", {"linkedResourceId": WORKSPACE})],
    "azure-scoped-target": [Broken("PrivateLinkScopedResource", {"linkedResourceId": site.LOGS}, "update")],
    "azure-scoped-twice": [
        Broken("PrivateLinkScopedResource", {"linkedResourceId": ENDPOINT}),
        Broken("PrivateLinkScopedResource", {"linkedResourceId": ENDPOINT.upper().replace("/PROVIDERS", "/providers")}),
    ],
    "azure-zone-linked-twice": [
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/vnet"}}),
    ],
    "azure-link-network": [
        Broken("VirtualNetworkLink", {"virtualNetwork": None}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/north"}}, "update"),
    ],
    "azure-zone-group-size": [
        Broken("PrivateDnsZoneGroup", zones(6)),
        Broken("PrivateDnsZoneGroup", zones(6), "update"),
    ],
    "azure-second-zone-group": [
        Broken("PrivateDnsZoneGroup", {"privateEndpointName": "pe", "privateDnsZoneGroupName": "other"})
    ],
    "azure-rule-region": [Broken("DataCollectionRule", {"location": "northeurope"})],
    "azure-flow-destination": [
        Broken("DataCollectionRule", flow(PUBLISHED[0], "undeclared")),
        Broken("DataCollectionRule", {"destinations": None}),
    ],
    "azure-stream": [
        Broken("DataCollectionRule", flow("Microsoft-PrometheusMetric", "w")),
        Broken("DataCollectionRule", {"dataSources": {"extensions": [{"extensionName": "e", "streams": ["Nothing"]}]}}),
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
    "azure-client-id": [Broken("RoleAssignment", {"principalId": "the client id"})],
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
}
CASES = [pytest.param(row, broken, id=f"{row}-{n}") for row, all_ in BROKEN.items() for n, broken in enumerate(all_)]


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    return site.open_azure(tmp_path)


def answering(azure: AzureNative, step: Step, token: str, inputs: dict[str, Any], old: Object | None) -> list[str]:
    """Names of the rows that refuse a request, each asked by itself."""
    id_ = old.id if old else azure.make_id(token, inputs)
    request = Request(step, token, id_, inputs, old, azure.cloud, azure.cloud.world, azure.config)
    asked = [rule for rule in RULES.rules if step in rule.steps and (not rule.types or token in rule.types)]
    return [rule.name for rule in asked if rule.check(request)]


def test_every_row_is_broken_by_a_test() -> None:
    assert [rule.name for rule in RULES.rules] == list(BROKEN)


@pytest.mark.parametrize("short", site.ORDER)
def test_a_valid_request_passes_every_row(azure: AzureNative, short: str) -> None:
    first = site.build(azure)[short]
    second = site.second(short, azure)

    assert answering(azure, "create", first.token, second, None) == []
    assert answering(azure, "update", first.token, {**first.inputs, "tags": {"a": "b"}}, first) == []
    made = azure.create(first.token, second)
    assert answering(azure, "delete", made.token, made.inputs, made) == []


@pytest.mark.parametrize(("row", "broken"), CASES)
def test_a_broken_request_is_refused_by_that_row_alone(azure: AzureNative, row: str, broken: Broken) -> None:
    first = site.build(azure)[broken.short]
    for n in range(broken.more):
        name = {"federatedIdentityCredentialResourceName": f"more-{n}", "subject": f"more-{n}"}
        azure.create(first.token, {**site.inputs(broken.short, azure, second=True), **name})
    valid = site.second(broken.short, azure) if broken.step == "create" else first.inputs
    identity = next(azure.cloud.of(site.token("UserAssignedIdentity")))
    change = {k: identity.outputs["clientId"] if v == "the client id" else v for k, v in broken.change.items()}
    inputs = {key: value for key, value in {**valid, **change}.items() if value is not None}
    azure.config |= broken.config

    refuses = answering(azure, broken.step, first.token, inputs, None if broken.step == "create" else first)

    assert refuses == [row]
    act = {
        "create": lambda: azure.create(first.token, inputs),
        "update": lambda: azure.update(first, inputs),
        "delete": lambda: azure.delete(first),
    }[broken.step]
    with pytest.raises(Refused, match=rf" \[{row}\]$"):
        act()
