"""A real API server takes every object of every stack file, and its controllers make every pod."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.proof.support.cluster.control_plane import kubernetes
from tests.proof.support.cluster.kube_api import Refused, Warned
from tests.proof.support.cluster.rollout import WORKLOADS, Rollout, changed, wait_until_ready
from tests.proof.support.declared.alike import in_the_cluster
from tests.proof.support.declared.declarations import Declared
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import once_for_alike

pytestmark = pytest.mark.proof
pytest_plugins = ["tests.proof.support.cluster.fixtures"]

Claim = Callable[[str, str, str], None]
on_every_store = pytest.mark.parametrize("rollout", [ROOT / "Pulumi.dev.yaml"], indirect=True, ids=["dev"])


@once_for_alike(in_the_cluster)
def test_every_object_passes_schema_admission_and_strict_field_validation(rollout: Rollout, claim: Claim) -> None:
    assert rollout.stack.cluster_objects
    assert not (refused := rollout.refused(rollout.stack.cluster_objects)), "\n\n".join(refused)
    claim(
        "every object passes schema, CEL, admission and strict field validation, without a warning; in the program's "
        "order: its namespace and definition come first (the charts' webhooks are taken out: no pretended pod answers)",
        f"Kubernetes {kubernetes()}",
        "server-side apply, fieldValidation=Strict",
    )


@once_for_alike(in_the_cluster)
def test_every_workload_gets_its_pods_and_becomes_ready(rollout: Rollout, claim: Claim) -> None:
    workloads = [one for one in rollout.stack.cluster_objects if one.kind in WORKLOADS]
    if not workloads:
        pytest.skip("the program declares no workload of its own here")
    for one in workloads:
        wait_until_ready(rollout.plane, one)
    claim(
        "the namespaces' pod security admits every pod, every claim gets its volume, and all workloads become ready",
        f"Kubernetes {kubernetes()} (kube-controller-manager, kube-scheduler), kwok",
        "GET .status of Deployments and StatefulSets",
    )


@once_for_alike(in_the_cluster)
def test_every_pod_is_admitted_scheduled_and_ready(rollout: Rollout, claim: Claim) -> None:
    pods = rollout.plane.api.list("v1", "Pod")
    assert pods
    waiting = [f"{p['metadata']['namespace']}/{p['metadata']['name']}: {p['status']}" for p in pods if not settled(p)]
    assert not waiting, "\n".join(waiting)
    claim(
        "every pod of every release is admitted, scheduled and becomes Ready, or completes",
        f"Kubernetes {kubernetes()} (kube-scheduler), kwok",
        "GET /api/v1/pods",
    )


@on_every_store
def test_a_misspelled_field_is_caught(rollout: Rollout) -> None:
    with pytest.raises(Refused, match=r"\.spec\.replica: field not declared in schema"):
        dry_run(rollout, deployment(rollout), lambda spec: spec.update(replica=3))


@on_every_store
def test_a_misspelled_field_of_a_container_is_caught(rollout: Rollout) -> None:
    def misspell(spec: dict[str, Any]) -> None:
        container(spec)["imagePullPolicie"] = "Always"

    with pytest.raises(Refused, match="imagePullPolicie: field not declared in schema"):
        dry_run(rollout, deployment(rollout), misspell)


@on_every_store
def test_a_field_that_fails_a_cel_rule_is_caught(rollout: Rollout) -> None:
    # AWS takes an external id only where a role is assumed.
    prometheus = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "Prometheus",
        "metadata": {"name": "wrong", "namespace": "monitoring"},
    }
    entry = {"url": "https://example.com", "sigv4": {"region": "eu-west-1", "externalId": "one"}}
    with pytest.raises(Refused, match="externalId can only be used when roleArn is specified"):
        rollout.plane.api.apply({**prometheus, "spec": {"remoteWrite": [entry]}}, dry_run=True)


@on_every_store
def test_a_value_that_admission_rejects_is_caught(rollout: Rollout) -> None:
    [ingress, *_] = [one for one in rollout.stack.cluster_objects if one.kind == "Ingress"]

    def misspell(spec: dict[str, Any]) -> None:
        spec["rules"][0]["http"]["paths"][0]["pathType"] = "Prefixed"

    with pytest.raises(Refused, match="pathType"):
        dry_run(rollout, ingress, misspell)


@on_every_store
def test_an_object_before_its_namespace_is_caught(rollout: Rollout) -> None:
    homeless = copy.deepcopy(deployment(rollout).inputs)
    homeless["metadata"]["namespace"] = "later"
    with pytest.raises(Refused, match='namespaces "later" not found'):
        rollout.plane.api.apply(homeless, dry_run=True)


@pytest.fixture
def privileged(rollout: Rollout) -> Iterator[Declared]:
    """A copy of a Deployment whose container may become root."""
    one = deployment(rollout)
    inputs = copy.deepcopy(one.inputs)
    inputs["metadata"]["name"] = "wrong"
    wrong = {"wrong": "wrong"}
    inputs["spec"]["selector"]["matchLabels"] |= wrong
    inputs["spec"]["template"]["metadata"]["labels"] |= wrong
    container(inputs["spec"])["securityContext"]["allowPrivilegeEscalation"] = True
    yield changed(one, **inputs)
    rollout.plane.api.delete(inputs)


@on_every_store
def test_a_container_that_violates_pod_security_is_caught(rollout: Rollout, privileged: Declared) -> None:
    with pytest.raises(Warned, match='would violate PodSecurity "restricted:latest"'):
        rollout.plane.api.apply(privileged.inputs)
    with pytest.raises(
        AssertionError, match=r'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false'
    ):
        wait_until_ready(rollout.plane, privileged)


def deployment(rollout: Rollout) -> Declared:
    return next(one for one in rollout.stack.cluster_objects if one.kind == "Deployment")


def container(spec: dict[str, Any]) -> dict[str, Any]:
    return spec["template"]["spec"]["containers"][0]


def dry_run(rollout: Rollout, one: Declared, change: Callable[[dict[str, Any]], Any]) -> None:
    """Applies a changed copy without keeping it."""
    inputs = copy.deepcopy(one.inputs)
    change(inputs["spec"])
    rollout.plane.api.apply(inputs, dry_run=True)


def settled(pod: dict[str, Any]) -> bool:
    conditions = {condition["type"]: condition["status"] for condition in pod["status"].get("conditions", [])}
    return pod["status"]["phase"] == "Succeeded" or conditions.get("Ready") == "True"
