"""cert-manager and the ACME issuer that Ingresses get their certificates from."""

import hashlib
from typing import Any, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.chart_release import chart_release
from components.cluster.namespaces import CERT_MANAGER as NAMESPACE
from components.cluster.versions import CERT_MANAGER
from components.contracts.namespaces import namespace_metadata
from components.contracts.ordering import once_ready

ISSUER_TIMEOUT_SECONDS = 300


class CertManagerArgs(TypedDict):
    """Arguments of CertManager."""

    email: str
    """Where the certificate authority writes to."""
    acme_server: str
    """Directory URL of the certificate authority."""
    ingress_class: pulumi.Input[str]
    """Class of the controller that answers the authority's challenges on port 80."""


class CertManager(pulumi.ComponentResource):
    """cert-manager in its own namespace, and one issuer for the whole cluster."""

    cluster_issuer: pulumi.Output[str]
    """Name of the ClusterIssuer, known once the certificate authority has accepted its account."""

    def __init__(self, name: str, args: CertManagerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:CertManager", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        namespace = k8s.core.v1.Namespace(f"{name}-namespace", metadata=namespace_metadata(NAMESPACE), opts=child)
        release = chart_release(
            f"{name}-release", CERT_MANAGER, namespace=namespace.metadata.name, values=cert_manager_values(), opts=child
        )
        issuer_name = cluster_issuer_name(args["acme_server"])
        issuer = k8s.apiextensions.CustomResource(
            f"{name}-issuer",
            api_version="cert-manager.io/v1",
            kind="ClusterIssuer",
            metadata=k8s.meta.v1.ObjectMetaArgs(name=issuer_name, annotations=_wait_until_ready()),
            spec=issuer_spec(args),
            # The issuer's kind and the webhook that admits it come with the release; no value of the issuer does.
            opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[release])),
        )
        self.cluster_issuer = once_ready(issuer_name, [issuer.id])
        self.register_outputs({"cluster_issuer": self.cluster_issuer})


def cert_manager_values() -> dict[str, Any]:
    """Values of the chart. Leases are kept in its own namespace, so that it needs no rights in `kube-system`."""
    return {"crds": {"enabled": True}, "global": {"leaderElection": {"namespace": NAMESPACE}}}


def cluster_issuer_name(acme_server: str) -> str:
    """One issuer per authority: certificates are made anew when they name another one, not when theirs changes
    (https://github.com/cert-manager/cert-manager/issues/4223)."""
    return f"acme-{hashlib.sha256(acme_server.encode()).hexdigest()[:6]}"


def issuer_spec(args: CertManagerArgs) -> dict[str, Any]:
    """Specification of the ClusterIssuer: ACME, with HTTP-01 challenges through the ingress controller."""
    return {
        "acme": {
            "email": args["email"],
            "server": args["acme_server"],
            "privateKeySecretRef": {"name": f"{cluster_issuer_name(args['acme_server'])}-account-key"},
            "solvers": [{"http01": {"ingress": {"ingressClassName": args["ingress_class"]}}}],
        }
    }


def _wait_until_ready() -> dict[str, str]:
    return {"pulumi.com/waitFor": "condition=Ready", "pulumi.com/timeoutSeconds": str(ISSUER_TIMEOUT_SECONDS)}
