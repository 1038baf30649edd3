"""The namespaces that components of the cluster live in, which are nobody else's."""

MONITORING = "monitoring"
CERT_MANAGER = "cert-manager"
INGRESS_NGINX = "ingress-nginx"


def is_taken(namespace: str) -> bool:
    """Whether a namespace is Kubernetes' own, or one of this program's."""
    return namespace in (MONITORING, CERT_MANAGER, INGRESS_NGINX, "default") or namespace.startswith("kube-")
