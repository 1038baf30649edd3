"""What clouds and clusters answer a program under the recording monitor: ids, addresses, and who is there already."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.mocks import MockResourceArgs

from tests.recorder import Answers, LookUps
from tests.stack.others import existing_amp_workspace, existing_monitor_workspace, read

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


def _aks(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if arguments["resourceGroupName"] == "rg-missing":
        raise LookupError(f"managed cluster {arguments['resourceName']} was not found")
    return {
        "oidcIssuerProfile": {"enabled": True, "issuerURL": AKS_ISSUER},
        "securityProfile": {"workloadIdentity": {"enabled": arguments["resourceGroupName"] != "rg-keys"}},
    }


LOOK_UPS: LookUps = {
    "pulumi:pulumi:readStackOutputs": read,
    "azure-native:containerservice:getManagedCluster": _aks,
    "azure-native:monitor:getAzureMonitorWorkspace": existing_monitor_workspace,
    "aws:amp/getWorkspace:getWorkspace": existing_amp_workspace,
    "aws:eks/getCluster:getCluster": {"identities": [{"oidcs": [{"issuer": EKS_ISSUER}]}]},
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer"
    },
}
