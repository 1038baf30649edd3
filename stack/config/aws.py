"""The section `aws`."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from stack.config.model import Model
from stack.config.values import AccountId, AwsRegion, AwsSubnetId, Cidr, Distinct, VpcId
from stack.platform import Platform

AMP_SERVICE = "aps-workspaces"
"""The last part of the name of AMP's service of metrics in PrivateLink."""


class VpcEndpoint(Model):
    """The network that AMP is reached from. Everything in the VPC then reaches AMP this way: of several stacks in one
    VPC one makes the endpoints, and the others say `existing`."""

    vpc_id: VpcId = Field(description="VPC of the endpoint.")
    subnet_ids: Annotated[list[AwsSubnetId], Distinct] = Field(
        min_length=1, description="One subnet per availability zone."
    )
    allowed_cidrs: Annotated[list[Cidr], Distinct] = Field(
        min_length=1, description="Addresses that may connect, usually the VPC's own."
    )
    services: Annotated[list[Literal["aps-workspaces", "sts"]], Distinct] = Field(
        default=[AMP_SERVICE],
        min_length=1,
        description="`sts` too where the network has no way to the internet: tokens are exchanged there.",
    )
    accounts: Annotated[list[AccountId], Distinct] = Field(
        default=[],
        description="Other accounts whose principals work in the VPC: nobody else's pass the endpoints, and nothing "
        "in the VPC has another way.",
    )


def _form(value: Any) -> str:
    return "<map>" if isinstance(value, dict | VpcEndpoint) else "<word>"


VpcEndpointOrWord = Annotated[
    Annotated[VpcEndpoint, Tag("<map>")] | Annotated[Literal["existing"], Tag("<word>")], Discriminator(_form)
]


class AwsSection(Model):
    """Where AWS resources are made."""

    region: AwsRegion = Field(
        description="Region, such as `eu-west-1`. Cannot be changed while stores are there: all would be replaced, and "
        "metrics lost; where data is protected that is refused."
    )
    account_id: AccountId = Field(description="Account; credentials of any other account are refused.")
    oidc_provider: Literal["auto", "existing", "create"] = Field(
        default="auto",
        description="IAM's provider for the cluster's issuer, of which an account has one. `existing`: it has to be "
        "there. `create`: taken over where it is there, else made; it stays in the account when the stack goes. `auto` "
        "is `existing` for `eks`, else `create`.",
    )
    vpc_endpoint: VpcEndpointOrWord | None = Field(
        default=None,
        description="Reaches every workspace over PrivateLink; over the internet when left out. `existing`: the VPC of "
        "the cluster has endpoints of both services already, and this stack makes none.",
    )

    @property
    def private_services(self) -> list[str]:
        """Services that the cluster reaches through VPC endpoints."""
        match self.vpc_endpoint:
            case None:
                return []
            case VpcEndpoint(services=services):
                return [*services]
            case _:
                return [AMP_SERVICE, "sts"]

    def creates_oidc_provider(self, platform: Platform) -> bool:
        return self.oidc_provider == "create" or (self.oidc_provider == "auto" and not platform.oidc_provider_exists)
