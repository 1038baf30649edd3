"""What all stores of a stack share: providers, the cluster's issuer, tags and private DNS."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.cert_manager import CertManager
from components.cluster.ingress_nginx import IngressNginx
from components.config_backends import AzureMonitorBackend, ThanosBackend
from components.config_models import AwsSection, AzureSection, PrivateLink
from components.endpoints import Endpoint
from components.pod_identity import ServiceAccount
from components.remote_write import RemoteWriteTarget
from components.stack_config import StackConfig

T = TypeVar("T")

PROMETHEUS = ServiceAccount(namespace="monitoring", name="prometheus")


class Stores(NamedTuple):
    """The backends of one kind, and this cluster's access to them."""

    endpoints: Mapping[str, Endpoint]
    targets: list[RemoteWriteTarget]
    passwords: Mapping[str, pulumi.Output[str]]


class Ingress(NamedTuple):
    """The way into the cluster."""

    domain: str
    ingress_class: pulumi.Output[str]
    cluster_issuer: pulumi.Output[str]
    address: pulumi.Output[str]


class Site:
    """Where a stack's resources go. A cloud's SDK is imported, and its provider made, when first asked for."""

    def __init__(self, config: StackConfig) -> None:
        self.config = config
        self.tags = {"environment": config.environment, "managed-by": "prometheus-stack", **config.tags}
        self.kubernetes = k8s.Provider(
            "cluster",
            context=config.cluster.context,
            # The hashring is read again by running pods: it has to change in place.
            enable_config_map_mutable=True,
            enable_secret_mutable=True,
        )

    def options(self, *providers: pulumi.ProviderResource, data: bool = False) -> pulumi.ResourceOptions:
        """Options of a component; `data`: it holds what cannot be made again, and is protected where that matters."""
        return pulumi.ResourceOptions(providers=list(providers), protect=data and self.config.protected)

    @property
    def azure_section(self) -> AzureSection:
        return _given(self.config.azure)

    @property
    def aws_section(self) -> AwsSection:
        return _given(self.config.aws)

    @cached_property
    def azure(self) -> pulumi.ProviderResource:
        import pulumi_azure_native as azure_native

        section = self.azure_section
        return azure_native.Provider("azure", subscription_id=section.subscription_id, tenant_id=section.tenant_id)

    @cached_property
    def aws(self) -> pulumi.ProviderResource:
        import pulumi_aws as aws

        return aws.Provider("aws", region=self.aws_section.region, allowed_account_ids=[self.aws_section.account_id])

    @cached_property
    def random(self) -> pulumi.ProviderResource:
        import pulumi_random as random

        return random.Provider("random")

    @cached_property
    def issuer(self) -> pulumi.Input[str]:
        """Issuer of the cluster's service account tokens: what clouds trust."""
        cluster = self.config.cluster
        if cluster.oidc_issuer:
            return cluster.oidc_issuer
        if cluster.kind == "eks":
            from components.aws import eks

            return eks.oidc_issuer(cluster_name=cluster.name, opts=pulumi.InvokeOptions(provider=self.aws))
        from components.azure import aks

        return aks.oidc_issuer(
            resource_group=_given(cluster.resource_group),
            cluster_name=cluster.name,
            opts=pulumi.InvokeOptions(provider=self.azure),
        )

    @cached_property
    def zone_ids(self) -> dict[str, pulumi.Input[str]]:
        """Private DNS zones of everything in Azure that is private, linked to the one network it is reached from."""
        from components.azure.private_dns import PrivateDns
        from components.azure.private_zones import BLOB_ZONE, MONITOR_ZONES, workspace_query_zone

        workspaces = [b.private_link for b in self.config.of(AzureMonitorBackend).values() if b.private_link]
        accounts = [b.private_link for b in self.config.of(ThanosBackend).values() if b.private_link]
        needed = [*MONITOR_ZONES, workspace_query_zone(self.azure_section.location)] if workspaces else []
        zones = sorted(set(needed + ([BLOB_ZONE] if accounts else [])))
        dns = PrivateDns(
            "private-dns",
            {
                "resource_group": self.azure_section.resource_group,
                "virtual_network_id": (workspaces + accounts)[0].subnet_id.rpartition("/subnets/")[0],
                "zones": zones,
                "tags": self.tags,
            },
            self.options(self.azure, data=True),
        )
        return {zone: dns.zone_ids[zone] for zone in zones}

    @cached_property
    def ingress(self) -> Ingress | None:
        """Ingress controller and certificates, where the stack has an ingress."""
        section = self.config.ingress
        if section is None:
            return None
        cloud = {"aks": "azure", "eks": "aws"}.get(self.config.cluster.kind, "")
        controller = IngressNginx("ingress-nginx", {"cloud": cloud}, self.options(self.kubernetes))
        certificates = CertManager(
            "cert-manager",
            {
                "email": section.email,
                "acme_server": section.acme_server,
                "ingress_class": controller.ingress_class,
            },
            self.options(self.kubernetes),
        )
        return Ingress(section.domain, controller.ingress_class, certificates.cluster_issuer, controller.address)

    def link_location(self, link: PrivateLink) -> str:
        """Region of the network that a private endpoint is in."""
        return link.location or self.azure_section.location


def _given(value: T | None) -> T:
    """A value that the configuration's checks have found to be there."""
    if value is None:
        raise ValueError("a section is missing that the configuration's checks must have asked for")
    return value
