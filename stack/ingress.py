"""The way into the cluster: ingress controller and certificates, where the stack has an ingress."""

from typing import NamedTuple

import pulumi

from components.cluster.cert_manager import CertManager
from components.cluster.ingress_nginx import IngressNginx
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.providers import Providers


class Ingress(NamedTuple):
    """What a store on the cluster needs to be reached from outside."""

    domain: str
    ingress_class: pulumi.Output[str]
    cluster_issuer: pulumi.Output[str]
    address: pulumi.Output[str]
    certificate_authority: str | None
    """Certificates (PEM) that vouch for the issuer's, where not every system knows who does."""


def ingress(config: StackConfig, providers: Providers) -> Ingress | None:
    """Controller and certificate issuer, made; None where the stack file has no ingress."""
    section = config.ingress
    if section is None:
        return None
    on_cluster = providers.options(providers.kubernetes)
    controller = IngressNginx("ingress-nginx", {"cloud": given(config.cluster).platform.load_balancer}, on_cluster)
    certificates = CertManager(
        "cert-manager",
        {"email": section.email, "acme_server": section.acme_server, "ingress_class": controller.ingress_class},
        on_cluster,
    )
    return Ingress(
        domain=section.domain,
        ingress_class=controller.ingress_class,
        cluster_issuer=certificates.cluster_issuer,
        address=controller.address,
        certificate_authority=section.certificate_authority,
    )
