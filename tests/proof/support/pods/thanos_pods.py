"""Thanos' declared pods as processes of the pinned binary."""

import functools
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.proof.support.declared.declarations import Declared
from tests.proof.support.pods.manifests import Pod, PodProcess, pods, process
from tests.proof.support.pods.mounted_files import write_files
from tests.proof.support.pods.network import Network, network
from tests.proof.support.processes import free_port, tool
from tests.proof.support.waiting import PATIENCE


class ThanosPods:
    """All pods of all Thanos workloads of a stack; their files are written, their processes not started."""

    def __init__(self, objects: Sequence[Declared], home: Path, env: Mapping[str, str] | None = None) -> None:
        self.objects = [o for o in objects if not _workload_of_others(o)]
        self.pods: dict[str, Pod] = pods(self.objects, home)
        self.network: Network = network(list(self.pods.values()), self.objects)
        for pod in self.pods.values():
            write_files(pod, self.objects, self.network)
        self.env = env or {}

    def process(self, pod: Pod, *, probe: str = "readinessProbe") -> PodProcess:
        """The pod's process, ready when the declared probe succeeds."""
        # Undeclared, and each receive's own in its pod: https://thanos.io/v0.42/components/receive.md/
        own = [f"--receive.capnproto-address=127.0.0.1:{free_port()}"] if role(pod) == "receive" else []
        ready = functools.partial(pod.answers_probe, probe)
        return process(pod, tool("thanos"), self.network, additional=own, env=self.env, ready=ready)


def role(pod: Pod) -> str:
    """The subcommand."""
    return pod.container["args"][0]


@functools.cache
def thanos_version() -> str:
    """Version of the pinned binary."""
    # It goes to standard error.
    shown = subprocess.run([tool("thanos"), "--version"], capture_output=True, text=True, check=True, timeout=PATIENCE)
    return (shown.stdout + shown.stderr).split("version ")[1].split()[0]


def file_of(pod: Pod, flag: str) -> Any:
    """The document that a flag of the pod names, as it is on disk; None where the flag is not given."""
    for one in pod.container["args"]:
        if one.startswith(flag):
            return yaml.safe_load(pod.on_disk(one.removeprefix(flag)).read_text())
    return None


def _workload_of_others(one: Declared) -> bool:
    template = one.inputs.get("spec", {}).get("template", {}) if one.token.startswith("kubernetes:apps/") else None
    return template is not None and "/thanos/thanos:" not in template["spec"]["containers"][0]["image"]
