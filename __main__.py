"""Wiring: configuration → backends → access on this cluster → the Prometheus release → exports."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend, RemoteWriteBackend
from stack.config.stack_config import StackConfig
from stack.config.thanos import ThanosBackend
from stack.config.warnings import warnings
from stack.exports import exports
from stack.prometheus import prometheus
from stack.providers import Providers
from stack.site import Backends, Site
from stack.sources import sources


def backends(site: Site) -> Iterator[Backends]:
    """The backends, kind by kind. A kind's modules, and with them its cloud's SDK, are imported where it is used."""
    config = site.config
    if (azure_monitor_backends := config.of(AzureMonitorBackend)) or config.collection:
        from stack.azure_monitor import azure_monitor

        yield azure_monitor(site, azure_monitor_backends)
    if amp_backends := config.of(AmpBackend):
        from stack.amp import amp

        yield amp(site, amp_backends)
    if thanos_backends := config.of(ThanosBackend):
        from stack.thanos import thanos

        yield thanos(site, thanos_backends)
    if remote_write_backends := config.of(RemoteWriteBackend):
        from stack.remote_write import remote_write

        yield remote_write(site, remote_write_backends)


async def main() -> Mapping[str, Any]:
    config = StackConfig.load(pulumi.Config())
    providers = Providers(config)
    found = await sources(config, providers)
    for warning in (*warnings(config), *found.warnings(config)):
        pulumi.log.warn(warning)

    site = Site(config, providers, found)
    built = [*backends(site)]
    if config.cluster and config.prometheus.install:
        prometheus(site, [target for one in built for target in one.targets])
    return exports(site, built)


pulumi.run(main)
