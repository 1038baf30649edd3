"""Which hosts are in use, and from where: what others in a network use, and what runs on a cluster names."""

import base64
import binascii
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from sandbox.cloud import Object
from sandbox.kubernetes.tokens import RELEASE
from sandbox.reachability import agents, aws, azure_targets
from sandbox.reachability.doors import INTERNET
from sandbox.values import is_list, is_map, strings, texts
from sandbox.world import World

WORKLOADS = tuple(f"kubernetes:apps/v1:{kind}" for kind in ("Deployment", "StatefulSet", "DaemonSet"))
FILES = ("kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:Secret")
_REFERENCES = {
    **dict.fromkeys(("configMap", "configMapRef", "configMapKeyRef"), "ConfigMap"),
    **dict.fromkeys(("secret", "secretRef", "secretKeyRef"), "Secret"),
}
"""Where a pod names a file or variables, and what of."""

_MONITORS = re.compile(r"kubernetes:monitoring\.coreos\.com/\w+:(Prometheus|PrometheusAgent|ThanosRuler)")
_URL = re.compile(r"https?://([a-z0-9][a-z0-9.-]*)")


class Use(NamedTuple):
    """A host that somebody calls."""

    network: str
    host: str
    by: str
    """Key of the object that does; empty for what others in the network do."""


def runs(token: str) -> bool:
    """Whether objects of a type call hosts."""
    return token in (RELEASE, *WORKLOADS) or _MONITORS.fullmatch(token) is not None


def used(objects: Iterable[Object], world: World) -> Iterator[Use]:
    """Every use of a host that the oracle knows."""
    for cloud, section in (("azure", "networks"), ("aws", "vpcs")):
        for network, thing in world.all(cloud, section).items():
            yield from (Use(network, host, "") for host in texts(thing, "hosts") if knows(host))
    kept = list(objects)
    files = {(o.scope, o.token, o.id): o for o in kept if o.token in FILES}
    for one in kept:
        if runs(one.token):
            network = str((world.cluster(one.scope) or {}).get("network") or INTERNET)
            values = [one.inputs, *(_content(files[key]) for key in _mounted(one) if key in files)]
            named = {host for value in values for host in _named(value)}
            yield from (Use(network, host, one.key) for host in sorted(named) if knows(host))
    yield from (Use(*use) for use in agents.used(kept, world))


def knows(host: str) -> bool:
    """Whether a host is of a cloud whose names are modelled."""
    return azure_targets.knows(host) or aws.knows(host)


def _named(value: Any) -> Iterator[str]:
    """Hosts of URLs and of Azure accounts in object store configurations, however deep."""
    if is_map(value):
        if isinstance(account := value.get("storage_account"), str):
            yield f"{account}.{value.get('endpoint') or 'blob.core.windows.net'}".lower()
        for item in value.values():
            yield from _named(item)
    elif is_list(value):
        for item in value:
            yield from _named(item)
    elif isinstance(value, str):
        yield from _in_text(value)


@functools.lru_cache(maxsize=1024)
def _in_text(text: str) -> tuple[str, ...]:
    found = tuple(host.rstrip(".") for host in _URL.findall(text.lower()))
    if "storage_account" in text:
        try:
            found += tuple(_named(yaml.safe_load(text)) if "\n" in text or "{" in text else ())
        except (yaml.YAMLError, ValueError):
            return found
    return found


def _mounted(one: Object) -> Iterator[tuple[str, str, str]]:
    """Keys of the ConfigMaps and Secrets whose content its pods get."""
    namespace = one.id.rpartition("/")[0]
    for kind, name in _references(one.inputs.get("spec")):
        yield one.scope, f"kubernetes:core/v1:{kind}", f"{namespace}/{name}"


def _references(value: Any) -> Iterator[tuple[str, str]]:
    if is_map(value):
        for key, item in value.items():
            if key in _REFERENCES:
                yield from ((_REFERENCES[key], name) for name in strings(item))
            else:
                yield from _references(item)
    elif is_list(value):
        for item in value:
            yield from _references(item)


def _content(file: Object) -> list[str]:
    plain = [*strings(file.inputs.get("stringData"))]
    for text in strings(file.inputs.get("data")):
        plain.append(_decoded(text) if file.token.endswith(":Secret") else text)
    return plain


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
