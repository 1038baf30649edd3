"""The section `azure`."""

from typing import Literal

from pydantic import Field

from components.azure.clouds import AzureCloud, azure_cloud, prometheus_word
from stack.config.collection import Collection
from stack.config.grafana import OwnGrafana
from stack.config.model import Model
from stack.config.private_link import PrivateLink
from stack.config.sign_in import SignIn
from stack.config.values import AzureLocation, Guid, ResourceGroup


class AzureSection(Model):
    """Where Azure resources are made."""

    cloud: Literal["public", "usgovernment", "china"] = Field(
        default="public",
        description="Azure's cloud; decides names, audiences and who signs in. In `china` nothing can be private: no "
        "source names the zones. Cannot be changed: subscriptions are of one cloud.",
    )
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
    collection: Collection | None = Field(
        default=None, description="What Azure's own agent collects in the AKS cluster; nothing when left out."
    )
    grafana: OwnGrafana | None = Field(
        default=None, description="A Managed Grafana for the backends that say `grafana: own`."
    )

    @property
    def keeps_public_doors(self) -> bool:
        """Whether stores of its network are reached publicly too."""
        return bool(self.private_link and self.private_link.public_access == "open")

    @property
    def has_private_logs(self) -> bool:
        """Whether the stack builds a workspace of logs that its network alone leads to."""
        return bool(self.private_link and self.collection and self.collection.container_insights)

    @property
    def cloud_name(self) -> str:
        """Prometheus' word for the cloud, which the contracts use."""
        return prometheus_word(self.cloud)

    @property
    def cloud_record(self) -> AzureCloud:
        return azure_cloud(self.cloud_name)
