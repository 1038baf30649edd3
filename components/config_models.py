"""The sections of a stack file as strict models. Plain values only: secrets have configuration keys of their own."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic.alias_generators import to_camel


def _text(pattern: str, minimum: int = 1, maximum: int | None = None) -> StringConstraints:
    return StringConstraints(pattern=pattern, min_length=minimum, max_length=maximum)


Guid = Annotated[str, _text(r"^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")]
# A Kubernetes name; 40 leaves room for the roles that are appended (`<name>-receive-ingestor`) below its 63.
Name = Annotated[str, _text(r"^[a-z]([-a-z0-9]*[a-z0-9])?$", maximum=40)]
DomainName = Annotated[str, _text(r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$", maximum=200)]
HttpUrl = Annotated[str, _text(r"^https?://[^\s/?#]+[^\s]*$")]
HttpsUrl = Annotated[str, _text(r"^https://[^\s/?#@]+[^\s]*$")]
Duration = Annotated[str, _text(r"^([0-9]+(ms|s|m|h|d|w|y))+$")]
Days = Annotated[str, _text(r"^[0-9]+d$")]
Quantity = Annotated[str, _text(r"^[0-9]+(Mi|Gi|Ti)$")]
Cidr = Annotated[str, _text(r"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$")]
SubnetId = Annotated[
    str,
    _text(
        r"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+/subnets/[^/]+$"
    ),
]


class Model(BaseModel):
    """Strict, frozen, no unknown keys; camelCase in the file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=to_camel)


class AzureSection(Model):
    """Where Azure resources are made."""

    subscription_id: Guid = Field(description="Subscription of every Azure resource of the stack.")
    tenant_id: Guid = Field(description="Entra tenant of the identities.")
    location: Annotated[str, _text(r"^[a-z]+[a-z0-9]*$")] = Field(description="Region, such as `westeurope`.")
    resource_group: Annotated[str, _text(r"^[-\w.()]*[-\w()]$", maximum=90)] = Field(
        description="An existing resource group."
    )


class AwsSection(Model):
    """Where AWS resources are made."""

    region: Annotated[str, _text(r"^[a-z]{2}(-[a-z]+)+-[0-9]$")] = Field(description="Region, such as `eu-west-1`.")
    account_id: Annotated[str, _text(r"^[0-9]{12}$")] = Field(
        description="Account; credentials of any other account are refused."
    )


class ClusterSection(Model):
    """The Kubernetes cluster that is monitored, and what makes its service account tokens trusted."""

    name: Annotated[str, _text(r"^[a-zA-Z0-9]([-\w]*[a-zA-Z0-9])?$", maximum=63)] = Field(
        description="Name of the cluster: its `cluster` label in every store, and its name in AKS or EKS."
    )
    kind: Literal["aks", "eks", "arc", "other"] = Field(
        description="Platform; decides who injects tokens and which control plane can be scraped."
    )
    context: str = Field(min_length=1, description="Context in the kubeconfig.")
    resource_group: str | None = Field(default=None, description="Resource group of an AKS cluster.")
    oidc_issuer: HttpsUrl | None = Field(
        default=None, description="Issuer of service account tokens. Looked up for `aks` and `eks` when left out."
    )


class PrometheusSection(Model):
    """The Prometheus that scrapes the cluster and writes to every backend."""

    replicas: int = Field(default=1, ge=1, le=10, description="Identical scrapers; stores de-duplicate them.")
    retention: Duration = Field(default="2d", description="How long samples stay in the cluster.")
    storage: Quantity = Field(default="50Gi", description="Volume of each replica.")
    scrape_interval: Duration = Field(default="30s", description="Default scrape and evaluation interval.")
    external_labels: dict[str, str] = Field(
        default_factory=dict, description="Labels on every sample beside `cluster` and `environment`."
    )

    @field_validator("external_labels")
    @classmethod
    def _own_labels(cls, labels: dict[str, str]) -> dict[str, str]:
        if taken := sorted(labels.keys() & {"cluster", "environment"}):
            raise ValueError(f"{', '.join(taken)} is set from the key of the same name; choose another label")
        return labels


class IngressSection(Model):
    """How stores on the cluster are reached from outside it."""

    kind: Literal["ingress-nginx"] = Field(description="Ingress controller.")
    domain: DomainName = Field(description="Hosts are `<role>.<backend>.<domain>`.")
    email: Annotated[str, _text(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] = Field(
        description="Where the certificate authority writes to."
    )
    acme_server: HttpsUrl = Field(
        default="https://acme-v02.api.letsencrypt.org/directory", description="ACME directory of the authority."
    )


class PrivateLink(Model):
    """The subnet that private endpoints are made in. At least /27 for Azure Monitor."""

    subnet_id: SubnetId = Field(description="ARM id of the subnet.")
    location: str | None = Field(default=None, description="Region of its network; `azure.location` when left out.")


class VpcEndpoint(Model):
    """The network that AMP is reached from."""

    vpc_id: Annotated[str, _text(r"^vpc-[0-9a-f]{8,17}$")] = Field(description="VPC of the endpoint.")
    subnet_ids: list[Annotated[str, _text(r"^subnet-[0-9a-f]{8,17}$")]] = Field(
        min_length=1, description="One subnet per availability zone."
    )
    allowed_cidrs: list[Cidr] = Field(min_length=1, description="Addresses that may connect, usually the VPC's own.")
    services: list[Literal["aps-workspaces", "sts"]] = Field(
        default=["aps-workspaces"],
        min_length=1,
        description="`sts` too where the network has no way to the internet: tokens are exchanged there.",
    )

    @field_validator("allowed_cidrs")
    @classmethod
    def _valid_cidrs(cls, cidrs: list[str]) -> list[str]:
        from ipaddress import ip_network

        for cidr in cidrs:
            try:
                ip_network(cidr)
            except ValueError as error:
                raise ValueError(f"{error}; write a network such as 10.0.0.0/16") from None
        return cidrs
