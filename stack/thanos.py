"""Thanos, built here or by another stack, and Prometheus as its writer."""

from collections.abc import Sequence
from typing import NamedTuple

import pulumi

from components.cluster.remote_write_access import RemoteWriteAccess, RemoteWriteAccessArgs
from components.contracts.endpoints import ThanosEndpoint
from components.contracts.remote_write import RemoteWriteTarget
from stack.config.thanos import ThanosBackend
from stack.site import Backends, Site


class _Store(NamedTuple):
    endpoint: ThanosEndpoint
    password: pulumi.Output[str]
    egress: Sequence[pulumi.Input[str]]


def thanos(site: Site, backends: dict[str, ThanosBackend]) -> Backends:
    """Every Thanos, and a credential of each for Prometheus."""
    stores = {name: _store(site, name, backend) for name, backend in backends.items()}
    return Backends(
        {name: store.endpoint for name, store in stores.items()},
        [_target(site, name, store) for name, store in stores.items()],
        {
            name: stores[name].password
            for name, backend in backends.items()
            if backend.is_built and stores[name].endpoint["username"]
        },
        [host for store in stores.values() for host in store.egress],
    )


def _store(site: Site, name: str, backend: ThanosBackend) -> _Store:
    if not backend.is_built:
        shared = site.sources.thanos[name]
        return _Store(shared.endpoint, shared.password, [shared.endpoint["write_host"]])
    from stack.thanos_store import thanos_store

    built, egress = thanos_store(site, name, backend)
    # What is reached from outside is reached so by this cluster too.
    written = [built.endpoint["write_host"]] if built.endpoint["username"] else []
    return _Store(built.endpoint, built.password, [*written, *egress])


def _target(site: Site, name: str, store: _Store) -> RemoteWriteTarget:
    endpoint = store.endpoint
    args: RemoteWriteAccessArgs = {
        "namespace": site.prometheus_namespace,
        "url": endpoint["write_url"],
        "authentication": "none",
    }
    if username := endpoint["username"]:
        args["authentication"], args["username"], args["credential"] = "basic", username, store.password
    if authority := endpoint["certificate_authority"]:
        args["certificate_authority"] = authority
    return RemoteWriteAccess(name, args, site.providers.options(site.providers.kubernetes)).target
