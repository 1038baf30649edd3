"""Wiring: configuration → backends → access on this cluster → the Prometheus release → exports."""

from collections.abc import Iterator

import pulumi

from components.cluster.cluster_namespace import PRIVILEGED, ClusterNamespace
from components.cluster.operator_crds import OperatorCrds
from components.cluster.prometheus_release import PrometheusRelease
from components.config_backends import AmpBackend, AzureMonitorBackend, RemoteWriteBackend, ThanosBackend
from components.endpoints import exported, grafana_data_source
from components.stack_config import StackConfig
from wiring.site import PROMETHEUS, Site, Stores


def stores(site: Site, namespace: pulumi.Output[str]) -> Iterator[Stores]:
    """The backends, kind by kind. A kind's modules, and with them its cloud's SDK, are imported where it is used."""
    config = site.config
    if azure_monitor_backends := config.of(AzureMonitorBackend):
        from wiring.azure_monitor import azure_monitor

        yield azure_monitor(site, azure_monitor_backends)
    if amp_backends := config.of(AmpBackend):
        from wiring.amp import amp

        yield amp(site, amp_backends)
    if thanos_backends := config.of(ThanosBackend):
        from wiring.thanos import thanos

        yield thanos(site, thanos_backends, namespace)
    if remote_write_backends := config.of(RemoteWriteBackend):
        from wiring.remote_write import remote_write

        yield remote_write(site, remote_write_backends, namespace)


def main() -> None:
    config = StackConfig.load(pulumi.Config())
    for warning in config.warnings():
        pulumi.log.warn(warning)
    site = Site(config)
    on_cluster = site.options(site.kubernetes)

    namespace = ClusterNamespace(PROMETHEUS["namespace"], {"pod_security": PRIVILEGED}, on_cluster).namespace
    definitions = OperatorCrds("operator-crds", {"namespace": namespace}, on_cluster)
    built = list(stores(site, namespace))
    PrometheusRelease(
        "prometheus",
        {
            "namespace": namespace,
            "service_account": PROMETHEUS["name"],
            "cluster": config.cluster.name,
            "environment": config.environment,
            "managed_control_plane": config.cluster.kind in ("aks", "eks"),
            "replicas": config.prometheus.replicas,
            "retention": config.prometheus.retention,
            "storage": config.prometheus.storage,
            "storage_class": config.cluster.storage_class,
            "scrape_interval": config.prometheus.scrape_interval,
            "external_labels": config.prometheus.external_labels,
            "targets": [target for one in built for target in one.targets],
            "crds_ready": definitions.version,
        },
        on_cluster,
    )

    endpoints = {name: endpoint for one in built for name, endpoint in one.endpoints.items()}
    pulumi.export("endpoints", {name: exported(endpoint) for name, endpoint in endpoints.items()})
    pulumi.export("targets", {target["name"]: target["url"] for one in built for target in one.targets})
    pulumi.export("grafanaDataSources", [grafana_data_source(name, one) for name, one in endpoints.items()])
    pulumi.export("passwords", {name: password for one in built for name, password in one.passwords.items()})
    if site.ingress:
        pulumi.export("ingressAddress", site.ingress.address)


main()
