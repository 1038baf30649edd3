"""kube-prometheus-stack: the Prometheus that scrapes the cluster and writes to its targets."""

import pulumi

from components.cluster.chart_release import chart_release
from components.cluster.prometheus_values import PrometheusReleaseArgs, prometheus_values
from components.cluster.versions import KUBE_PROMETHEUS_STACK
from components.contracts.ordering import once_ready


class PrometheusRelease(pulumi.ComponentResource):
    """The operator, one Prometheus, Alertmanager, exporters and default rules; Grafana is left out.

    The release is there when the operator is; Prometheus itself the operator makes afterwards, and nobody waits for it.
    Nothing is installed before the URL of every target is known, that is, before every way exists. Its admission
    webhook gets its certificate from the chart's own jobs, so that cert-manager is not needed.
    """

    release: pulumi.Output[str]
    """Name of the Helm release, known once it is installed."""

    def __init__(self, name: str, args: PrometheusReleaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrometheusRelease", name, {}, opts)
        release = chart_release(
            f"{name}-release",
            KUBE_PROMETHEUS_STACK,
            namespace=args["namespace"],
            values=prometheus_values(args),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.release = once_ready(KUBE_PROMETHEUS_STACK.name, [release.id])
        self.register_outputs({"release": self.release})
