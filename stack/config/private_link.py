"""The key `azure.privateLink`."""

from typing import Annotated

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.values import DistinctIds, SubnetId, VirtualNetworkId


class PrivateLink(Model):
    """The subnet that private endpoints are made in. At least /27 for Azure Monitor."""

    subnet_id: SubnetId = Field(
        description="ARM id of the subnet. Private endpoints are made in the region and the subscription of its "
        "network, and where that is not `azure.subscriptionId`, in the network's resource group. The private DNS zones "
        "of the stores are made in `azure.resourceGroup` and linked to the network, which must have none of them yet: "
        "one stack per network."
    )
    networks: Annotated[list[VirtualNetworkId], DistinctIds] = Field(
        default=[],
        description="ARM ids of other virtual networks that resolve through the zones: those of the cluster and of "
        "other writers, peered with the subnet's, without zones of these names.",
    )

    @property
    def virtual_network_id(self) -> str:
        """ARM id of the subnet's network."""
        return self.subnet_id.rpartition("/subnets/")[0]

    @property
    def linked_network_ids(self) -> list[str]:
        """ARM ids of every network that resolves through the zones."""
        return [self.virtual_network_id, *self.networks]

    @model_validator(mode="after")
    def _others(self) -> "PrivateLink":
        if self.virtual_network_id.lower() in (network.lower() for network in self.networks):
            raise ValueError("networks: must not name the network of subnetId, which is linked without being named")
        return self
