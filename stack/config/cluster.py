"""The section `cluster`."""

from pydantic import Field

from stack.config.model import Model
from stack.config.values import Cluster, Guid, HttpsUrl, ResourceGroup, StorageClass
from stack.platform import PLATFORMS, ClusterKind, Platform


class ClusterSection(Model):
    """The Kubernetes cluster that is monitored, and what makes its service account tokens trusted."""

    name: Cluster = Field(
        description="Name of the cluster: its `cluster` label in every store, and its name in AKS or EKS."
    )
    kind: ClusterKind = Field(
        description="Platform; decides who injects tokens and which control plane can be scraped."
    )
    context: str = Field(min_length=1, description="Context in the kubeconfig.")
    storage_class: StorageClass | None = Field(
        default=None, description="Class of every volume; the cluster's default class when left out."
    )
    resource_group: ResourceGroup | None = Field(default=None, description="Resource group of an AKS cluster.")
    subscription_id: Guid | None = Field(
        default=None, description="Subscription of an AKS cluster; `azure.subscriptionId` when left out."
    )
    oidc_issuer: HttpsUrl | None = Field(
        default=None, description="Issuer of service account tokens. Looked up for `aks` and `eks` when left out."
    )

    @property
    def platform(self) -> Platform:
        return PLATFORMS[self.kind]
