"""What clouds and clusters answer a program under the recording monitor: ids, addresses, and who is there already."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.mocks import MockResourceArgs

from tests.recorder import Answers, LookUps
from tests.stack.others import TENANT, existing_amp_workspace, existing_monitor_workspace, read

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
ACCOUNT = "123456789012"
REGION = "eu-west-1"
PASSWORD = "a-password-that-the-stack-has-made-itself"
INGRESS_ADDRESS = "203.0.113.7"
AKS_ISSUER = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/"
EKS_ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/CLUSTER"
CLIENT_ID = "client-of-{name}"

_AZURE: dict[str, dict[str, Any]] = {
    "AzureMonitorWorkspace": {"metrics": {"prometheusQueryEndpoint": "https://query.example.com"}},
    "DataCollectionEndpoint": {"metricsIngestion": {"endpoint": "https://ingestion.example.com"}},
    "DataCollectionRule": {"immutableId": "dcr-0123456789abcdef"},
    "UserAssignedIdentity": {"clientId": CLIENT_ID, "principalId": "principal-of-{name}"},
}
_AWS: dict[str, dict[str, Any]] = {
    "Workspace": {
        "id": "ws-{name}",
        "arn": f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/ws-{{name}}",
        "prometheusEndpoint": f"https://aps-workspaces.{REGION}.amazonaws.com/workspaces/ws-{{name}}/",
    },
    "Role": {"arn": f"arn:aws:iam::{ACCOUNT}:role/{{name}}"},
    "OpenIdConnectProvider": {"arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer"},
}


def _azure(args: MockResourceArgs) -> Mapping[str, Any]:
    _, module, type_ = args.typ.split(":")
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{args.inputs.get('resourceGroupName')}"
    scope = args.inputs.get("scope", group)
    return {"id": f"{scope}/providers/Microsoft.{module}/{type_}/{{name}}", **_AZURE.get(type_, {})}


def _aws(args: MockResourceArgs) -> Mapping[str, Any]:
    return _AWS.get(args.typ.rpartition(":")[2], {})


def _service(args: MockResourceArgs) -> Mapping[str, Any]:
    """A Service that is read has the address of its load balancer."""
    return {"status": {"loadBalancer": {"ingress": [{"ip": INGRESS_ADDRESS}]}}} if args.resource_id else {}


RESOURCES: Answers = {
    "azure-native": _azure,
    "aws": _aws,
    "random:index/randomPassword:RandomPassword": {"result": PASSWORD},
    "random:index/randomString:RandomString": {"result": "saltsalt"},
    "kubernetes:core/v1:Service": _service,
    "pulumi:pulumi:StackReference": lambda args: read({"name": args.resource_id}),
}
_AZURE_GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
NETWORK_REGION = "northeurope"
"""Region of every network in Azure: another one than the stores'."""
SUBNETS = {"endpoints": "10.0.0.0/27", "other": "10.0.1.0/27", "tiny": "10.0.2.0/28"}
"""Subnets of every network in Azure."""


def _aks(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every cluster is in the network `vnet`."""
    group, name = arguments["resourceGroupName"], arguments["resourceName"]
    if group == "rg-missing":
        raise LookupError(f"managed cluster {name} was not found")
    nodes = f"{_AZURE_GROUPS}/rg-network/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes"
    return {
        "id": f"{_AZURE_GROUPS}/{group}/providers/Microsoft.ContainerService/managedClusters/{name}",
        "nodeResourceGroup": f"MC_{group}_{name}_westeurope",
        "agentPoolProfiles": [{"name": "system", "vnetSubnetID": nodes}],
        "identityProfile": {"kubeletidentity": {"clientId": "kubelets-client", "objectId": "kubelets-principal"}},
        "oidcIssuerProfile": {"enabled": True, "issuerURL": AKS_ISSUER},
        "securityProfile": {"workloadIdentity": {"enabled": group != "rg-keys"}},
    }


def _network(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if arguments["virtualNetworkName"] == "missing":
        raise LookupError("virtual network missing was not found")
    subnets = [{"name": name, "addressPrefix": prefix} for name, prefix in SUBNETS.items()]
    return {"location": NETWORK_REGION, "subnets": subnets}


def _identity(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    name = arguments["resourceName"]
    if name == "missing":
        raise LookupError("identity missing was not found")
    tenant = "others-tenant" if name == "others" else TENANT
    return {"clientId": f"client-of-{name}", "principalId": f"principal-of-{name}", "tenantId": tenant}


LOOK_UPS: LookUps = {
    "pulumi:pulumi:readStackOutputs": read,
    "azure-native:containerservice:getManagedCluster": _aks,
    "azure-native:managedidentity:getUserAssignedIdentity": _identity,
    "azure-native:monitor:getAzureMonitorWorkspace": existing_monitor_workspace,
    "azure-native:network:getVirtualNetwork": _network,
    "aws:amp/getWorkspace:getWorkspace": existing_amp_workspace,
    "aws:eks/getCluster:getCluster": {"identities": [{"oidcs": [{"issuer": EKS_ISSUER}]}]},
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer"
    },
}
