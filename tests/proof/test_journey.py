"""A sample's way from a real Prometheus to Thanos and back, through what the smallest Thanos stack declares."""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from components.cluster.alerts import SETTLED_AFTER
from tests.proof.support.cluster.chart_rules import alert_expression
from tests.proof.support.declared.declarations import declared
from tests.proof.support.declared.mutations import argument, changed, edited
from tests.proof.support.declared.remote_write_config import remote_write_section
from tests.proof.support.journey.queues import SECOND_TENANT, forgetful, rate_limited, second_tenant, wrong_password
from tests.proof.support.journey.servers import JOB, Prometheus, instant_query
from tests.proof.support.journey.travel import QUEUES, REPLICAS, Journey, travelling
from tests.proof.support.pods.manifests import PodProcess
from tests.proof.support.pods.thanos_pods import thanos_version
from tests.proof.support.processes import ROOT, TOOLS, Process, run
from tests.proof.support.stand_ins.busy_receiver import BusyReceiver
from tests.proof.support.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.proof

OUTAGE_SECONDS = 60

PUSH = [str(TOOLS / "promtool"), "push", "metrics", "--remote-write.path=/api/v1/receive"]
STACK = ROOT / "tests" / "stacks" / "thanos.yaml"
A, B = REPLICAS
DEFAULT_TENANT = "default-tenant"
Claim = Callable[[str, str, str], None]
CHAIN = "prometheus 3.14.0 → nginx → thanos"


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyReceiver]:
    with BusyReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory, busy: BusyReceiver) -> Iterator[Journey]:
    def sections(running: Journey) -> list[dict[str, Any]]:
        return [second_tenant(running), wrong_password(running), forgetful(running), *rate_limited(running, busy)]

    with travelling(declared(STACK), tmp_path_factory.mktemp("journey"), sections) as running:
        yield running


def failed(prometheus: Prometheus, queue: str) -> float:
    return prometheus.metric(f"{QUEUES}_samples_failed_total", queue)


def test_samples_of_both_replicas_come_back_as_one_with_their_external_labels(journey: Journey, claim: Claim) -> None:
    for prometheus in journey.prometheus.values():
        wait_until(lambda p=prometheus: len(p.scraped()) > 2, what="three scrapes")
    scraped = {replica: prometheus.scraped() for replica, prometheus in journey.prometheus.items()}
    for replica, moments in scraped.items():
        journey.wait_until_stored(moments, replica)
    [series] = journey.query(f'up{{job="{JOB}",origin="",tenant_id="{DEFAULT_TENANT}"}}')
    labels = series["metric"]
    assert labels.items() >= journey.spec["externalLabels"].items()
    assert not {label for label in labels if label.endswith("replica")}
    claim(
        "samples of two replicas come back de-duplicated, with external labels, by the URLs and password of the stack",
        f"{CHAIN} {thanos_version()}",
        "GET https://query…/api/v1/query?query=up",
    )


def test_each_sample_is_held_by_as_many_ingestors_as_the_replication_factor(journey: Journey, claim: Claim) -> None:
    journey.wait_until_stored(journey.prometheus[A].scraped(), A)
    copies = journey.query(f'up{{job="{JOB}",origin="",tenant_id="{DEFAULT_TENANT}"}}', dedup=False)
    holders = {(one["metric"]["prometheus_replica"], one["metric"]["receive_replica"]) for one in copies}
    assert holders == {(replica, one.pod.name) for replica in REPLICAS for one in journey.ingestors}
    claim("every sample is on three ingestors", f"{CHAIN} {thanos_version()}", "… query=up&dedup=false")


def test_a_second_tenant_is_stored_apart(journey: Journey, claim: Claim) -> None:
    expression = f'up{{job="{JOB}",origin="{SECOND_TENANT}",tenant_id="%s"}}'
    wait_until(lambda: bool(journey.query(expression % SECOND_TENANT)), what="the second tenant's sample")
    assert journey.query(expression % DEFAULT_TENANT) == []
    assert journey.query(f'up{{job="{JOB}",origin="",tenant_id="{SECOND_TENANT}"}}') == []
    claim(
        "a second tenant's samples carry its own tenant_id, and no other's show them",
        f"{CHAIN} {thanos_version()}",
        "remote_write.headers THANOS-TENANT",
    )


def test_samples_sent_with_a_wrong_password_are_dropped_and_counted(journey: Journey, claim: Claim) -> None:
    prometheus = journey.prometheus[A]
    wait_until(lambda: failed(prometheus, "wrong") > 0, what="samples to fail")
    assert re.search(r'- thanos \[.*" 401 .*"Prometheus/', (journey.nginx.folder / "access.log").read_text())
    assert failed(prometheus, "thanos") == 0
    claim(
        "samples that get 401 are dropped and counted for their queue alone",
        "prometheus 3.14.0",
        f"{QUEUES}_samples_failed_total",
    )


def test_the_alert_for_dropped_samples_sees_that_queue_alone(journey: Journey, claim: Claim) -> None:
    expression = alert_expression(journey.release, "RemoteWriteSamplesLost", journey.folder)
    prometheus = journey.prometheus[A]
    assert not prometheus.query(expression), "its targets are new"
    # As it will be when they are not: this Prometheus lives for a minute.
    settled = expression.replace(f"offset {SETTLED_AFTER}", "offset 1s")
    assert settled != expression

    def alerting() -> set[str]:
        return {one["metric"]["remote_name"] for one in prometheus.query(settled)}

    wait_until(lambda: "wrong" in alerting(), what="the alert's expression to be true")
    assert not alerting() & {"thanos", SECOND_TENANT, "patient"}
    claim(
        "the program's alert for lost samples sees a queue with a wrong password and no healthy one",
        "prometheus 3.14.0, helm",
        "RemoteWriteSamplesLost of helm template kube-prometheus-stack",
    )


def test_429_is_tried_again_because_the_queue_says_so(journey: Journey, busy: BusyReceiver, claim: Claim) -> None:
    for path in ("/patient", "/hasty"):
        wait_until(lambda path=path: len(busy.taken[path]) > 1, what=f"{path} to be taken after 429")
    prometheus = journey.prometheus[A]
    assert set(busy.refused["/patient"]) <= set(busy.taken["/patient"])
    assert failed(prometheus, "patient") == 0
    # The break: without the queue's own setting the same answer loses samples.
    assert not set(busy.refused["/hasty"]) & set(busy.taken["/hasty"])
    assert failed(prometheus, "hasty") > 0
    claim("429 loses nothing, because of retryOnRateLimit", "prometheus 3.14.0", "queue_config.retry_on_http_429")


def test_a_receive_that_is_down_loses_nothing(journey: Journey, claim: Claim) -> None:
    prometheus = journey.prometheus[A]
    [router] = journey.of_role("receive", "hashrings-file")
    retried = prometheus.metric(f"{QUEUES}_samples_retried_total", "thanos")
    router.stop()
    down = time.time()
    wait_until(
        lambda: (
            prometheus.metric(f"{QUEUES}_samples_retried_total", "thanos") > retried
            and max(prometheus.scraped()) - down > OUTAGE_SECONDS
        ),
        seconds=OUTAGE_SECONDS + PATIENCE,
        what="Prometheus to notice, and a minute of scrapes",
    )
    missed = {moment for moment in prometheus.scraped() if moment > down}
    assert not missed & journey.stored(A)
    router.start()
    journey.wait_until_stored(prometheus.scraped(), A)
    wait_until(lambda: max(journey.stored(A, "forgetful"), default=0) > max(missed), what="the forgetful queue")
    assert not missed <= journey.stored(A, "forgetful"), "the break: a queue that drops what is old has a gap"
    assert failed(prometheus, "thanos") == 0
    claim(
        "a receive that is down for a minute loses no sample",
        f"{CHAIN} {thanos_version()}",
        "SIGTERM to the router; scrapes go on",
    )


def test_blocks_are_uploaded_on_sigterm_and_served_by_the_store(journey: Journey, claim: Claim) -> None:
    prometheus = journey.prometheus[A]
    journey.wait_until_stored(expected := prometheus.scraped(), A)
    for ingestor in journey.ingestors:
        ingestor.stop()
    [store] = journey.of_role("store")
    try:
        blocks = journey.azurite.bucket(journey.container, "ls", "--output={{.Thanos.Labels}}")
        store.stop()
        store.start()
        journey.wait_until_stored(expected, A)
    finally:
        for ingestor in journey.ingestors:
            ingestor.start()
    for ingestor in journey.ingestors:
        for tenant in (DEFAULT_TENANT, SECOND_TENANT):
            assert f"receive_replica:{ingestor.pod.name} tenant_id:{tenant}" in blocks
    journey.wait_until_stored(prometheus.scraped(), A)
    assert failed(prometheus, "thanos") == 0
    claim(
        "on SIGTERM every ingestor uploads a block per tenant, and the store answers from it",
        f"thanos {thanos_version()}, Azurite 3.37.0",
        "SIGTERM; thanos tools bucket ls; query=up[1h]",
    )


def test_every_pod_is_ready_and_compact_does_not_halt(journey: Journey, claim: Claim) -> None:
    assert {name: one.pod.answers_probe() for name, one in journey.processes.items()} == dict.fromkeys(
        journey.processes, True
    )
    [compact] = journey.of_role("compact")
    with urllib.request.urlopen(compact.pod.url("http") + "/metrics", timeout=PATIENCE) as response:
        assert "\nthanos_compact_halted 0\n" in response.read().decode()
    claim("all pods are ready with their bucket", f"thanos {thanos_version()}, Azurite 3.37.0", "GET /-/ready")


def test_a_broken_hashring_is_caught(journey: Journey, tmp_path: Path) -> None:
    [router] = journey.of_role("receive", "hashrings-file")
    wrong_port = edited("hashrings.json", lambda rings: [_to_http(one) for one in rings[0]["endpoints"]])
    broken = changed(journey.objects, "ConfigMap", "thanos/thanos-receive-router-hashrings", wrong_port)
    with journey.one_more(router, journey.objects, tmp_path / "as-declared") as one:
        run([*PUSH, one.pod.url("remote-write"), *_sample(tmp_path)])
        assert forwarded(one, "success")
    with journey.one_more(router, broken, tmp_path / "broken") as one:
        # The client tries for more than a minute.
        client = Process([*PUSH, one.pod.url("remote-write"), *_sample(tmp_path)], log=tmp_path / "client")
        with client:
            wait_until(lambda: forwarded(one, "error") > 0, what="the router to fail")
        assert not forwarded(one, "success")


def _to_http(endpoint: dict[str, str]) -> None:
    endpoint["address"] = endpoint["address"].replace(":10901", ":10902")


def _sample(folder: Path) -> list[str]:
    (file := folder / "sample").write_text("# TYPE pushed gauge\npushed 1\n")
    return [str(file)]


def forwarded(router: PodProcess, result: str) -> float:
    """How many of the router's requests to ingestors had a result: `success` or `error`."""
    with urllib.request.urlopen(f"{router.pod.url('http')}/metrics", timeout=PATIENCE) as response:
        found = re.search(
            rf'thanos_receive_forward_requests_total{{result="{result}"}} (\S+)', response.read().decode()
        )
    return float(found[1]) if found else 0


def test_a_bucket_that_does_not_exist_is_caught(journey: Journey, tmp_path: Path) -> None:
    [store] = journey.of_role("store")
    mistyped = edited("object-store.yaml", lambda file: file["config"].update(container="thanoss"))
    broken = changed(journey.objects, "ConfigMap", "thanos/thanos-object-store", mistyped)
    process = journey.one_more(store, broken, tmp_path)
    with pytest.raises(AssertionError, match="ContainerNotFound") as caught, process:
        pass
    assert store.pod.origin in str(caught.value)


def test_a_mistyped_replica_label_is_caught(journey: Journey, tmp_path: Path) -> None:
    [query] = journey.of_role("query")
    mistyped = argument("--query.replica-label=prometheus_replica", "--query.replica-label=prometheus-replica")
    broken = changed(journey.objects, "Deployment", "thanos/thanos-query", mistyped)
    expression = f'up{{job="{JOB}",origin=""}}'
    assert len(journey.query(expression)) == 1
    with journey.one_more(query, broken, tmp_path) as process:
        found = instant_query(f"{process.pod.url('http')}/api/v1/query", expression)
    assert len(found) == len(REPLICAS)


def test_a_field_of_remote_write_that_nobody_knows_is_caught(journey: Journey) -> None:
    with pytest.raises(AssertionError, match="queueConfigs is not known"):
        remote_write_section({**journey.entry, "queueConfigs": {}}, lambda name, key: "")
