"""The section `azure`."""

from typing import Annotated

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.values import AzureLocation, DistinctIds, Guid, ResourceGroup, SubnetId, VirtualNetworkId


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


class AzureSection(Model):
    """Where Azure resources are made."""

    subscription_id: Guid = Field(
        description="Subscription of every Azure resource of the stack, but for private endpoints in a network of "
        "another one."
    )
    tenant_id: Guid = Field(description="Entra tenant of the identities.")
    location: AzureLocation = Field(
        description="Region, such as `westeurope`. Cannot be changed: what is there has to be destroyed first."
    )
    resource_group: ResourceGroup = Field(
        description="An existing resource group. With `privateLink` it cannot be changed while stores are there: a "
        "network has its zones once."
    )
    private_link: PrivateLink | None = Field(
        default=None,
        description="Makes every store in Azure private; they are reachable with authentication when left out.",
    )
