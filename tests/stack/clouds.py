"""What clouds and clusters answer a program under the recording monitor: ids, addresses, and who is there already."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.mocks import MockResourceArgs

from tests.recorder import Answers, LookUps
from tests.stack.others import HUB_SUBSCRIPTION, TENANT, existing_amp_workspace, existing_monitor_workspace, read

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
ACCOUNT = "123456789012"
REGION = "eu-west-1"
PASSWORD = "a-password-that-the-stack-has-made-itself"
INGRESS_ADDRESS = "203.0.113.7"
AKS_ISSUER = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/"
EKS_ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/CLUSTER"
CLIENT_ID = "client-of-{name}"
GRAFANAS_PRINCIPAL = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
"""Principal of the identity of Managed Grafanas that exist already."""

_AZURE: dict[str, dict[str, Any]] = {
    "AzureMonitorWorkspace": {"metrics": {"prometheusQueryEndpoint": "https://query.example.com"}},
    "DataCollectionEndpoint": {
        "metricsIngestion": {"endpoint": "https://ingestion.example.com"},
        "configurationAccess": {"endpoint": "https://configuration.example.com"},
    },
    "DataCollectionRule": {"immutableId": "dcr-0123456789abcdef"},
    "Grafana": {
        "identity": {"type": "SystemAssigned", "principalId": "principal-of-grafana", "tenantId": "t"},
        "properties": {"endpoint": "https://own.grafana.example.com"},
    },
    "UserAssignedIdentity": {"clientId": CLIENT_ID, "principalId": "principal-of-{name}"},
}
_AWS: dict[str, dict[str, Any]] = {
    "Workspace": {
        "id": "ws-{name}",
        "arn": f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/ws-{{name}}",
        "prometheusEndpoint": f"https://aps-workspaces.{REGION}.amazonaws.com/workspaces/ws-{{name}}/",
    },
    "LogGroup": {"arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{{name}}"},
    "Topic": {"arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:{{name}}"},
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
        "location": "westeurope",
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


def _grafana(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    group, name = arguments["resourceGroupName"], arguments["workspaceName"]
    if group == "rg-missing":
        raise LookupError(f"The Resource 'Microsoft.Dashboard/grafana/{name}' under '{group}' was not found.")
    given = {"/identity": {"principalId": "principal-given", "clientId": "client-given"}}
    identities: dict[str, Any] = {
        "nobody": {"type": "None"},
        "given": {"type": "UserAssigned", "userAssignedIdentities": given},
    }
    return {
        "id": f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Dashboard/grafana/{name}",
        "location": "North Europe",
        "sku": {"name": "Essential" if name == "small" else "Standard"},
        "identity": identities.get(name, {"type": "SystemAssigned", "principalId": GRAFANAS_PRINCIPAL}),
        "properties": {"endpoint": f"https://{name}.grafana.example.com"},
    }


def _oidc_provider(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """IAM knows the EKS cluster's issuer, and no other."""
    if arguments["url"] != EKS_ISSUER:
        raise LookupError(f"finding IAM OIDC Provider by url ({arguments['url']}): not found")
    return {"arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer", "clientIdLists": ["sts.amazonaws.com"]}


def _vpc(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    on = arguments["id"] != "vpc-00000000"
    return {"id": arguments["id"], "enableDnsSupport": on, "enableDnsHostnames": on}


HUB_NETWORK = f"{_AZURE_GROUPS}/rg-hub/providers/Microsoft.Network/virtualNetworks/hub"
"""Where the private endpoint of every private link scope is that exists already, but for that of the scope `here`."""


def _zone(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if arguments["resourceGroupName"] == "rg-missing":
        raise LookupError(f"zone {arguments['privateZoneName']} was not found")
    return {"numberOfVirtualNetworkLinks": 0.0 if arguments["resourceGroupName"] == "rg-unlinked" else 2.0}


def _scope(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """A scope with one private endpoint of its own name."""
    name = arguments["scopeName"]
    if arguments["resourceGroupName"] == "rg-missing":
        raise LookupError(f"scope {name} was not found")
    endpoint = (
        f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/{name}"
    )
    status = "Pending" if name == "pending" else "Approved"
    connection = {"privateEndpoint": {"id": endpoint}, "privateLinkServiceConnectionState": {"status": status}}
    return {"privateEndpointConnections": [] if name == "lonely" else [connection]}


def _endpoint(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    name = arguments["privateEndpointName"]
    if name == "hidden":
        raise LookupError(f"not authorised to read {name}")
    there = f"{_AZURE_GROUPS}/rg-network/providers/Microsoft.Network/virtualNetworks/vnet"
    return {"subnet": {"id": f"{there if name == 'here' else HUB_NETWORK}/subnets/endpoints"}}


def _identity(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    name = arguments["resourceName"]
    if name == "missing":
        raise LookupError("identity missing was not found")
    tenant = "others-tenant" if name == "others" else TENANT
    return {"clientId": f"client-of-{name}", "principalId": f"principal-of-{name}", "tenantId": tenant}


LOOK_UPS: LookUps = {
    "azure-native:monitor:getPrivateLinkScope": _scope,
    "azure-native:network:getPrivateEndpoint": _endpoint,
    "azure-native:privatedns:getPrivateZone": _zone,
    "pulumi:pulumi:readStackOutputs": read,
    "azure-native:containerservice:getManagedCluster": _aks,
    "azure-native:managedidentity:getUserAssignedIdentity": _identity,
    "azure-native:monitor:getAzureMonitorWorkspace": existing_monitor_workspace,
    "azure-native:network:getVirtualNetwork": _network,
    "azure-native:dashboard:getGrafana": _grafana,
    "aws:amp/getWorkspace:getWorkspace": existing_amp_workspace,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:eks/getCluster:getCluster": {"identities": [{"oidcs": [{"issuer": EKS_ISSUER}]}]},
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": _oidc_provider,
}
