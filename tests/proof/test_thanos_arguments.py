"""Every Thanos container of every stack, with its own arguments and files, in the pinned binary."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.alike import beside_releases
from tests.proof.support.declared.declarations import Declared, declared
from tests.proof.support.declared.mutations import argument, changed, edited
from tests.proof.support.declared.stack_files import building
from tests.proof.support.pods.network import CLUSTER_NAME
from tests.proof.support.pods.thanos_pods import ThanosPods, file_of, role, thanos_version
from tests.proof.support.processes import ROOT, free_port
from tests.proof.support.sharing import once_for_alike
from tests.proof.support.waiting import wait_until

pytestmark = pytest.mark.proof

THANOS = ROOT / "tests" / "stacks" / "thanos.yaml"
# Thanos reads both leniently: a mistyped key or algorithm is passed over in silence
# (github.com/thanos-io/thanos@v0.42.4: pkg/receive/config.go, pkg/receive/hashring.go, cmd/thanos/endpointset.go).
HASHRING_KEYS = {"hashring", "tenants", "tenant_matcher_type", "endpoints", "algorithm", "external_labels"}
ENDPOINT_KEYS = {"address", "strict", "group", "service_config", "client_config"}


def offline() -> dict[str, str]:
    """Nobody answers for the clouds."""
    nobody = f"http://127.0.0.1:{free_port()}"
    return {"HTTPS_PROXY": nobody, "HTTP_PROXY": nobody}


def probe_of(pod: Any) -> str:
    """The probe that succeeds without a cloud: the store is ready when it has seen the bucket."""
    return "livenessProbe" if role(pod) == "store" else "readinessProbe"


@pytest.fixture(params=building("thanos"), ids=lambda path: path.stem)
def thanos(request: pytest.FixtureRequest, tmp_path: Path) -> ThanosPods:
    found = ThanosPods(declared(request.param).objects, tmp_path, offline())
    assert found.pods
    return found


@once_for_alike(beside_releases)
def test_every_pod_starts_with_its_own_arguments_and_files(thanos: ThanosPods, claim: Callable[..., None]) -> None:
    with contextlib.ExitStack() as stack:
        for pod in thanos.pods.values():
            stack.enter_context(thanos.process(pod, probe="livenessProbe"))
        for pod in thanos.pods.values():
            wait_until(lambda pod=pod: pod.answers_probe(probe_of(pod)), what=f"{pod.origin} to be {probe_of(pod)}")
        for pod in (p for p in thanos.pods.values() if role(p) != "store"):
            assert all(pod.listens().values()), f"{pod.origin}: {pod.listens()}"
    claim(
        "every Thanos container starts with its own arguments, object store, hashring and endpoints files; "
        "its ports and probes answer (the store's readiness needs the bucket)",
        f"thanos {thanos_version()}",
        "thanos receive, query, query-frontend, store, compact",
    )
    written = [path for pod in thanos.pods.values() for path in pod.work.iterdir()]
    assert written == [], "the root file system is read-only"
    claim(
        "no Thanos container writes into the folder it starts in",
        f"thanos {thanos_version()}",
        "thanos … in an empty folder",
    )


def test_the_image_is_the_pinned_binary(thanos: ThanosPods) -> None:
    assert {pod.container["image"].rpartition(":")[2] for pod in thanos.pods.values()} == {f"v{thanos_version()}"}


def test_files_that_thanos_reads_leniently_have_known_keys_only(thanos: ThanosPods) -> None:
    assert unknown_keys(thanos) == set()


def unknown_keys(thanos: ThanosPods) -> set[str]:
    found: set[str] = set()
    for pod in thanos.pods.values():
        for ring in file_of(pod, "--receive.hashrings-file=") or []:
            found |= ring.keys() - HASHRING_KEYS | ({ring["algorithm"]} - {"ketama"})
        for endpoint in (file_of(pod, "--endpoint.sd-config-file=") or {"endpoints": []})["endpoints"]:
            found |= endpoint.keys() - ENDPOINT_KEYS
    return found


RING, STORE = ("ConfigMap", "thanos/thanos-receive-router-hashrings"), ("ConfigMap", "thanos/thanos-object-store")
ROUTER, INGESTOR = "thanos-receive-router-0", "thanos-receive-ingestor-0"


@pytest.mark.parametrize(
    ("pod", "target", "change", "message"),
    [
        pytest.param(
            ROUTER,
            ("Deployment", "thanos/thanos-receive-router"),
            argument("--receive.replication-factor=3", "--receive.replication-facter=3"),
            "unknown long flag '--receive.replication-facter'",
            id="unknown flag",
        ),
        pytest.param(
            INGESTOR,
            ("StatefulSet", "thanos/thanos-receive-ingestor"),
            argument("--tsdb.retention=2d", "--tsdb.retention=2 days"),
            'unknown unit " days" in duration',
            id="mistyped duration",
        ),
        pytest.param(
            "thanos-store-0",
            STORE,
            edited("object-store.yaml", lambda file: file["config"].update(storage_acount="x")),
            "field storage_acount not found",
            id="unknown key of the object store",
        ),
        pytest.param(
            ROUTER,
            RING,
            edited("hashrings.json", lambda rings: rings[0]["endpoints"].pop()),
            "amount of endpoints needs to be larger than replication factor",
            id="hashring smaller than the replication factor",
        ),
        pytest.param(
            "thanos-compact-0",
            ("StatefulSet", "thanos/thanos-compact"),
            lambda inputs: inputs["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]["httpGet"].update(
                path="/ready"
            ),
            "nothing is at /ready",
            id="wrong path of a probe",
        ),
    ],
)
def test_a_break_is_caught_by_thanos(
    pod: str, target: tuple[str, str], change: Callable[[Any], None], message: str, tmp_path: Path
) -> None:
    broken = ThanosPods(changed(declared(THANOS).objects, *target, change), tmp_path, offline())
    process = broken.process(broken.pods[pod])
    with pytest.raises(AssertionError) as caught, process:
        pass
    assert message in str(caught.value)
    assert broken.pods[pod].origin in str(caught.value)


@pytest.mark.parametrize(
    ("target", "change"),
    [
        (
            RING,
            edited("hashrings.json", lambda rings: rings[0]["endpoints"][1].update(address="thanos-receive-1.svc:1")),
        ),
        (("ConfigMap", "thanos/thanos-query-endpoints"), lambda i: i["data"].update({"endpoints.yaml": _BAD_SRV})),
        (
            ("Service", "thanos/thanos-query"),
            lambda i: i["spec"]["selector"].update({"app.kubernetes.io/name": "query"}),
        ),
        (("Service", "thanos/thanos-query"), lambda i: i["spec"]["ports"][1].update(targetPort="web")),
    ],
    ids=["unknown pod in the hashring", "unknown SRV record", "selector of nobody", "unknown target port"],
)
def test_an_address_that_leads_nowhere_is_caught(
    target: tuple[str, str], change: Callable[[Any], None], tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match="no declared Service leads to"):
        all_arguments(changed(declared(THANOS).objects, *target, change), tmp_path)


def all_arguments(objects: Sequence[Declared], folder: Path) -> list[list[str]]:
    pods = ThanosPods(objects, folder)
    return [pod.arguments(pods.network) for pod in pods.pods.values()]


_BAD_SRV = '{"endpoints": [{"address": "dnssrv+_grpc._tcp.thanos-stores.thanos.svc.cluster.local"}]}'


@pytest.mark.parametrize(("change", "unknown"), [({"algoritm": "ketama"}, "algoritm"), ({"algorithm": "hash"}, "hash")])
def test_a_mistyped_hashring_is_caught(change: dict[str, str], unknown: str, tmp_path: Path) -> None:
    mutated = changed(declared(THANOS).objects, *RING, edited("hashrings.json", lambda rings: rings[0].update(change)))
    assert unknown_keys(ThanosPods(mutated, tmp_path)) == {unknown}


def test_nothing_but_addresses_and_folders_of_mounts_is_replaced(thanos: ThanosPods) -> None:
    for pod in thanos.pods.values():
        local, original = pod.arguments(thanos.network), pod.declared_arguments()
        for one, other in zip(local, original, strict=True):
            if one == other:
                continue
            assert "0.0.0.0:" in other or CLUSTER_NAME.search(other) or any(mount in other for mount in pod.mounts)
            assert one.partition("=")[0] == other.partition("=")[0]
            assert pod.masked(one) == pod.masked(other)
