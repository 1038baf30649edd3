"""The section `ingress`."""

from typing import Literal

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.values import DomainName, Email, HttpsUrl, Pem

PUBLIC = "https://acme-v02.api.letsencrypt.org/directory"
"""ACME directory of an authority that every system knows."""


class IngressSection(Model):
    """How stores on the cluster are reached from outside it."""

    kind: Literal["ingress-nginx"] = Field(description="Ingress controller.")
    domain: DomainName = Field(description="Hosts are `<role>.<backend>.<domain>`.")
    email: Email = Field(description="Where the certificate authority writes to.")
    acme_server: HttpsUrl = Field(default=PUBLIC, description="ACME directory of the authority.")
    certificate_authority: Pem | None = Field(
        default=None,
        description="Root certificates (PEM) that vouch for what `acmeServer` issues, where not every system knows "
        "them. Every Prometheus that writes trusts these alone: while they change, give the old and the new one.",
    )

    @model_validator(mode="after")
    def _nothing_in_the_place_of_public_authorities(self) -> "IngressSection":
        if self.certificate_authority and self.acme_server == PUBLIC:
            raise ValueError(
                "certificateAuthority: would be trusted in the place of those who vouch for Let's Encrypt, which every "
                "system knows; leave it out, or give the acmeServer that it is for"
            )
        return self
