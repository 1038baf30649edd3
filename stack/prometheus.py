"""The Prometheus of the cluster: its release."""

from collections.abc import Sequence

from components.cluster.prometheus_release import PrometheusRelease
from components.cluster.prometheus_values import PrometheusSettings
from components.contracts.remote_write import RemoteWriteTarget, without_metrics
from stack.config.backends import AmpBackend
from stack.config.stack_config import StackConfig
from stack.site import PROMETHEUS, Site


def prometheus(site: Site, targets: Sequence[RemoteWriteTarget]) -> PrometheusRelease:
    """The release that scrapes the cluster and writes to the targets."""
    config, section = site.config, site.config.prometheus
    return PrometheusRelease(
        "prometheus",
        {
            "namespace": site.monitoring.namespace,
            "service_account": PROMETHEUS["name"],
            "cluster": site.cluster.name,
            "environment": config.environment,
            "managed_control_plane": site.cluster.platform.managed_control_plane,
            "settings": PrometheusSettings(
                **section.model_dump(exclude={"storage"}), volume=site.volume(section.storage)
            ),
            "targets": [_as_said(target, config) for target in targets],
            "crds_ready": site.monitoring.definitions,
        },
        site.providers.options(site.providers.kubernetes),
    )


def _as_said(target: RemoteWriteTarget, config: StackConfig) -> RemoteWriteTarget:
    """The target with what the stack file says of writing to its backend."""
    backend = config.backends[target["name"]]
    if isinstance(backend, AmpBackend) and backend.native_histograms:
        target = {**target, "send_native_histograms": True}
    return without_metrics(target, backend.drop)
