"""What Azure answers of the AKS clusters of the world."""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.azure.regions import normal

TYPE = "Microsoft.ContainerService/managedClusters"


def answer(id_: str, name: str, cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a cluster."""
    location, group = normal(str(cluster["location"])), id_.split("/")[4]
    issuer = {"issuerURL": _issuer(location, group, name)} if cluster["oidcIssuer"] else {}
    return {
        "id": id_,
        "name": name,
        "type": TYPE,
        "location": location,
        "nodeResourceGroup": f"MC_{group}_{name}_{location}",
        "oidcIssuerProfile": {"enabled": cluster["oidcIssuer"], **issuer},
        "securityProfile": {"workloadIdentity": {"enabled": cluster["workloadIdentity"]}},
        "agentPoolProfiles": [_pool(cluster.get("subnet"))],
        **_monitoring(cluster),
        "identityProfile": {"kubeletidentity": one} if (one := kubelet(id_, cluster)) else {},
    }


def kubelet(id_: str, cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The identity of the cluster's nodes; nothing where it runs as a service principal (`kubeletIdentity: false`).
    https://learn.microsoft.com/azure/aks/use-managed-identity"""
    if not cluster.get("kubeletIdentity", True):
        return {}
    location, (*_, group, _, _, _, name) = normal(str(cluster["location"])), id_.lower().split("/")
    subscription, identity = id_.lower().partition("/resourcegroups/")[0], f"{name}-agentpool"
    nodes = f"{subscription}/resourcegroups/mc_{group}_{name}_{location}"
    return {
        "resourceId": f"{nodes}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{identity}",
        "clientId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{id_.lower()}/kubelet/client")),
        "objectId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{id_.lower()}/kubelet/object")),
    }


def _monitoring(cluster: Mapping[str, Any]) -> dict[str, Any]:
    """Its add-ons that run Azure's agent: of an add-on that was never on the service says nothing."""
    metrics = {"azureMonitorProfile": {"metrics": {"enabled": True}}} if cluster.get("metrics") else {}
    if "containerInsights" not in cluster:
        return metrics
    config = {"useAADAuth": str(cluster["containerInsights"] == "managed-identity").lower()}
    return {**metrics, "addonProfiles": {"omsagent": {"enabled": True, "config": config, "identity": {}}}}


def _pool(subnet: str | None) -> dict[str, Any]:
    """The pool of nodes: it names a subnet where AKS has not made the network itself."""
    return {
        "name": "system",
        "mode": "System",
        "count": 3,
        "osType": "Linux",
        "provisioningState": "Succeeded",
        **({"vnetSubnetID": subnet} if subnet else {}),
    }


def _issuer(location: str, group: str, name: str) -> str:
    tenant = uuid.uuid5(uuid.NAMESPACE_DNS, "tenant")
    cluster = uuid.uuid5(uuid.NAMESPACE_DNS, f"{group}/{name}".lower())
    return f"https://{location}.oic.prod-aks.azure.com/{tenant}/{cluster}/"
