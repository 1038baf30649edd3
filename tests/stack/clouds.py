"""What clouds and clusters answer a program under the recording monitor: ids, addresses, and who is there already."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.mocks import MockResourceArgs

from tests.recorder import Answers

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
TENANT = "22222222-2222-4222-8222-222222222222"
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
}
_NETWORK = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet"
NETWORK_REGION = "northeurope"
"""Region of every network in Azure: another one than the stores'."""
LOOK_UPS: dict[str, dict[str, Any]] = {
    "azure-native:containerservice:getManagedCluster": {
        "id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c",
        "nodeResourceGroup": "MC_rg_c_westeurope",
        "agentPoolProfiles": [{"name": "system", "vnetSubnetID": f"{_NETWORK}/subnets/nodes"}],
        "oidcIssuerProfile": {"enabled": True, "issuerURL": AKS_ISSUER},
        "securityProfile": {"workloadIdentity": {"enabled": True}},
    },
    "azure-native:network:getVirtualNetwork": {
        "location": NETWORK_REGION,
        "subnets": [{"name": name, "addressPrefix": "10.0.0.0/27"} for name in ("endpoints", "other")],
    },
    "aws:eks/getCluster:getCluster": {"identities": [{"oidcs": [{"issuer": EKS_ISSUER}]}]},
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer"
    },
}
