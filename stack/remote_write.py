"""Stores that somebody else owns: nothing is built but the credential."""

import pulumi

from components.cluster.remote_write_access import RemoteWriteAccess, RemoteWriteAccessArgs
from components.contracts.remote_write import RemoteWriteTarget
from components.contracts.urls import host_of
from stack.config.backends import RemoteWriteBackend
from stack.site import Backends, Site


def remote_write(site: Site, backends: dict[str, RemoteWriteBackend]) -> Backends:
    """A target for every URL. Passwords and tokens are read from the stack's secrets where they are used."""
    targets = [_target(site, name, backend) for name, backend in backends.items()]
    return Backends({}, targets, {}, [host_of(backend.url) for backend in backends.values()])


def _target(site: Site, name: str, backend: RemoteWriteBackend) -> RemoteWriteTarget:
    args: RemoteWriteAccessArgs = {
        "namespace": site.prometheus_namespace,
        "url": backend.url,
        "authentication": backend.authentication,
    }
    if backend.username:
        args["username"] = backend.username
    if key := backend.secret_key(name):
        args["credential"] = pulumi.Config().require_secret(key)
    if backend.certificate_authority:
        args["certificate_authority"] = backend.certificate_authority
    return RemoteWriteAccess(name, args, site.providers.options(site.providers.kubernetes)).target
