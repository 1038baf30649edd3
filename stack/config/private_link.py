"""The key `azure.privateLink`."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.private_dns import Dns, GivenZones
from stack.config.values import DistinctIds, PrivateLinkScopeId, SubnetId, VirtualNetworkId


class PrivateLink(Model):
    """The subnet that private endpoints are made in. At least /27 for Azure Monitor."""

    subnet_id: SubnetId = Field(
        description="ARM id of the subnet. Private endpoints are made in the region and the subscription of its "
        "network, and where that is not `azure.subscriptionId`, in the network's resource group. Unless `dns` says "
        "otherwise, the private DNS zones of the stores are made in `azure.resourceGroup` and linked to the network, "
        "which must have none of them yet: one stack per network. Stores that are written to move to another subnet "
        "while `publicAccess` is `open`: links go while records are written anew."
    )
    networks: Annotated[list[VirtualNetworkId], DistinctIds] = Field(
        default=[],
        description="ARM ids of other virtual networks that resolve through the zones: those of the cluster and of "
        "other writers, peered with the subnet's, without zones of these names.",
    )
    dns: Dns = Field(
        default="create",
        description="Whose the private DNS zones are. `create`: made here. `none`: records are somebody else's "
        "business, an Azure Policy's for example; private endpoints are made, and names lead to closed doors until "
        "their records are there. `{zones: …}`: those of somebody else receive the records. A network has one zone of "
        "a name, linked by who owns it: where stores are written to, a change of this loses samples until the names "
        "lead to open doors again. Least where `privateLink` is left out first, then the owner links the network, then "
        "it is said again.",
    )
    missing_names: Literal["fail", "public"] = Field(
        default="fail",
        description="What a name is that the zones made here do not hold, such as that of somebody else's store. "
        "`fail` denies it, and who writes there tries again. `public` looks it up publicly: a store of others whose "
        "private endpoint is elsewhere stays reachable, and where the record of a closed store is missing, samples "
        "meet a closed door and are dropped.",
    )
    scope: PrivateLinkScopeId | None = Field(
        default=None,
        description="ARM id of a private link scope that exists already, in any subscription of the tenant: stores of "
        "Azure Monitor become members of it. Its access modes stay its owner's. Networks that share DNS can have one "
        "scope only; one is made when left out.",
    )
    scope_endpoint: Literal["create", "existing"] = Field(
        default="create",
        description="Whether `scope` gets a private endpoint in the subnet. `existing`: one leads there already, into "
        "whose zones Azure writes the records of new members, which can take minutes; of the zones only those of "
        "queries and blobs are needed then.",
    )
    public_access: Literal["closed", "open"] = Field(
        default="closed",
        description="Whether stores keep their public doors beside the private ones. `open` is for the first of two "
        "updates where stores that are written to become private: names lead privately with the first, doors close "
        "with the second, when this is left out again. In one update they would close before names lead elsewhere.",
    )
    access_mode: Literal["open", "private-only"] = Field(
        default="open",
        description="What the scope that is made here lets through beside its members. `private-only` cuts every "
        "resource of Azure Monitor outside of it off, of any subscription and tenant, from all networks that share the "
        "DNS.",
    )

    @property
    def virtual_network_id(self) -> str:
        """ARM id of the subnet's network."""
        return self.subnet_id.rpartition("/subnets/")[0]

    @property
    def given_zones(self) -> Mapping[str, str]:
        """ARM id of each zone of somebody else, by its name."""
        return self.dns.zones if isinstance(self.dns, GivenZones) else {}

    @property
    def makes_scope_endpoint(self) -> bool:
        """Whether a private endpoint leads from the subnet to a private link scope, made here or not."""
        return self.scope is None or self.scope_endpoint == "create"

    @property
    def linked_network_ids(self) -> list[str]:
        """ARM ids of every network that resolves through the zones."""
        return [self.virtual_network_id, *self.networks]

    @model_validator(mode="after")
    def _others(self) -> "PrivateLink":
        if self.virtual_network_id.lower() in (network.lower() for network in self.networks):
            raise ValueError("networks: must not name the network of subnetId, which is linked without being named")
        return self
