"""The section `azure`."""

from pydantic import Field

from stack.config.model import Model
from stack.config.private_link import PrivateLink
from stack.config.sign_in import SignIn
from stack.config.values import AzureLocation, Guid, ResourceGroup


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
    sign_in: SignIn = Field(
        default=SignIn(), description="How the cluster's Prometheus signs in to Azure Monitor, and as whom."
    )
