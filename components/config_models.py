"""The sections of a stack file as strict models. Plain values only: secrets have configuration keys of their own."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from components.config_types import (
    AccountId,
    AwsRegion,
    AwsSubnetId,
    AzureLocation,
    Cidr,
    Cluster,
    Distinct,
    DomainName,
    Duration,
    Email,
    Guid,
    HttpsUrl,
    Quantity,
    ResourceGroup,
    StorageClass,
    SubnetId,
    VpcId,
)


class Model(BaseModel):
    """Strict, frozen, no unknown keys; camelCase in the file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=to_camel)


class AzureSection(Model):
    """Where Azure resources are made."""

    subscription_id: Guid = Field(description="Subscription of every Azure resource of the stack.")
    tenant_id: Guid = Field(description="Entra tenant of the identities.")
    location: AzureLocation = Field(
        description="Region, such as `westeurope`. Cannot be changed: what is there has to be destroyed first."
    )
    resource_group: ResourceGroup = Field(description="An existing resource group.")


class AwsSection(Model):
    """Where AWS resources are made."""

    region: AwsRegion = Field(description="Region, such as `eu-west-1`.")
    account_id: AccountId = Field(description="Account; credentials of any other account are refused.")
    oidc_provider: Literal["auto", "existing", "create"] = Field(
        default="auto",
        description="IAM's provider for the cluster's issuer, of which an account has one: found or made; `auto` finds "
        "it for `eks` and makes it otherwise.",
    )

    def creates_oidc_provider(self, cluster_kind: str) -> bool:
        return self.oidc_provider == "create" or (self.oidc_provider == "auto" and cluster_kind != "eks")


class ClusterSection(Model):
    """The Kubernetes cluster that is monitored, and what makes its service account tokens trusted."""

    name: Cluster = Field(
        description="Name of the cluster: its `cluster` label in every store, and its name in AKS or EKS."
    )
    kind: Literal["aks", "eks", "arc", "other"] = Field(
        description="Platform; decides who injects tokens and which control plane can be scraped."
    )
    context: str = Field(min_length=1, description="Context in the kubeconfig.")
    storage_class: StorageClass | None = Field(
        default=None, description="Class of every volume; the cluster's default class when left out."
    )
    resource_group: ResourceGroup | None = Field(default=None, description="Resource group of an AKS cluster.")
    oidc_issuer: HttpsUrl | None = Field(
        default=None, description="Issuer of service account tokens. Looked up for `aks` and `eks` when left out."
    )


RESERVED_LABELS = {"cluster", "environment", "prometheus", "prometheus_replica"}


class PrometheusSection(Model):
    """The Prometheus that scrapes the cluster and writes to every backend."""

    replicas: int = Field(default=1, ge=1, le=10, description="Identical scrapers; stores de-duplicate them.")
    retention: Duration = Field(default="2d", description="How long samples stay in the cluster.")
    storage: Quantity = Field(
        default="50Gi",
        description="Volume of each replica, for new ones: expand an existing claim by hand before raising this, "
        "because the limit of the blocks in it is raised too.",
    )
    scrape_interval: Duration = Field(default="30s", description="Default scrape and evaluation interval.")
    external_labels: dict[str, str] = Field(
        default_factory=dict, description="Labels on every sample beside `cluster` and `environment`."
    )

    @field_validator("external_labels")
    @classmethod
    def _own_labels(cls, labels: dict[str, str]) -> dict[str, str]:
        if taken := sorted(labels.keys() & RESERVED_LABELS):
            raise ValueError(f"{', '.join(taken)} is set by the program; choose another label")
        if invalid := sorted(label for label in labels if not re.fullmatch(r"[a-zA-Z_]\w*", label, re.ASCII)):
            raise ValueError(f"must be label names (letters, digits, _): {', '.join(invalid)}")
        if templates := sorted(label for label, value in labels.items() if "{{" in value or "$" in value):
            raise ValueError(
                f"{', '.join(templates)}: must not hold {{{{, which Helm, nor $, which Prometheus evaluates"
            )
        return labels


class IngressSection(Model):
    """How stores on the cluster are reached from outside it."""

    kind: Literal["ingress-nginx"] = Field(description="Ingress controller.")
    domain: DomainName = Field(description="Hosts are `<role>.<backend>.<domain>`.")
    email: Email = Field(description="Where the certificate authority writes to.")
    acme_server: HttpsUrl = Field(
        default="https://acme-v02.api.letsencrypt.org/directory", description="ACME directory of the authority."
    )


class PrivateLink(Model):
    """The subnet that private endpoints are made in. At least /27 for Azure Monitor."""

    subnet_id: SubnetId = Field(
        description="ARM id of the subnet. The private DNS zones of the stores are made and linked to its network, "
        "which must have none of them yet: one stack per network."
    )
    location: AzureLocation | None = Field(
        default=None, description="Region of its network; `azure.location` when left out."
    )


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
