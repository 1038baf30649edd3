"""Thanos and its bucket without a secret: every process that touches it, with its own service account's token."""

import contextlib
import dataclasses
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from tests.proof.support.declared.alike import known_by_identity
from tests.proof.support.declared.declarations import Stack, declared
from tests.proof.support.declared.stack_files import building
from tests.proof.support.keyless.breaks import FEDERATION, ROLE_ASSIGNMENT, Edit, another_guid, issuer
from tests.proof.support.keyless.prometheus import bare_environment
from tests.proof.support.pods.admission import SERVICE_ACCOUNT, bucket_pods, edited, rooted_environment, subject
from tests.proof.support.pods.manifests import Pod, process
from tests.proof.support.pods.network import Network
from tests.proof.support.pods.thanos_pods import role, thanos_version
from tests.proof.support.processes import ROOT, Process, free_port, run, tool
from tests.proof.support.sharing import once_for_alike
from tests.proof.support.stand_ins.authorities import Authorities
from tests.proof.support.stand_ins.blob_storage import BlobStorage
from tests.proof.support.stand_ins.clusters import Cluster, cluster_of
from tests.proof.support.stand_ins.entra import STORAGE, Entra
from tests.proof.support.stand_ins.known import known
from tests.proof.support.waiting import wait_until

pytestmark = pytest.mark.proof

STACKS = ROOT / "tests" / "stacks"
PUSH = ["push", "metrics", "--remote-write.path=/api/v1/receive"]
CLIENT_ID = "azure.workload.identity/client-id"


@dataclasses.dataclass
class Bucket:
    """A stack's bucket, and its pods that touch it."""

    pods: list[Pod]
    authorities: Authorities
    entra: Entra

    def process(self, pod: Pod, *, starts: bool = True) -> Process:
        own = [f"--receive.capnproto-address=127.0.0.1:{free_port()}"] if role(pod) == "receive" else []
        environment = {"HOME": str(pod.root), **rooted_environment(pod), **self.authorities.environment}
        ready = pod.answers_probe if starts else lambda: True
        with bare_environment():
            made = process(pod, tool("thanos"), Network(), additional=own, env=environment, ready=ready)
        # One that never reached its bucket does not end by SIGTERM either.
        made.stop_signal = signal.SIGTERM if starts else signal.SIGKILL
        return made

    def done(self, pod: Pod) -> set[str]:
        """What the pod's own identity did in the bucket: method and last part of the name."""
        there = [
            r for r, a in list(self.authorities.exchanges) if r.host != self.entra.host and a.status in (200, 201, 206)
        ]
        mine = [r for r in there if self.entra.claims(r, STORAGE)["xms_sub"] == subject(pod)]
        return {f"{r.method} {unquote(r.path.partition('?')[0]).rpartition('/')[2]}" for r in mine}


@contextlib.contextmanager
def bucket_of(stack: Stack, cluster: Cluster, home: Path) -> Iterator[Bucket]:
    clouds = known(stack)
    entra = Entra(clouds, cluster)
    storage = BlobStorage(clouds, entra, home)
    services = {entra.host: entra, **dict.fromkeys(storage.hosts, storage)}
    with storage.azurite(), Authorities(home / "authorities", services) as authorities:
        storage.make_containers(cluster)
        yield Bucket(bucket_pods(stack, cluster, home / "pods"), authorities, entra)


def self_projected(home: Path) -> Path:
    """A stack of Thanos on a cluster whose pods project their own tokens."""
    stack = yaml.safe_load((STACKS / "edge.yaml").read_text())
    stack["config"]["prometheus-stack:backends"] = {"thanos": {"kind": "thanos"}}
    del stack["config"]["prometheus-stack:aws"]
    file = home / "edge-thanos.yaml"
    file.write_text(yaml.safe_dump(stack))
    return file


@once_for_alike(known_by_identity)
@pytest.mark.parametrize("stack_file", [*building("thanos"), None], ids=lambda f: f.stem if f else "self-projected")
def test_every_thanos_process_reaches_the_bucket_with_its_own_token(
    stack_file: Path | None, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack_file = stack_file or self_projected(tmp_path)
    with bucket_of(declared(stack_file), cluster_of(stack_file), tmp_path) as bucket:
        assert {role(pod) for pod in bucket.pods} == {"receive", "store", "compact"}
        for pod in (p for p in bucket.pods if role(p) == "receive"):
            with bucket.process(pod):
                sample = "# TYPE proof_sample gauge\nproof_sample 1\n"
                run([tool("promtool"), *PUSH, pod.url("remote-write")], stdin=sample)
            # Ended, it has uploaded its block.
            assert "PUT meta.json" in bucket.done(pod), f"{pod.origin}: {bucket.authorities.refusals()}"
        readers = [pod for pod in bucket.pods if role(pod) != "receive"]
        with contextlib.ExitStack() as started:
            for pod in readers:
                started.enter_context(bucket.process(pod))
            for pod in readers:
                wait_until(
                    lambda pod=pod: "GET meta.json" in bucket.done(pod),
                    what=f"{pod.origin} to read a block",
                )
        assert not bucket.authorities.refusals()
        assert not bucket.authorities.strays
    claim(
        "receive ingestor (block uploaded), store and compact reach the container with their own service account's "
        "token, exchanged for the identity that is federated with it and has the role; object store file unchanged",
        f"thanos {thanos_version()}, Azurite",
        "thanos receive, store, compact --objstore.config-file=…",
    )


def renamed(inputs: dict[str, Any]) -> None:
    inputs["metadata"]["name"] += "-2"


def use_renamed(inputs: dict[str, Any]) -> None:
    inputs["spec"]["template"]["spec"]["serviceAccountName"] += "-2"


def other_identity(inputs: dict[str, Any]) -> None:
    annotations = inputs["metadata"].get("annotations", {})
    if CLIENT_ID in annotations:
        annotations[CLIENT_ID] = another_guid(annotations[CLIENT_ID])


def other_container(inputs: dict[str, Any]) -> None:
    inputs["scope"] += "-of-others"


STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        pytest.param({SERVICE_ACCOUNT: renamed, STATEFUL_SET: use_renamed}, "AADSTS700213", id="service-account"),
        pytest.param({SERVICE_ACCOUNT: other_identity}, "AADSTS700016", id="client-id"),
        pytest.param({FEDERATION: issuer}, "AADSTS700211", id="slash-of-the-issuer"),
        pytest.param({ROLE_ASSIGNMENT: other_container}, "AuthorizationFailed", id="scope-of-the-role"),
    ],
)
def test_a_break_is_refused(edits: dict[str, Edit], reason: str, tmp_path: Path) -> None:
    stack_file = STACKS / "thanos.yaml"
    broken = declared(stack_file)
    for token, edit in edits.items():
        broken = edited(broken, token, edit)
    with bucket_of(broken, cluster_of(stack_file), tmp_path) as bucket:
        [compact] = [pod for pod in bucket.pods if role(pod) == "compact"]
        with bucket.process(compact, starts=False) as process_:
            wait_until(
                lambda: any(reason in one for one in bucket.authorities.refusals()),
                what=lambda: f"a refusal with {reason}, not {bucket.authorities.refusals()}",
            )
            wait_until(lambda: reason in process_.log.read_text(), what=f"Thanos to say {reason}")
            assert bucket.done(compact) == set()
