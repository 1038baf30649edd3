"""Declared Deployments and StatefulSets as local processes: their own arguments, environment and files.

Only listening addresses, cluster addresses and the folders of mounts differ from what a kubelet would run.
"""

import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.proof.support.declared.declarations import Declared
from tests.proof.support.pods.network import Network, masked
from tests.proof.support.processes import Process, answers, free_port

WORKLOADS = ("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet")
LISTENING = "0.0.0.0"


@dataclass(frozen=True)
class Pod:
    """One pod of a declared workload, with a port of its own for each declared one, and a folder for its root."""

    workload: Declared
    ordinal: int
    root: Path
    ports: Mapping[int, int]

    @property
    def name(self) -> str:
        return f"{self.workload.inputs['metadata']['name']}-{self.ordinal}"

    @property
    def namespace(self) -> str:
        return self.workload.inputs["metadata"]["namespace"]

    @property
    def template(self) -> dict[str, Any]:
        return self.workload.inputs["spec"]["template"]

    @property
    def labels(self) -> Mapping[str, str]:
        return self.template["metadata"]["labels"]

    @property
    def subdomain(self) -> str:
        return self.workload.inputs["spec"].get("serviceName", "")

    @property
    def container(self) -> dict[str, Any]:
        [container] = self.template["spec"]["containers"]
        return container

    @property
    def port_names(self) -> Mapping[str, int]:
        return {port["name"]: port["containerPort"] for port in self.container["ports"]}

    @property
    def mounts(self) -> list[str]:
        return [mount["mountPath"] for mount in self.container.get("volumeMounts", [])]

    @property
    def origin(self) -> str:
        """The object and who declared it."""
        return f"{self.workload.kind} {self.workload.id}, declared by {self.workload.component}"

    @property
    def work(self) -> Path:
        """The folder the process starts in: of a read-only root file system, so that it stays empty."""
        return self.root / "work"

    def url(self, port: str) -> str:
        """Base URL of a named port."""
        return f"http://127.0.0.1:{self.ports[self.port_names[port]]}"

    def answers_probe(self, probe: str = "readinessProbe") -> bool:
        """Whether the declared probe succeeds. Fails where the server has no such path, which no time mends."""
        http = self.container[probe]["httpGet"]
        url = self.url(http["port"]) + http["path"]
        assert not answers(url, 404), f"{self.origin}: {probe}: nothing is at {http['path']}"
        return answers(url)

    def listens(self) -> dict[str, bool]:
        """Whether each declared port accepts connections."""
        return {name: _accepts(self.ports[number]) for name, number in self.port_names.items()}

    def on_disk(self, path: str) -> Path:
        """Where a path of the container is."""
        return self.root / path.lstrip("/")

    def environment(self) -> dict[str, str]:
        """The declared variables."""
        fields = {"metadata.name": self.name, "metadata.namespace": self.namespace}
        return {
            variable["name"]: variable["value"]
            if "value" in variable
            else fields[variable["valueFrom"]["fieldRef"]["fieldPath"]]
            for variable in self.container.get("env", [])
        }

    def declared_arguments(self) -> list[str]:
        """The declared arguments, variables expanded as the kubelet does: an unknown one stays as it is."""
        known = self.environment()
        return [re.sub(r"\$\((\w+)\)", lambda m: known.get(m[1], m[0]), one) for one in self.container["args"]]

    def arguments(self, network: Network) -> list[str]:
        """The arguments on loopback. Fails where anything but an address or a mount's folder would differ."""
        declared = self.declared_arguments()
        local = [network.localized(self._rooted(self._bound(one))) for one in declared]
        assert [self.masked(one) for one in local] == [self.masked(one) for one in declared], (declared, local)
        return local

    def masked(self, text: str) -> str:
        """The text without addresses and mounts' folders."""
        return masked(text).replace(str(self.root), "")

    def _bound(self, argument: str) -> str:
        return re.sub(
            rf"{re.escape(LISTENING)}:(\d+)",
            lambda m: f"127.0.0.1:{self._local_port(int(m[1]))}",
            argument,
        )

    def _local_port(self, declared: int) -> int:
        assert declared in self.ports, f"{self.origin} listens on {declared}, no port of its container"
        return self.ports[declared]

    def _rooted(self, argument: str) -> str:
        for mount in self.mounts:
            argument = re.sub(rf"(?<![\w./-]){re.escape(mount)}(?![\w.-])", str(self.on_disk(mount)), argument)
        return argument


def pods(objects: Sequence[Declared], home: Path, *, replicas: Mapping[str, int] | None = None) -> dict[str, Pod]:
    """Pods by name: of a StatefulSet all, of a Deployment one, or as many as `replicas` says for its name."""
    made: dict[str, Pod] = {}
    for one in (o for o in objects if o.token in WORKLOADS):
        name, spec = one.inputs["metadata"]["name"], one.inputs["spec"]
        count = spec["replicas"] if one.kind == "StatefulSet" else 1
        for ordinal in range((replicas or {}).get(name, count)):
            root = home / one.inputs["metadata"]["namespace"] / f"{name}-{ordinal}"
            pod = Pod(one, ordinal, root, {port["containerPort"]: free_port() for port in _ports(one)})
            made[pod.name] = pod
    return made


def process(
    pod: Pod,
    program: str,
    network: Network,
    *,
    additional: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    ready: Callable[[], bool] | None = None,
) -> "PodProcess":
    """The pod's container as a process in an empty folder, ready when the declared probe says so.

    `additional` are arguments that give undeclared servers, which in a pod clash with nobody, ports of their own.
    """
    pod.work.mkdir(parents=True, exist_ok=True)
    command = ["env", "-C", str(pod.work), program, *pod.arguments(network), *additional]
    environment = {**pod.environment(), **(env or {})}
    return PodProcess(pod, command, log=pod.root / "log", env=environment, ready=ready or pod.answers_probe)


class PodProcess(Process):
    """A pod's process; its failure names the object, who declared it, and what the program said."""

    def __init__(self, pod: Pod, arguments: Sequence[str], **options: Any) -> None:
        super().__init__(arguments, **options)
        self.pod = pod

    def start(self) -> None:
        try:
            super().start()
        except AssertionError as error:
            said = self.log.read_text(errors="replace")[-4000:]
            raise AssertionError(f"{self.pod.origin}\n{' '.join(self.arguments[3:])}\n{error}\n{said}") from error


def _ports(workload: Declared) -> list[dict[str, Any]]:
    return [port for one in workload.inputs["spec"]["template"]["spec"]["containers"] for port in one["ports"]]


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
