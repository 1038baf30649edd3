"""What Azure answers of the AKS clusters of the world."""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.azure.regions import normal

TYPE = "Microsoft.ContainerService/managedClusters"


def answer(id_: str, group: str, name: str, cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a cluster."""
    location = normal(str(cluster["location"]))
    issuer = {"issuerURL": _issuer(location, group, name)} if cluster["oidcIssuer"] else {}
    return {
        "id": id_,
        "name": name,
        "type": TYPE,
        "location": location,
        "nodeResourceGroup": f"MC_{group}_{name}_{location}",
        "oidcIssuerProfile": {"enabled": cluster["oidcIssuer"], **issuer},
        "securityProfile": {"workloadIdentity": {"enabled": cluster["workloadIdentity"]}},
    }


def _issuer(location: str, group: str, name: str) -> str:
    tenant = uuid.uuid5(uuid.NAMESPACE_DNS, "tenant")
    cluster = uuid.uuid5(uuid.NAMESPACE_DNS, f"{group}/{name}".lower())
    return f"https://{location}.oic.prod-aks.azure.com/{tenant}/{cluster}/"
