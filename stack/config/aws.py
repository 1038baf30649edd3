"""The section `aws`."""

from typing import Annotated, Literal

from pydantic import Field

from stack.config.model import Model
from stack.config.values import AccountId, AwsRegion, AwsSubnetId, Cidr, Distinct, VpcId
from stack.platform import Platform


class VpcEndpoint(Model):
    """The network that AMP is reached from. Everything in the VPC then reaches AMP this way; one stack per VPC."""

    vpc_id: VpcId = Field(description="VPC of the endpoint.")
    subnet_ids: Annotated[list[AwsSubnetId], Distinct] = Field(
        min_length=1, description="One subnet per availability zone."
    )
    allowed_cidrs: Annotated[list[Cidr], Distinct] = Field(
        min_length=1, description="Addresses that may connect, usually the VPC's own."
    )
    services: Annotated[list[Literal["aps-workspaces", "sts"]], Distinct] = Field(
        default=["aps-workspaces"],
        min_length=1,
        description="`sts` too where the network has no way to the internet: tokens are exchanged there.",
    )


class AwsSection(Model):
    """Where AWS resources are made."""

    region: AwsRegion = Field(description="Region, such as `eu-west-1`.")
    account_id: AccountId = Field(description="Account; credentials of any other account are refused.")
    oidc_provider: Literal["auto", "existing", "create"] = Field(
        default="auto",
        description="IAM's provider for the cluster's issuer, of which an account has one. `existing`: it has to be "
        "there. `create`: taken over where it is there, else made; it stays in the account when the stack goes. `auto` "
        "is `existing` for `eks`, else `create`.",
    )
    vpc_endpoint: VpcEndpoint | None = Field(
        default=None, description="Reaches every workspace over PrivateLink; over the internet when left out."
    )

    def creates_oidc_provider(self, platform: Platform) -> bool:
        return self.oidc_provider == "create" or (self.oidc_provider == "auto" and not platform.oidc_provider_exists)
