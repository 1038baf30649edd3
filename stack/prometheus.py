"""The Prometheus of the cluster: where it lives, and its release."""

from collections.abc import Sequence

from components.cluster.cluster_namespace import ClusterNamespace
from components.cluster.operator_crds import OperatorCrds
from components.cluster.prometheus_release import PrometheusRelease
from components.cluster.prometheus_values import PrometheusSettings
from components.contracts.namespaces import PRIVILEGED
from components.contracts.remote_write import RemoteWriteTarget
from stack.site import PROMETHEUS, Site


class Monitoring:
    """The namespace of Prometheus, and the definitions that its operator works by."""

    def __init__(self, site: Site) -> None:
        on_cluster = site.providers.options(site.providers.kubernetes)
        self.namespace = ClusterNamespace(PROMETHEUS["namespace"], {"pod_security": PRIVILEGED}, on_cluster).namespace
        self.definitions = OperatorCrds("operator-crds", {"namespace": self.namespace}, on_cluster).version


def prometheus(site: Site, monitoring: Monitoring, targets: Sequence[RemoteWriteTarget]) -> PrometheusRelease:
    """The release that scrapes the cluster and writes to the targets."""
    config, section = site.config, site.config.prometheus
    return PrometheusRelease(
        "prometheus",
        {
            "namespace": monitoring.namespace,
            "service_account": PROMETHEUS["name"],
            "cluster": config.cluster.name,
            "environment": config.environment,
            "managed_control_plane": site.platform.managed_control_plane,
            "settings": PrometheusSettings(
                **section.model_dump(exclude={"storage"}), volume=site.volume(section.storage)
            ),
            "targets": [*targets],
            "crds_ready": monitoring.definitions,
        },
        site.providers.options(site.providers.kubernetes),
    )
