"""Prometheus with the identity and the remote write of its pod, among stand-ins that know what the stack declares."""

import contextlib
import json
import os
import signal
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from tests.proof.authorities import Authorities
from tests.proof.aws_authority import AMP_HOSTS, STS_HOSTS, Aws
from tests.proof.azure_ingestion import AzureIngestion
from tests.proof.clusters import Cluster
from tests.proof.declarations import Stack
from tests.proof.entra import HOST, Entra
from tests.proof.manifests import Pod
from tests.proof.mounted_files import data_of
from tests.proof.pods import prometheus_pod, prometheus_release, rooted_environment
from tests.proof.processes import Process, answers, free_port, run, tool, wait_until
from tests.proof.receivers import Receiver
from tests.proof.remote_write_section import remote_write_section
from tests.proof.samples import Samples

DEFAULT_SAMPLES_PER_SEND = 2000


@dataclass
class Run:
    """One Prometheus, what stands for the clouds, and what each of the stack's stores received."""

    stack: Stack
    pod: Pod
    entries: list[dict[str, Any]]
    authorities: Authorities
    receivers: dict[str, Receiver]
    """By the host of the entry's URL."""
    entra: Entra
    aws: Aws
    log: Path
    url: str
    process: Process | None = None

    def receiver(self, name: str) -> Receiver:
        """The store of a remote-write entry."""
        return self.receivers[host_of(next(e for e in self.entries if e["name"] == name))]

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 40) -> None:
        """Waits; the failure says who refused what, what Prometheus said, and who declared it."""
        try:
            wait_until(condition, seconds=seconds, what=what)
        except AssertionError as error:
            release = prometheus_release(self.stack)
            refusals, strays = sorted(set(self.authorities.refusals())), sorted(set(self.authorities.strays))
            raise AssertionError(
                f"{error}\n{release.kind} {release.id}, declared by {release.component}\n"
                f"refused: {refusals}\nunknown hosts: {strays}\n{self.said()[-3000:]}"
            ) from None

    def wait_refused(self, reason: str) -> None:
        """Waits until the reason was given and Prometheus has repeated it. Until then no store may take anything."""
        self.wait(lambda: any(reason in one for one in self.authorities.refusals()), f"a refusal with {reason}")
        self.wait(lambda: reason in self.said(), f"Prometheus to say {reason}")
        accepted = [host for host, receiver in self.receivers.items() if receiver.batches]
        assert not accepted, f"{accepted} took samples"

    @property
    def ended(self) -> bool:
        """Whether Prometheus gave up."""
        return bool(self.process and self.process.process and self.process.process.poll() is not None)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def metric(self, name: str, target: str) -> float:
        """The sum of a metric of Prometheus about a target."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as response:
            lines = response.read().decode().splitlines()
        mine = [line for line in lines if line.startswith(f"{name}{{") and f'remote_name="{target}"' in line]
        assert mine, f"Prometheus has no {name} of {target}"
        return sum(float(line.rpartition(" ")[2]) for line in mine)


def entries_of(stack: Stack) -> list[dict[str, Any]]:
    """The remote-write entries in the release's values."""
    spec = prometheus_release(stack).inputs["values"]["prometheus"]["prometheusSpec"]
    return [*spec.get("remoteWrite", []), *spec.get("additionalRemoteWrite", [])]


def keyless(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that sign in with the pod's identity."""
    return [entry for entry in entries if "azureAd" in entry or "sigv4" in entry]


def host_of(entry: Mapping[str, Any]) -> str:
    return str(urllib.parse.urlsplit(entry["url"]).hostname)


@contextlib.contextmanager
def running(
    stack: Stack,
    cluster: Cluster,
    home: Path,
    *,
    entries: Sequence[dict[str, Any]],
    script: Sequence[int] = (),
    starts: bool = True,
) -> Iterator[Run]:
    """A Prometheus that writes to the entries, waited for where it `starts`.

    Its section of the configuration is the pod's own; hosts are reached by the proxy, as by a hosts entry.
    """
    pod = prometheus_pod(stack, cluster, home / "pod")
    entra, aws = Entra(stack, cluster), Aws(stack, cluster)
    ingestion = AzureIngestion(stack, entra)
    receivers = {host_of(entry): Receiver(script=list(script)) for entry in entries}
    for host in ingestion.hosts:
        receivers.setdefault(host, Receiver()).refuse = ingestion.refuse
    amp = {host: receiver for host, receiver in receivers.items() if host.startswith(AMP_HOSTS.split("*")[0])}
    for receiver in amp.values():
        receiver.refuse = aws.refuse
    services = {HOST: entra, STS_HOSTS: aws.sts, **receivers}
    with Authorities(home / "authorities", services) as authorities, Samples(_samples(entries)) as samples:
        url = f"http://127.0.0.1:{free_port()}"
        made = Run(stack, pod, [*entries], authorities, receivers, entra, aws, home / "prometheus.log", url)
        section = remote_write_section(
            entries, lambda name, key: data_of(stack.objects, "Secret", pod.namespace, name)[key]
        )
        section = [{**entry, "proxy_from_environment": True} for entry in section]
        with _prometheus(made, home, samples.address, section, starts=starts) as made.process:
            yield made


@contextlib.contextmanager
def bare_environment() -> Iterator[None]:
    """Nothing of the developer's own environment gets into what starts here: no credential, no proxy."""
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"]}, clear=True):
        yield


def prometheus_version() -> str:
    return run([tool("prometheus"), "--version"]).split("version ")[1].split()[0]


def _prometheus(made: Run, home: Path, samples: str, section: list[dict[str, Any]], *, starts: bool) -> Process:
    labels = prometheus_release(made.stack).inputs["values"]["prometheus"]["prometheusSpec"].get("externalLabels", {})
    config = {
        "global": {"scrape_interval": "1s", "external_labels": labels},
        "scrape_configs": [{"job_name": "samples", "static_configs": [{"targets": [samples]}]}],
        "remote_write": section,
    }
    file = home / "prometheus.yaml"
    # JSON is YAML; a dumper of YAML would fold long strings.
    file.write_text(json.dumps(config, indent=2))
    address = made.url.removeprefix("http://")
    arguments = [f"--config.file={file}", f"--storage.tsdb.path={home / 'data'}", f"--web.listen-address={address}"]
    # Hidden; without it the first scrape comes after five seconds.
    arguments.append("--scrape.discovery-reload-interval=100ms")
    environment = {"HOME": str(home), **rooted_environment(made.pod), **made.authorities.environment}
    with bare_environment():
        return Process(
            [tool("prometheus"), *arguments],
            log=made.log,
            env=environment,
            ready=lambda: not starts or answers(f"{made.url}/-/ready"),
            seconds=30,
            # By SIGTERM it would try for a minute to deliver what a store refuses.
            stop=signal.SIGKILL,
        )


def _samples(entries: Sequence[dict[str, Any]]) -> int:
    """Enough to fill two batches at every scrape: nobody waits for a deadline of a minute."""
    sizes = [entry.get("queueConfig", {}).get("maxSamplesPerSend", DEFAULT_SAMPLES_PER_SEND) for entry in entries]
    return 2 * max(sizes, default=0) + 100
