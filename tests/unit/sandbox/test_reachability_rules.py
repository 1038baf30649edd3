"""No step shuts a door that is in use, and nobody writes before it is open."""

import base64
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud import Cloud, Object, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.tokens import RELEASE
from sandbox.package import Package
from sandbox.reachability.rules import RULES
from sandbox.rules import Request, Step
from sandbox.world import World
from tests.unit.sandbox import clouds
from tests.unit.sandbox.clouds import (
    AMP_HOST,
    BLOB_ZONE,
    DCE,
    GLOBAL_HOST,
    INGESTION_HOST,
    MONITOR_ZONE,
    NETWORK,
    SCOPE,
)

STAYS, BEFORE_WRITING = r"\[reachable-stays\]$", r"\[reachable-before-writing\]$"
STATEFUL_SET, CONFIG_MAP = "kubernetes:apps/v1:StatefulSet", "kubernetes:core/v1:ConfigMap"

IN_USE = clouds.world(here={"hosts": [GLOBAL_HOST]}, vpc={"hosts": [AMP_HOST]})
_ZONE = (clouds.collection_endpoint(), clouds.scope(), clouds.member(), clouds.endpoint("p", SCOPE))
_RECORDS = clouds.records("p", MONITOR_ZONE)
_LINK = clouds.link(MONITOR_ZONE)
_PRIVATE = (*_ZONE, _RECORDS, _LINK)


def release(host: str = INGESTION_HOST, context: str = "aks") -> Object:
    values = {"prometheus": {"remoteWrite": [{"url": f"https://{host}/write"}]}}
    return Object(RELEASE, "monitoring/prometheus", {"name": "prometheus", "values": values}, {}, scope=context)


def workload(volume: Mapping[str, Any]) -> Object:
    spec = {"template": {"spec": {"containers": [], "volumes": [volume]}}}
    return Object(STATEFUL_SET, "thanos/store", {"spec": spec}, {}, scope="aks")


def file(kind: str = "ConfigMap", key: str = "data", encoded: bool = False) -> Object:
    text = json.dumps({"type": "AZURE", "config": {"storage_account": "blocks"}}, indent=1)
    content = base64.b64encode(text.encode()).decode() if encoded else text
    return Object(f"kubernetes:core/v1:{kind}", "thanos/store", {key: {"a.yaml": content}}, {}, scope="aks")


def ask(
    step: Step, one: Object, there: Iterable[Object] = (), world: World = IN_USE, new: dict[str, Any] | None = None
) -> None:
    """Asks for the rows of one step in a state of the clouds; raises Refused where one answers."""
    cloud = Cloud(Path("unused"), world, {o.key: o for o in there})
    old = cloud.objects.get(one.key)
    inputs = new if new is not None else one.inputs
    RULES.refuse(Request(step, one.token, one.id, inputs, old, cloud, world, {}, one.scope))


def test_a_zone_is_not_linked_before_its_records() -> None:
    with pytest.raises(Refused, match=f"{GLOBAL_HOST} was an open door in {NETWORK}.*NXDOMAIN.*{STAYS}"):
        ask("create", _LINK, _ZONE)
    ask("create", _LINK, (*_ZONE, _RECORDS))


def test_records_do_not_go_before_the_link() -> None:
    with pytest.raises(Refused, match=STAYS):
        ask("delete", _RECORDS, _PRIVATE)
    ask("delete", _LINK, _PRIVATE)
    ask("delete", _RECORDS, (*_ZONE, _RECORDS))


def test_records_do_not_lose_a_zone_that_is_linked() -> None:
    with pytest.raises(Refused, match=STAYS):
        ask("update", _RECORDS, _PRIVATE, new=clouds.records("p", BLOB_ZONE).inputs)


def test_a_scope_with_members_only_does_not_take_over_shared_names() -> None:
    other = f"{SCOPE}-2"
    second = (clouds.scope(other, "PrivateOnly"), clouds.endpoint("q", other))

    with pytest.raises(Refused, match=f"queryAccessMode PrivateOnly|ingestionAccessMode PrivateOnly.*{STAYS}"):
        ask("create", clouds.records("q", MONITOR_ZONE), (*_PRIVATE, *second))
    with pytest.raises(Refused, match=STAYS):
        ask("update", clouds.scope(), _PRIVATE, new=clouds.scope(mode="PrivateOnly").inputs)


def test_public_access_is_not_shut_under_a_writer() -> None:
    there = (clouds.collection_endpoint("Enabled"), release())

    with pytest.raises(Refused, match=f"{INGESTION_HOST} was an open door.*public network access off.*{STAYS}"):
        ask("update", there[0], there, new=clouds.collection_endpoint().inputs)
    ask("update", there[0], there[:1], new=clouds.collection_endpoint().inputs)


def test_a_member_leaves_no_scope_under_a_writer() -> None:
    with pytest.raises(Refused, match=STAYS):
        ask("delete", clouds.member(), (*_PRIVATE, release()))
    ask("delete", clouds.member(), _PRIVATE)


def test_a_vpc_endpoint_does_not_take_a_name_before_it_lets_the_vpc_in() -> None:
    with pytest.raises(Refused, match=f"{AMP_HOST} was an open door in vpc-1.*security groups.*{STAYS}"):
        ask("create", clouds.vpc_endpoint())
    ask("create", clouds.vpc_endpoint(), [clouds.ingress()])
    with pytest.raises(Refused, match=STAYS):
        ask("delete", clouds.ingress(), [clouds.vpc_endpoint(), clouds.ingress()])


def test_what_nobody_reached_before_may_stay_shut() -> None:
    ask("create", _LINK, _ZONE, clouds.world())
    ask("update", clouds.collection_endpoint(), [clouds.collection_endpoint(), release()], new={"networkAcls": {}})


def test_what_goes_for_good_needs_no_door() -> None:
    ask("delete", clouds.collection_endpoint("Enabled"), [clouds.collection_endpoint("Enabled"), release()])


@pytest.mark.parametrize("step", ["create", "update"])
def test_a_release_does_not_write_to_a_closed_door(step: Step) -> None:
    there = [release()] if step == "update" else []

    with pytest.raises(Refused, match=f"monitoring/prometheus names {INGESTION_HOST}.*{NETWORK}.*{BEFORE_WRITING}"):
        ask(step, release(), [*_ZONE, _RECORDS, *there])
    ask(step, release(), [*_PRIVATE, *there])


def test_a_release_writes_from_its_own_cluster() -> None:
    for context in ("eks", "edge", "unknown"):
        with pytest.raises(Refused, match=BEFORE_WRITING):
            ask("create", release(context=context), _PRIVATE)
        ask("create", release(context=context), [clouds.collection_endpoint("Enabled")])


def test_a_release_does_not_write_to_what_does_not_exist() -> None:
    with pytest.raises(Refused, match=f"NXDOMAIN.*{BEFORE_WRITING}"):
        ask("create", release())


def test_hosts_that_no_cloud_owns_are_not_asked_for() -> None:
    ask("create", release("receive.thanos.example.com"), world=clouds.world(here={"internet": False}))


@pytest.mark.parametrize(
    ("volume", "held"),
    [
        ({"configMap": {"name": "store"}}, file()),
        ({"secret": {"secretName": "store"}}, file("Secret", "stringData")),
        ({"secret": {"secretName": "store"}}, file("Secret", encoded=True)),
        ({"projected": {"sources": [{"configMap": {"name": "store"}}]}}, file()),
    ],
)
def test_a_workload_uses_the_account_that_its_files_name(volume: dict[str, Any], held: Object) -> None:
    with pytest.raises(Refused, match=f"thanos/store names {clouds.BLOB_HOST}.*{BEFORE_WRITING}"):
        ask("create", workload(volume), [clouds.account(), held])
    ask("create", workload(volume), [clouds.account("Enabled"), held])
    ask("create", workload({"emptyDir": {}}), [clouds.account(), held])


def test_a_file_gives_its_readers_no_closed_door() -> None:
    reader = workload({"configMap": {"name": "store"}})
    ask("create", file(), [clouds.account()])

    with pytest.raises(Refused, match=BEFORE_WRITING):
        ask("create", file(), [clouds.account(), reader])
    with pytest.raises(Refused, match=BEFORE_WRITING):
        ask("update", file(), [clouds.account(), reader, replace(file(), inputs={})], new=file().inputs)


def test_a_name_like_that_of_a_file_in_another_namespace_is_another() -> None:
    reader = replace(workload({"configMap": {"name": "store"}}), id="elsewhere/store")

    ask("create", reader, [clouds.account(), file()])


def test_unreadable_files_name_nothing() -> None:
    broken = Object(CONFIG_MAP, "thanos/store", {"data": {"a": "{storage_account: ["}}, {}, scope="aks")

    ask("create", workload({"configMap": {"name": "store"}}), [broken])


class Plain(Package):
    """A provider of whatever, under the ids that inputs give."""

    name = "azure-native"

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        return str(inputs["id"])

    def outputs(self, token: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return dict(inputs)


def test_a_refused_step_leaves_no_trace(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud.jsonl", IN_USE)
    package = Plain(cloud, FailureSwitch())
    for one in (*_ZONE, _RECORDS):
        package.create(one.token, {**one.inputs, "id": one.id})
    records = cloud.objects[_RECORDS.key]
    linked = package.create(_LINK.token, {**_LINK.inputs, "id": _LINK.id})
    before, journal = dict(cloud.objects), cloud.path.read_text()

    with pytest.raises(Refused, match=STAYS):
        package.delete(records)
    with pytest.raises(Refused, match=STAYS):
        package.update(records, {**records.inputs, "privateDnsZoneConfigs": []})
    assert cloud.objects == before
    assert records.inputs["privateDnsZoneConfigs"]
    assert cloud.path.read_text() == journal

    package.delete(linked)
    package.delete(records)
    with pytest.raises(Refused, match=STAYS):
        package.create(_LINK.token, {**_LINK.inputs, "id": _LINK.id})
    assert _LINK.key not in cloud.objects


def test_the_oracle_is_quick() -> None:
    there = [*_PRIVATE, *(replace(release(), id=f"monitoring/{number}") for number in range(100))]
    steps = 100
    started = time.thread_time()

    for _ in range(steps):
        ask("update", clouds.member(), there)

    assert (time.thread_time() - started) / steps < 0.03, f"{DCE}: an up has a hundred steps"
