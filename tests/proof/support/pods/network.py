"""Where pods are on loopback, by every name that Kubernetes gives them through their Services."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from tests.proof.support.declared.declarations import Declared

SERVICE = "kubernetes:core/v1:Service"
CLUSTER_NAME = re.compile(r"[\w.+-]*\.svc\b[\w.-]*(?::\d+)?")
_ADDRESS = re.compile(
    r"(?:dnssrv\+_\w+\._tcp\.)?(?:127\.0\.0\.1|0\.0\.0\.0|[\w-]+(?:\.[\w-]+)*\.svc\.cluster\.local)(?::\d+)?"
)


class Local(Protocol):
    """A pod with ports of its own on loopback."""

    @property
    def name(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def subdomain(self) -> str: ...
    @property
    def port_names(self) -> Mapping[str, int]: ...
    @property
    def ports(self) -> Mapping[int, int]: ...


@dataclass
class Network:
    """Cluster addresses and their loopback ones, as the declared Services make them out of the pods."""

    table: dict[str, str] = field(default_factory=dict)
    """`name:port` by what it becomes; of several pods behind one virtual address the first."""
    srv: dict[str, list[str]] = field(default_factory=dict)
    """Addresses of all pods by `dnssrv+_port._tcp.name`."""
    _services: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def backends(self, namespace: str, service: str, port: str) -> list[str]:
        """Loopback addresses of the pods behind a named port of a Service."""
        key = (namespace, service, port)
        assert self._services.get(key), f"no declared Service has pods behind {namespace}/{service} port {port}"
        return self._services[key]

    def localized(self, text: str) -> str:
        """The text with addresses replaced, and nothing else. Fails for an address that no Service gives."""
        if "dnssrv+" in text:
            text = json.dumps(_listed(yaml.safe_load(text), self.srv))
        local = CLUSTER_NAME.sub(lambda m: self.table.get(m[0], m[0]), text)
        assert not (lost := CLUSTER_NAME.findall(local)), f"no declared Service leads to {', '.join(lost)} of\n{text}"
        return local


def network(pods: Sequence[Local], objects: Sequence[Declared]) -> Network:
    """The network of the pods, as far as declared Services select them."""
    made = Network()
    for service in (o for o in objects if o.token == SERVICE):
        _add(made, service.inputs["metadata"], service.inputs["spec"], pods)
    return made


def masked(text: str) -> str:
    """The text without its addresses: what has to be the same on loopback and in the cluster."""
    return _ADDRESS.sub("ADDRESS", text)


def _add(made: Network, metadata: Mapping[str, Any], spec: Mapping[str, Any], pods: Sequence[Local]) -> None:
    namespace, name, headless = metadata["namespace"], metadata["name"], spec.get("clusterIP") == "None"
    host = f"{name}.{namespace}.svc.cluster.local"
    chosen = [p for p in pods if p.namespace == namespace and spec["selector"].items() <= p.labels.items()]
    for port in spec["ports"]:
        target = port.get("targetPort", port["port"])
        numbers = {p.name: p.port_names.get(target, target) for p in chosen}
        addresses = [f"127.0.0.1:{p.ports[numbers[p.name]]}" for p in chosen if numbers[p.name] in p.ports]
        if not addresses:
            continue
        made._services[namespace, name, port["name"]] = addresses
        made.srv[f"dnssrv+_{port['name']}._tcp.{host}"] = addresses if headless else addresses[:1]
        if not headless:
            made.table[f"{host}:{port['port']}"] = addresses[0]
    # A headless name is the pods' own: their ports, whatever the Service calls them.
    for pod in chosen if headless else []:
        for number, local in pod.ports.items():
            made.table.setdefault(f"{host}:{number}", f"127.0.0.1:{local}")
            if pod.subdomain == name:
                made.table[f"{pod.name}.{host}:{number}"] = f"127.0.0.1:{local}"


def _listed(value: Any, srv: Mapping[str, list[str]]) -> Any:
    """The document with each item that names an SRV record repeated for every address of it."""
    if isinstance(value, dict):
        return {key: _listed(one, srv) for key, one in value.items()}
    if isinstance(value, list):
        return [copy for one in value for copy in _copies(one, srv)]
    return value


def _copies(item: Any, srv: Mapping[str, list[str]]) -> list[Any]:
    for key, value in item.items() if isinstance(item, dict) else ():
        if isinstance(value, str) and value in srv:
            return [{**item, key: address} for address in srv[value]]
    return [_listed(item, srv)]
