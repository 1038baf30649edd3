"""The Prometheus of the cluster: its release."""

from collections.abc import Sequence

from components.cluster.prometheus_release import PrometheusRelease
from components.cluster.prometheus_values import PrometheusSettings
from components.contracts.remote_write import RemoteWriteTarget
from stack.site import Site
from stack.written import as_said


def prometheus(site: Site, targets: Sequence[RemoteWriteTarget]) -> PrometheusRelease:
    """The release that scrapes the cluster and writes to the targets."""
    config, section = site.config, site.config.prometheus
    return PrometheusRelease(
        "prometheus",
        {
            "namespace": site.monitoring.namespace,
            "service_account": site.prometheus_account["name"],
            "cluster": site.cluster.name,
            "environment": config.environment,
            "managed_control_plane": site.cluster.platform.managed_control_plane,
            "settings": PrometheusSettings(
                **section.model_dump(exclude={"storage", "install", "service_account"}),
                volume=site.volume(section.storage),
            ),
            "targets": [as_said(target, config) for target in targets],
            "crds_ready": site.monitoring.definitions,
        },
        site.providers.options(site.providers.kubernetes),
    )
