"""What Azure answers of the AKS clusters of the world."""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.azure import arm
from sandbox.azure.regions import normal
from sandbox.cloud import Refused
from sandbox.world import World

_TYPE = "Microsoft.ContainerService/managedClusters"


def answer(args: Mapping[str, Any], config: Mapping[str, Any], world: World) -> dict[str, Any]:
    """The cluster of `resourceGroupName` and `resourceName`. Raises Refused where one of them does not exist."""
    group, name = str(args.get("resourceGroupName")), str(args.get("resourceName"))
    group_id = arm.group_id(arm.subscription(config, world), group)
    if world.find("azure", "resourceGroups", group_id) is None:
        raise Refused(f"404 ResourceGroupNotFound: Resource group '{group}' could not be found.")
    id_ = f"{group_id}/providers/{_TYPE}/{name}"
    cluster = world.find("azure", "managedClusters", id_)
    if cluster is None:
        raise Refused(
            f"404 ResourceNotFound: The Resource '{_TYPE}/{name}' under resource group '{group}' was not found."
        )
    location = normal(str(cluster["location"]))
    issuer = {"issuerURL": _issuer(location, group, name)} if cluster["oidcIssuer"] else {}
    return {
        "id": id_,
        "name": name,
        "type": _TYPE,
        "location": location,
        "nodeResourceGroup": f"MC_{group}_{name}_{location}",
        "oidcIssuerProfile": {"enabled": cluster["oidcIssuer"], **issuer},
        "securityProfile": {"workloadIdentity": {"enabled": cluster["workloadIdentity"]}},
    }


def _issuer(location: str, group: str, name: str) -> str:
    tenant = uuid.uuid5(uuid.NAMESPACE_DNS, "tenant")
    cluster = uuid.uuid5(uuid.NAMESPACE_DNS, f"{group}/{name}".lower())
    return f"https://{location}.oic.prod-aks.azure.com/{tenant}/{cluster}/"
