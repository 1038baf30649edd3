"""A Thanos stack on loopback, whole: Prometheus, nginx, all Thanos pods, and Azurite in the place of blob storage."""

import contextlib
import dataclasses
import json
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.declared.mutations import changed, edited
from tests.proof.support.declared.remote_write_config import remote_write_section
from tests.proof.support.journey.servers import ITSELF, JOB, WINDOW, Azurite, Prometheus, timestamps
from tests.proof.support.pods.ingress_server import IngressClient, IngressServer
from tests.proof.support.pods.manifests import PodProcess
from tests.proof.support.pods.mounted_files import data_of, write_files
from tests.proof.support.pods.thanos_pods import ThanosPods, role
from tests.proof.support.processes import free_port
from tests.proof.support.waiting import wait_until

# Prometheus' own job and namespace, as its alerts expect them.
SELF, NAMESPACE = "kube-prometheus-stack-prometheus", "monitoring"
QUEUES = "prometheus_remote_storage"
REPLICAS = ("replica-a", "replica-b")


class Journey:
    """The parts of the running stack, and a client of its query Ingress."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.folder = folder
        [account] = [o.outputs["name"] for o in stack.objects if o.kind == "StorageAccount"]
        [self.container] = [o.inputs["containerName"] for o in stack.objects if o.kind == "BlobContainer"]
        self.azurite = Azurite(account, folder)
        change = edited("object-store.yaml", self._to_azurite)
        objects = changed(stack.objects, "ConfigMap", "thanos/thanos-object-store", change)
        self.thanos = ThanosPods(objects, folder)
        self.objects = self.thanos.objects
        self.nginx = IngressServer(self.objects, self.thanos.network, folder / "nginx")
        self.processes: dict[str, PodProcess] = {p.name: self.thanos.process(p) for p in self.thanos.pods.values()}
        endpoint = stack.outputs["endpoints"]["thanos"]
        self.query_url, self.write_url, self.username = (endpoint[k] for k in ("queryUrl", "writeUrl", "username"))
        self.client = IngressClient(self.nginx, self.username)
        self.password: str = stack.outputs["passwords"]["thanos"]
        [self.release] = [one for one in stack.releases if one.id.endswith("/kube-prometheus-stack")]
        self.spec = self.release.inputs["values"]["prometheus"]["prometheusSpec"]
        [self.entry] = [one for one in self.spec["additionalRemoteWrite"] if one["name"] == "thanos"]
        self.prometheus: dict[str, Prometheus] = {}

    def _to_azurite(self, file: dict[str, Any]) -> None:
        assert file["config"]["container"] == self.container, "pods use the container that the stack declares"
        file["config"]["storage_connection_string"] = self.azurite.connection

    def of_role(self, name: str, *flags: str) -> list[PodProcess]:
        """Processes of a role; of receive those with a flag."""
        found = [one for one in self.processes.values() if role(one.pod) == name]
        return [one for one in found if all(any(f in a for a in one.pod.container["args"]) for f in flags)]

    @property
    def ingestors(self) -> list[PodProcess]:
        return self.of_role("receive", "--tsdb.path")

    def section(self, **fields: Any) -> dict[str, Any]:
        """`remote_write` of the declared target, reached through the proxy; `fields` are what differs."""
        own = remote_write_section(self.entry, lambda name, key: data_of(self.objects, "Secret", NAMESPACE, name)[key])
        return {**own, "proxy_url": self.client.proxy.url, **fields}

    def configuration(self, replica: str, sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """A Prometheus with the declared external labels and the replica label that the operator adds."""
        target = self.of_role("query")[0].pod.url("http").removeprefix("http://")
        labels = {**self.spec["externalLabels"], "prometheus_replica": replica}
        return {
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "external_labels": labels},
            "scrape_configs": [
                _scrape(JOB, target, keep="none"),
                _scrape(SELF, ITSELF, keep=f"{QUEUES}_.*samples.*_total"),
            ],
            "remote_write": [dict(one) for one in sections],
        }

    def query(self, expression: str, *, dedup: bool = True) -> list[dict[str, Any]]:
        """Result of an instant query through the Ingress of the query frontend."""
        parameters = urllib.parse.urlencode({"query": expression, "dedup": str(dedup).lower()})
        status, body = self.client.request(f"{self.query_url}/api/v1/query?{parameters}", password=self.password)
        assert status == 200, body.decode(errors="replace")
        return json.loads(body)["data"]["result"]

    def stored(self, replica: str, origin: str = "") -> set[float]:
        """Timestamps of `up` that one queue of one Prometheus wrote (the declared one: no `origin`)."""
        expression = f'up{{job="{JOB}",prometheus_replica="{replica}",origin="{origin}"}}[{WINDOW}]'
        return timestamps(self.query(expression, dedup=False))

    def wait_until_stored(self, expected: set[float], replica: str) -> None:
        """Waits until Thanos has all of these samples of the declared queue."""
        wait_until(
            lambda: expected <= self.stored(replica),
            what=lambda: f"{len(expected)} samples of {replica} to come back; so far {len(self.stored(replica))}",
        )

    def one_more(self, like: PodProcess, objects: Sequence[Declared], root: Path) -> PodProcess:
        """One more pod beside a running one, as these objects declare it and its files."""
        [workload] = [o for o in objects if (o.token, o.id) == (like.pod.workload.token, like.pod.workload.id)]
        ports = {number: free_port() for number in like.pod.ports}
        pod = dataclasses.replace(like.pod, workload=workload, root=root, ports=ports)
        write_files(pod, objects, self.thanos.network)
        return self.thanos.process(pod)


def _scrape(job: str, target: str, *, keep: str) -> dict[str, Any]:
    """A job with the labels of the operator's; of what the target says, only `keep` is."""
    labels = {"instance": "target", "namespace": NAMESPACE}
    steps = [{"source_labels": ["__name__"], "regex": keep, "action": "keep"}]
    return {
        "job_name": job,
        "static_configs": [{"targets": [target], "labels": labels}],
        "metric_relabel_configs": steps,
    }


@contextlib.contextmanager
def travelling(stack: Stack, folder: Path, sections: Any) -> Iterator[Journey]:
    """Everything running and ready; `sections(journey)` are additional queues of the first Prometheus."""
    journey = Journey(stack, folder)
    with contextlib.ExitStack() as running:
        for one in (journey.client.proxy, journey.azurite):
            running.enter_context(one)
        journey.azurite.bucket(journey.container, "ls", create=True)
        order = [*journey.ingestors, *journey.of_role("store"), *journey.of_role("compact")]
        order += [*journey.of_role("receive", "hashrings-file"), *journey.of_role("query")]
        order += journey.of_role("query-frontend")
        assert len(order) == len(journey.processes)
        for one in [*order, journey.nginx]:
            running.enter_context(one)
        for replica in REPLICAS:
            more = sections(journey) if replica == REPLICAS[0] else []
            configuration = journey.configuration(replica, [journey.section(), *more])
            journey.prometheus[replica] = Prometheus(folder / replica, configuration, journey.nginx.authorities)
            running.enter_context(journey.prometheus[replica])
        yield journey
