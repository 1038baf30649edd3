"""Wiring: configuration → backends → access on this cluster → the Prometheus release → exports."""

from collections.abc import Iterator

import pulumi

from stack.config.backends import AmpBackend, AzureMonitorBackend, RemoteWriteBackend, ThanosBackend
from stack.config.stack_config import StackConfig
from stack.exports import exports
from stack.prometheus import Monitoring, prometheus
from stack.site import Backends, Site


def backends(site: Site, namespace: pulumi.Output[str]) -> Iterator[Backends]:
    """The backends, kind by kind. A kind's modules, and with them its cloud's SDK, are imported where it is used."""
    config = site.config
    if azure_monitor_backends := config.of(AzureMonitorBackend):
        from stack.azure_monitor import azure_monitor

        yield azure_monitor(site, azure_monitor_backends)
    if amp_backends := config.of(AmpBackend):
        from stack.amp import amp

        yield amp(site, amp_backends)
    if thanos_backends := config.of(ThanosBackend):
        from stack.thanos import thanos

        yield thanos(site, thanos_backends, namespace)
    if remote_write_backends := config.of(RemoteWriteBackend):
        from stack.remote_write import remote_write

        yield remote_write(site, remote_write_backends, namespace)


def main() -> None:
    config = StackConfig.load(pulumi.Config())
    for warning in config.warnings():
        pulumi.log.warn(warning)
    site = Site(config)

    monitoring = Monitoring(site)
    built = [*backends(site, monitoring.namespace)]
    prometheus(site, monitoring, [target for one in built for target in one.targets])

    for name, value in exports(site, built).items():
        pulumi.export(name, value)


main()
