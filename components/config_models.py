"""The sections of a stack file as strict models. Plain values only: secrets have configuration keys of their own."""

import ipaddress
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel


def text(pattern: str, must: str, maximum: int = 1000, *, shown: bool = True) -> Any:
    """A constraint on strings whose error says what is allowed, and, unless it may hold a secret, what is there."""

    def check(value: str) -> str:
        if len(value) > maximum:
            raise ValueError(f"must have at most {maximum} characters, has {len(value)}")
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{must}, is {value!r}" if shown else must)
        return value

    return AfterValidator(check)


Guid = Annotated[str, text(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", "must be a GUID")]
# A StatefulSet's name, `<name>-receive-ingestor`, and a revision's hash are a label of its pods, of at most 63.
BackendName = Annotated[str, text(r"[a-z]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and dashes", 35)]
DomainName = Annotated[str, text(r"([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}", "must be a domain name", 200)]
HttpUrl = Annotated[
    str, text(r"https?://[^\s/?#]+\S*", "must be a URL beginning with http:// or https://", shown=False)
]
HttpsUrl = Annotated[str, text(r"https://[^\s/?#@]+\S*", "must be a URL beginning with https://", shown=False)]
Duration = Annotated[str, text(r"([0-9]+(ms|s|m|h|d|w|y))+", "must be a duration such as 30s or 2d")]
Days = Annotated[str, text(r"[0-9]+d", "must be a number of days such as 30d")]
Quantity = Annotated[str, text(r"[1-9][0-9]*(Mi|Gi|Ti)", "must be a size such as 50Gi")]
Cluster = Annotated[str, text(r"[a-zA-Z0-9]([-\w]*[a-zA-Z0-9])?", "must be letters, digits, - and _", 63)]
Environment = Annotated[str, text(r"[a-z]([-a-z0-9]*[a-z0-9])?", "must be lower-case letters, digits and dashes", 20)]
AzureLocation = Annotated[str, text(r"[a-z]+[a-z0-9]*", "must be a region such as westeurope")]
ResourceGroup = Annotated[str, text(r"[-\w.()]*[-\w()]", "must be the name of a resource group", 90)]
AwsRegion = Annotated[str, text(r"[a-z]{2}(-[a-z]+)+-[0-9]", "must be a region such as eu-west-1")]
AccountId = Annotated[str, text(r"[0-9]{12}", "must be an account id: a string of 12 digits, in quotes")]
Email = Annotated[str, text(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an e-mail address")]
VpcId = Annotated[str, text(r"vpc-[0-9a-f]{8,17}", "must be the id of a VPC, vpc-…")]
AwsSubnetId = Annotated[str, text(r"subnet-[0-9a-f]{8,17}", "must be the id of a subnet, subnet-…")]
SubnetId = Annotated[
    str,
    text(
        r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+/subnets/[^/]+",
        "must be the ARM id of a subnet, /subscriptions/…/virtualNetworks/…/subnets/…",
    ),
]


def _network(value: str) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError as error:
        raise ValueError(f"must be a network such as 10.0.0.0/16: {error}") from None
    return value


def _distinct(values: list[Any]) -> list[Any]:
    if twice := sorted({value for value in values if values.count(value) > 1}):
        raise ValueError(f"must not name one twice: {', '.join(twice)}")
    return values


Distinct = AfterValidator(_distinct)
Cidr = Annotated[str, AfterValidator(_network)]


class Model(BaseModel):
    """Strict, frozen, no unknown keys; camelCase in the file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=to_camel)


class AzureSection(Model):
    """Where Azure resources are made."""

    subscription_id: Guid = Field(description="Subscription of every Azure resource of the stack.")
    tenant_id: Guid = Field(description="Entra tenant of the identities.")
    location: AzureLocation = Field(description="Region, such as `westeurope`.")
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
    resource_group: ResourceGroup | None = Field(default=None, description="Resource group of an AKS cluster.")
    oidc_issuer: HttpsUrl | None = Field(
        default=None, description="Issuer of service account tokens. Looked up for `aks` and `eks` when left out."
    )


RESERVED_LABELS = {"cluster", "environment", "prometheus", "prometheus_replica"}


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
        if taken := sorted(labels.keys() & RESERVED_LABELS):
            raise ValueError(f"{', '.join(taken)} is set by the program; choose another label")
        if invalid := sorted(label for label in labels if not re.fullmatch(r"[a-zA-Z_]\w*", label, re.ASCII)):
            raise ValueError(f"must be label names (letters, digits, _): {', '.join(invalid)}")
        if templates := sorted(label for label, value in labels.items() if "{{" in value):
            raise ValueError(f"{', '.join(templates)}: must not hold {{{{, which Helm would evaluate")
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

    subnet_id: SubnetId = Field(description="ARM id of the subnet.")
    location: AzureLocation | None = Field(
        default=None, description="Region of its network; `azure.location` when left out."
    )


class VpcEndpoint(Model):
    """The network that AMP is reached from."""

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
