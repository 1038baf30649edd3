"""Charts of the cluster's releases, each pinned, and the version of Prometheus they bring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """A Helm chart in a repository, or in an OCI registry."""

    name: str
    """Name of the chart, and of its release: objects and service accounts of a chart are named after its release."""
    version: str
    """Exact version; what a chart renders changes with every minor."""
    registry: str = ""
    """OCI address without the chart's name; empty where the chart comes from `repository`."""
    repository: str = ""
    """Address of a chart repository; empty where the chart comes from `registry`."""

    @property
    def reference(self) -> str:
        """What Helm is asked for: the OCI reference, or the name in the repository."""
        return f"{self.registry}/{self.name}" if self.registry else self.name


PROMETHEUS_COMMUNITY = "oci://ghcr.io/prometheus-community/charts"

KUBE_PROMETHEUS_STACK = Chart("kube-prometheus-stack", "88.5.3", registry=PROMETHEUS_COMMUNITY)
# Same operator as in kube-prometheus-stack: the two move together.
PROMETHEUS_OPERATOR_CRDS = Chart("prometheus-operator-crds", "31.0.1", registry=PROMETHEUS_COMMUNITY)
CERT_MANAGER = Chart("cert-manager", "v1.21.1", registry="oci://quay.io/jetstack/charts")
# The last one: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement
INGRESS_NGINX = Chart("ingress-nginx", "4.15.1", repository="https://kubernetes.github.io/ingress-nginx")

CHARTS = (KUBE_PROMETHEUS_STACK, PROMETHEUS_OPERATOR_CRDS, CERT_MANAGER, INGRESS_NGINX)

# The image that kube-prometheus-stack brings, without the suffix of its tag: to the operator `3.14.0-distroless` is a
# pre-release, older than what workload identity needs
# (https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go).
PROMETHEUS_VERSION = "3.14.0"
