"""Prometheus with the identity and the remote write of its pod, among stand-ins that know what the stack declares."""

import contextlib
import functools
import json
import os
import signal
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from unittest import mock

from tests.proof.support.cluster.written_config import asked_for
from tests.proof.support.declared.declarations import Stack
from tests.proof.support.keyless.run import Run, address_of
from tests.proof.support.pods.admission import prometheus_pod, prometheus_release, rooted_environment
from tests.proof.support.pods.mounted_files import data_of
from tests.proof.support.processes import Process, answers, free_port, run, tool
from tests.proof.support.stand_ins.authorities import Authorities
from tests.proof.support.stand_ins.aws_authority import AMP_HOSTS, STS_HOSTS, Aws
from tests.proof.support.stand_ins.azure_ingestion import AzureIngestion
from tests.proof.support.stand_ins.clusters import Cluster
from tests.proof.support.stand_ins.directory import METADATA_SERVICE, Directory
from tests.proof.support.stand_ins.known import known
from tests.proof.support.stand_ins.receivers import Receiver
from tests.proof.support.stand_ins.samples import Samples

DEFAULT_SAMPLES_PER_SEND = 2000


def entries_of(stack: Stack) -> list[dict[str, Any]]:
    """The remote-write entries in the release's values."""
    spec = prometheus_release(stack).inputs["values"]["prometheus"]["prometheusSpec"]
    return [*spec.get("remoteWrite", []), *spec.get("additionalRemoteWrite", [])]


def keyless(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that sign in with the pod's identity."""
    return [entry for entry in entries if "azureAd" in entry or "sigv4" in entry]


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
    clouds = known(stack)
    entra, aws = Directory(clouds, cluster), Aws(clouds, cluster)
    ingestion = AzureIngestion(clouds, entra)
    receivers = {address_of(entry): Receiver(script=list(script)) for entry in entries}
    for address, receiver in receivers.items():
        host = address.partition("/")[0]
        if host in ingestion.hosts:
            receiver.refuse = ingestion.refuse
        if fnmatch(host, AMP_HOSTS):
            receiver.refuse = aws.refuse
    stores = {
        address.partition("/")[0]: lambda request: receivers[request.host + request.path](request)
        for address in receivers
    }
    services = {entra.host: entra, METADATA_SERVICE: entra.metadata, STS_HOSTS: aws.sts, **stores}
    with Authorities(home / "authorities", services) as authorities, Samples(_samples(entries)) as samples:
        url = f"http://127.0.0.1:{free_port()}"
        made = Run(stack, pod, [*entries], authorities, receivers, entra, ingestion, aws, home / "prometheus.log", url)
        secret = lambda name, key: data_of(stack.objects, "Secret", pod.namespace, name)[key]  # noqa: E731
        section = [{**asked_for(entry, secret), "proxy_from_environment": True} for entry in entries]
        with _prometheus(made, home, samples.address, section, starts=starts) as made.process:
            yield made


@contextlib.contextmanager
def bare_environment() -> Iterator[None]:
    """Nothing of the developer's own environment gets into what starts here: no credential, no proxy."""
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"]}, clear=True):
        yield


@functools.cache
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
            # By SIGTERM it would try for a minute to deliver what a store refuses.
            stop=signal.SIGKILL,
        )


def _samples(entries: Sequence[dict[str, Any]]) -> int:
    """Enough to fill two batches at every scrape: nobody waits for a deadline of a minute."""
    sizes = [entry.get("queueConfig", {}).get("maxSamplesPerSend", DEFAULT_SAMPLES_PER_SEND) for entry in entries]
    return 2 * max(sizes, default=0) + 100
