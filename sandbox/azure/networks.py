"""What Azure answers of the virtual networks of the world."""

from collections.abc import Mapping
from typing import Any

from sandbox.azure.regions import normal

TYPE = "Microsoft.Network/virtualNetworks"


def answer(id_: str, name: str, network: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a network. The world says no more of its address space than its subnets take."""
    subnets = {str(subnet): str(cidr) for subnet, cidr in network["subnets"].items()}
    return {
        "id": id_,
        "name": name,
        "type": TYPE,
        "location": normal(str(network["location"])),
        "addressSpace": {"addressPrefixes": [*subnets.values()]},
        "subnets": [_subnet(f"{id_}/subnets/{subnet}", subnet, cidr) for subnet, cidr in subnets.items()],
        "provisioningState": "Succeeded",
    }


def _subnet(id_: str, name: str, cidr: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "type": f"{TYPE}/subnets",
        "addressPrefix": cidr,
        "provisioningState": "Succeeded",
    }
