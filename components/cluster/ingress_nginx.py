"""ingress-nginx, the ingress controller that makes stores on the cluster reachable."""

from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.chart_release import chart_release
from components.cluster.namespaces import INGRESS_NGINX as NAMESPACE
from components.cluster.versions import INGRESS_NGINX
from components.contracts.namespaces import namespace_metadata
from components.contracts.ordering import once_ready

INGRESS_CLASS = "nginx"
DEFAULT_REPLICAS = 2
LOAD_BALANCERS = {
    # Azure's probe is answered with 404 unless it asks for this path: https://github.com/Azure/AKS/issues/2955
    "azure": {"service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path": "/healthz"},
    # The other kind, which is the default, hides the addresses of clients:
    # https://kubernetes.github.io/ingress-nginx/deploy/#aws
    "aws": {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"},
}
RETIRED = (
    "ingress-nginx is retired and gets no fixes, not even for security: "
    "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement"
)


class AddressError(pulumi.RunError):
    """The load balancer has no address."""


class IngressNginxArgs(TypedDict):
    """Arguments of IngressNginx."""

    replicas: NotRequired[int]
    """Controllers, spread over the nodes; 2 when left out."""
    cloud: str
    """Who makes the load balancer: `azure`, `aws`, or any other."""


class IngressNginx(pulumi.ComponentResource):
    """The last release of ingress-nginx in its own namespace, behind a load balancer that keeps client addresses."""

    ingress_class: pulumi.Output[str]
    """Name of its ingress class, known once the controller is installed."""
    address: pulumi.Output[str]
    """IP address or host name of the load balancer. Fails with AddressError where it has neither."""

    def __init__(self, name: str, args: IngressNginxArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:IngressNginx", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        pulumi.log.warn(RETIRED, self)
        namespace = k8s.core.v1.Namespace(f"{name}-namespace", metadata=namespace_metadata(NAMESPACE), opts=child)
        release = chart_release(
            f"{name}-release",
            INGRESS_NGINX,
            namespace=namespace.metadata.name,
            values=ingress_values(replicas=args.get("replicas", DEFAULT_REPLICAS), cloud=args["cloud"]),
            opts=child,
        )
        # A read does not wait for an address; the release does.
        service_id = once_ready(f"{NAMESPACE}/{INGRESS_NGINX.name}-controller", [release.id])
        service = k8s.core.v1.Service.get(f"{name}-controller", service_id, opts=child)
        self.ingress_class = once_ready(INGRESS_CLASS, [release.id])
        self.address = service.status.apply(_address)
        self.register_outputs({"ingress_class": self.ingress_class, "address": self.address})


def ingress_values(*, replicas: int, cloud: str) -> dict[str, Any]:
    """Values of the chart."""
    return {
        "controller": {
            "replicaCount": replicas,
            # Local traffic reaches nodes with a controller only.
            "topologySpreadConstraints": [_spread_over_nodes()],
            "ingressClassResource": {"name": INGRESS_CLASS},
            "allowSnippetAnnotations": False,
            # Authentication and body size are Medium; configuration snippets are Critical
            # (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/).
            "config": {"annotations-risk-level": "Medium"},
            "service": {"externalTrafficPolicy": "Local", "annotations": LOAD_BALANCERS.get(cloud, {})},
        }
    }


def _spread_over_nodes() -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": INGRESS_NGINX.name, "app.kubernetes.io/component": "controller"}
    return {
        "labelSelector": {"matchLabels": labels},
        "topologyKey": "kubernetes.io/hostname",
        "maxSkew": 1,
        "whenUnsatisfiable": "ScheduleAnyway",
    }


def _address(status: k8s.core.v1.outputs.ServiceStatus | None) -> str:
    balancer = status.load_balancer if status else None
    for entry in (balancer.ingress if balancer else None) or []:
        if address := entry.ip or entry.hostname:
            return address
    raise AddressError("ingress-nginx: the load balancer has no address yet; run `pulumi refresh`, then `pulumi up`")
