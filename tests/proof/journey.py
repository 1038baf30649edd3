"""A Thanos stack on loopback, whole: Prometheus, nginx, all Thanos pods and Azurite in the place of the blob storage."""

import base64
import contextlib
import json
import signal
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.proof.declarations import Declared, Stack
from tests.proof.ingress_server import IngressClient, IngressServer
from tests.proof.manifests import PodProcess, changed, data_of
from tests.proof.processes import Process, answers, free_port, run, tool, wait_until
from tests.proof.remote_write_config import remote_write_section
from tests.proof.thanos_pods import ThanosPods, edited, role

KEY = base64.b64encode(b"a key of a storage account that lives for a minute").decode()
JOB = "journey"
# Prometheus' own job and namespace, as its alerts expect them.
SELF, NAMESPACE = "kube-prometheus-stack-prometheus", "monitoring"
SELF_ADDRESS = "itself:9090"
QUEUES = "prometheus_remote_storage"
REPLICAS = ("replica-a", "replica-b")


class Azurite(Process):
    """Blob storage of one account on loopback."""

    def __init__(self, account: str, folder: Path) -> None:
        port, self.account = free_port(), account
        self.connection = (
            f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={KEY};"
            f"BlobEndpoint=http://127.0.0.1:{port}/{account};"
        )
        super().__init__(
            [tool("azurite-blob"), "--blobPort", str(port), "--inMemoryPersistence", "--skipApiVersionCheck"]
            + ["--disableTelemetry", "--silent"],
            log=folder / "azurite.log",
            env={"AZURITE_ACCOUNTS": f"{account}:{KEY}"},
            ready=lambda: answers(f"http://127.0.0.1:{port}/{account}?comp=list", 403),
        )

    def bucket(self, container: str, *command: str, create: bool = False) -> str:
        """What `thanos tools bucket` says of a container."""
        config = {"storage_account": self.account, "storage_connection_string": self.connection, "container": container}
        store = json.dumps({"type": "AZURE", "config": {**config, "storage_create_container": create}})
        shown = [tool("thanos"), "tools", "bucket", *command, f"--objstore.config={store}", "--log.level=error"]
        return run(shown, seconds=60)


class Prometheus(Process):
    """One replica that scrapes one target twice a second."""

    def __init__(self, folder: Path, configuration: Mapping[str, Any], authorities: Path) -> None:
        self.port = free_port()
        folder.mkdir(parents=True)
        own = yaml.safe_dump(dict(configuration)).replace(SELF_ADDRESS, f"127.0.0.1:{self.port}")
        (folder / "prometheus.yaml").write_text(own)
        super().__init__(
            [tool("prometheus"), f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/data"]
            + [f"--web.listen-address=127.0.0.1:{self.port}"],
            log=folder / "log",
            env={"SSL_CERT_FILE": str(authorities)},
            ready=lambda: answers(f"http://127.0.0.1:{self.port}/-/ready"),
            # Ended gently, it would wait for queues that cannot be emptied.
            stop=signal.SIGKILL,
        )

    def metric(self, name: str, remote_name: str) -> float:
        """A counter of one remote-write queue."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as response:
            lines = [line for line in response.read().decode().splitlines() if line.startswith(f"{name}{{")]
        return sum(float(line.rpartition(" ")[2]) for line in lines if f'remote_name="{remote_name}"' in line)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Result of an instant query."""
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query?{query}", timeout=5) as response:
            return json.load(response)["data"]["result"]

    def scraped(self) -> set[float]:
        """Timestamps of all samples of `up` it has."""
        return timestamps(self.query(f'up{{job="{JOB}"}}[10m]'))


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
        [release] = [one for one in stack.releases if one.id.endswith("/kube-prometheus-stack")]
        self.spec = release.inputs["values"]["prometheus"]["prometheusSpec"]
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
            "scrape_configs": [_scrape(JOB, target, keep="none"), _scrape(SELF, SELF_ADDRESS, keep=f"{QUEUES}_.*samples.*_total")],
            "remote_write": [dict(one) for one in sections],
        }

    def query(self, expression: str, *, dedup: bool = True) -> list[dict[str, Any]]:
        """Result of an instant query through the Ingress of the query frontend."""
        parameters = urllib.parse.urlencode({"query": expression, "dedup": str(dedup).lower()})
        status, body = self.client.request(f"{self.query_url}/api/v1/query?{parameters}", password=self.password)
        assert status == 200, body.decode(errors="replace")
        return json.loads(body)["data"]["result"]

    def stored(self, replica: str, **labels: str) -> set[float]:
        """Timestamps of `up` that one Prometheus wrote and Thanos answers with."""
        matchers = "".join(f',{key}="{value}"' for key, value in labels.items())
        expression = f'up{{job="{JOB}",prometheus_replica="{replica}"{matchers}}}[10m]'
        return timestamps(self.query(expression, dedup=False))

    def wait_until_stored(self, expected: set[float], replica: str, *, seconds: float = 30, **labels: str) -> None:
        """Waits until Thanos has all of these samples."""
        wait_until(
            lambda: expected <= self.stored(replica, **labels),
            seconds=seconds,
            what=f"{len(expected)} samples of {replica} to come back; so far {len(self.stored(replica, **labels))}",
        )


def _scrape(job: str, target: str, *, keep: str) -> dict[str, Any]:
    """A job with the labels of the operator's; of what the target says, only `keep` is."""
    labels = {"instance": "target", "namespace": NAMESPACE}
    steps = [{"source_labels": ["__name__"], "regex": keep, "action": "keep"}]
    return {
        "job_name": job,
        "static_configs": [{"targets": [target], "labels": labels}],
        "metric_relabel_configs": steps,
    }


def timestamps(result: Sequence[Mapping[str, Any]]) -> set[float]:
    return {moment for series in result for moment, _ in series["values"]}


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
