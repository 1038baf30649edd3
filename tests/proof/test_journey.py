"""A sample's way from a real Prometheus to Thanos and back, through what the smallest Thanos stack declares."""

import dataclasses
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.proof.busy_receiver import BusyReceiver
from tests.proof.declarations import Declared, declared
from tests.proof.journey import JOB, QUEUES, REPLICAS, Journey, Prometheus, travelling
from tests.proof.manifests import changed, write_files
from tests.proof.processes import ROOT, charts, free_port, run, tool, wait_until
from tests.proof.thanos_pods import edited, thanos_version

pytestmark = pytest.mark.proof

STACK = ROOT / "tests" / "stacks" / "thanos.yaml"
A, B = REPLICAS
SECOND_TENANT, DEFAULT_TENANT = "second", "default-tenant"
Claim = Callable[[str, str, str], None]
CHAIN = "prometheus 3.14.0 → nginx → thanos"


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyReceiver]:
    with BusyReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory, busy: BusyReceiver) -> Iterator[Journey]:
    def sections(running: Journey) -> list[dict[str, Any]]:
        return [*second_tenant(running), wrong_password(running), *rate_limited(running, busy)]

    with travelling(declared(STACK), tmp_path_factory.mktemp("journey"), sections) as running:
        yield running


def second_tenant(running: Journey) -> list[dict[str, Any]]:
    origin = [{"target_label": "origin", "replacement": SECOND_TENANT}]
    header = {"THANOS-TENANT": SECOND_TENANT}
    return [running.section(name=SECOND_TENANT, headers=header, write_relabel_configs=origin)]


def wrong_password(running: Journey) -> dict[str, Any]:
    return running.section(name="wrong", basic_auth={"username": running.username, "password": "wrong"})


def rate_limited(running: Journey, busy: BusyReceiver) -> list[dict[str, Any]]:
    """The declared queue, and the same without its answer to 429."""
    patient = running.section(name="patient", url=f"{busy.url}/patient")
    del patient["proxy_url"]
    queue = {key: value for key, value in patient["queue_config"].items() if key != "retry_on_http_429"}
    return [patient, {**patient, "name": "hasty", "url": f"{busy.url}/hasty", "queue_config": queue}]


def failed(prometheus: Prometheus, queue: str) -> float:
    return prometheus.metric(f"{QUEUES}_samples_failed_total", queue)


def test_samples_of_both_replicas_come_back_as_one_with_their_external_labels(journey: Journey, claim: Claim) -> None:
    for prometheus in journey.prometheus.values():
        wait_until(lambda p=prometheus: len(p.scraped()) > 2, seconds=20, what="three scrapes")
    scraped = {replica: prometheus.scraped() for replica, prometheus in journey.prometheus.items()}
    for replica, moments in scraped.items():
        journey.wait_until_stored(moments, replica)
    [series] = journey.query(f'up{{job="{JOB}",tenant_id="{DEFAULT_TENANT}"}}')
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
    copies = journey.query(f'up{{job="{JOB}",tenant_id="{DEFAULT_TENANT}"}}', dedup=False)
    holders = {(one["metric"]["prometheus_replica"], one["metric"]["receive_replica"]) for one in copies}
    assert holders == {(replica, one.pod.name) for replica in REPLICAS for one in journey.ingestors}
    claim("every sample is on three ingestors", f"{CHAIN} {thanos_version()}", "… query=up&dedup=false")


def test_a_second_tenant_is_stored_apart(journey: Journey, claim: Claim) -> None:
    expression = f'up{{job="{JOB}",origin="{SECOND_TENANT}",tenant_id="%s"}}'
    wait_until(lambda: bool(journey.query(expression % SECOND_TENANT)), seconds=20, what="the second tenant's sample")
    assert journey.query(expression % DEFAULT_TENANT) == []
    assert journey.query(f'up{{job="{JOB}",origin="",tenant_id="{SECOND_TENANT}"}}') == []
    claim(
        "a second tenant's samples carry its own tenant_id, and no other's show them",
        f"{CHAIN} {thanos_version()}",
        "remote_write.headers THANOS-TENANT",
    )


def test_samples_sent_with_a_wrong_password_are_dropped_and_counted(journey: Journey, claim: Claim) -> None:
    prometheus = journey.prometheus[A]
    wait_until(lambda: failed(prometheus, "wrong") > 0, seconds=20, what="samples to fail")
    assert re.search(r'- thanos \[.*" 401 .*"Prometheus/', (journey.nginx.folder / "access.log").read_text())
    assert failed(prometheus, "thanos") == 0
    claim(
        "samples that get 401 are dropped and counted for their queue alone",
        "prometheus 3.14.0",
        f"{QUEUES}_samples_failed_total",
    )


def test_the_alert_for_dropped_samples_sees_that_queue_alone(journey: Journey, claim: Claim) -> None:
    expression = remote_storage_failures(journey)
    prometheus = journey.prometheus[A]

    def alerting() -> set[str]:
        return {one["metric"]["remote_name"] for one in prometheus.query(expression)}

    wait_until(lambda: "wrong" in alerting(), seconds=20, what="the alert's expression to be true")
    assert not alerting() & {"thanos", SECOND_TENANT, "patient"}
    claim(
        "the expression of the alert for dropped samples is true for a queue with a wrong password and for no healthy one",
        "prometheus 3.14.0, helm",
        "PrometheusRemoteStorageFailures of helm template kube-prometheus-stack",
    )


def remote_storage_failures(journey: Journey) -> str:
    """The alert's expression, from the chart with the stack's own values."""
    [release] = [one for one in declared(STACK).releases if one.id.endswith("/kube-prometheus-stack")]
    values = journey.folder / "values.json"
    values.write_text(json.dumps(release.inputs["values"]))
    chart = charts() / f"kube-prometheus-stack-{release.inputs['version']}.tgz"
    names = ["--namespace", release.inputs["namespace"], "--values", str(values)]
    shown = run([tool("helm"), "template", release.inputs["name"], str(chart), *names])
    rules = [
        rule
        for one in yaml.load_all(shown, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if one and one["kind"] == "PrometheusRule"
        for group in one["spec"]["groups"]
        for rule in group["rules"]
    ]
    [expression] = [rule["expr"] for rule in rules if rule.get("alert") == "PrometheusRemoteStorageFailures"]
    return expression


def test_429_is_tried_again_because_the_queue_says_so(journey: Journey, busy: BusyReceiver, claim: Claim) -> None:
    for path in ("/patient", "/hasty"):
        wait_until(lambda path=path: len(busy.taken[path]) > 1, seconds=30, what=f"{path} to be taken after 429")
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
    down = time.time()
    router.stop()
    wait_until(
        lambda: prometheus.metric(f"{QUEUES}_samples_retried_total", "thanos") > retried
        and len([moment for moment in prometheus.scraped() if moment > down]) > 10,
        seconds=30,
        what="Prometheus to notice, and ten scrapes",
    )
    missed = {moment for moment in prometheus.scraped() if moment > down}
    assert not missed & journey.stored(A, tenant_id=DEFAULT_TENANT)
    router.start()
    journey.wait_until_stored(prometheus.scraped(), A, tenant_id=DEFAULT_TENANT)
    assert missed <= journey.stored(A, tenant_id=DEFAULT_TENANT)
    assert failed(prometheus, "thanos") == 0
    claim("a receive that is down loses no sample", f"{CHAIN} {thanos_version()}", "SIGTERM to the router; scrapes go on")


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
        journey.wait_until_stored(expected, A, tenant_id=DEFAULT_TENANT)
    finally:
        for ingestor in journey.ingestors:
            ingestor.start()
    for ingestor in journey.ingestors:
        for tenant in (DEFAULT_TENANT, SECOND_TENANT):
            assert f"receive_replica:{ingestor.pod.name} tenant_id:{tenant}" in blocks
    journey.wait_until_stored(prometheus.scraped(), A, tenant_id=DEFAULT_TENANT)
    assert failed(prometheus, "thanos") == 0
    claim(
        "on SIGTERM every ingestor uploads a block per tenant, and the store answers from it",
        f"thanos {thanos_version()}, Azurite 3.37.0",
        "SIGTERM; thanos tools bucket ls; query=up[10m]",
    )


def test_a_broken_hashring_is_caught(journey: Journey, tmp_path: Path) -> None:
    wrong_port = edited("hashrings.json", lambda rings: [_to_http(one) for one in rings[0]["endpoints"]])
    broken = changed(journey.objects, "ConfigMap", "thanos/thanos-receive-router-hashrings", wrong_port)
    push(journey, journey.objects, tmp_path / "as-declared")
    with pytest.raises(subprocess.TimeoutExpired):
        push(journey, broken, tmp_path / "broken")


def _to_http(endpoint: dict[str, str]) -> None:
    endpoint["address"] = endpoint["address"].replace(":10901", ":10902")


def push(journey: Journey, objects: Sequence[Declared], root: Path) -> None:
    """Writes one sample with a real client to one more router with the files of these objects."""
    [router] = journey.of_role("receive", "hashrings-file")
    pod = dataclasses.replace(router.pod, root=root, ports={number: free_port() for number in router.pod.ports})
    write_files(pod, objects, journey.thanos.network)
    command = [tool("promtool"), "push", "metrics", "--remote-write.path=/api/v1/receive"]
    with journey.thanos.process(pod):
        run([*command, pod.url("remote-write")], stdin="# TYPE pushed gauge\npushed 1\n", seconds=7)
