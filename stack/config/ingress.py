"""The section `ingress`."""

from typing import Literal

from pydantic import Field

from stack.config.model import Model
from stack.config.values import DomainName, Email, HttpsUrl


class IngressSection(Model):
    """How stores on the cluster are reached from outside it."""

    kind: Literal["ingress-nginx"] = Field(description="Ingress controller.")
    domain: DomainName = Field(description="Hosts are `<role>.<backend>.<domain>`.")
    email: Email = Field(description="Where the certificate authority writes to.")
    acme_server: HttpsUrl = Field(
        default="https://acme-v02.api.letsencrypt.org/directory", description="ACME directory of the authority."
    )
