"""Real Helm installs every release of every stack file from the packaged charts with its own values."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.proof.support.cluster import helm
from tests.proof.support.cluster.chart_values import unread
from tests.proof.support.cluster.control_plane import ControlPlane, kubernetes
from tests.proof.support.cluster.kube_api import Object, Refused, Warned
from tests.proof.support.cluster.rollout import Rollout, changed, described
from tests.proof.support.declared.alike import in_the_cluster, masked
from tests.proof.support.declared.declarations import Declared, Stack, declared
from tests.proof.support.declared.stack_files import WITH_CLUSTER
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import once_for_alike

pytestmark = pytest.mark.proof
pytest_plugins = ["tests.proof.support.cluster.fixtures"]

Claim = Callable[[str, str, str], None]
EVERY_STORE = [ROOT / "Pulumi.dev.yaml"]
SECONDS_IN_VAIN = 10
"""For pods that are refused: as long as it takes until that is recorded, on a loaded machine."""
on_every_store = pytest.mark.parametrize("rollout", EVERY_STORE, indirect=True, ids=["dev"])


@once_for_alike(in_the_cluster)
def test_every_release_installs_with_its_own_values_and_becomes_ready(rollout: Rollout, claim: Claim) -> None:
    assert rollout.stack.releases
    assert not (refused := rollout.refused(rollout.stack.releases)), "\n\n".join(refused)
    for release in rollout.stack.releases:
        claim(
            f"{chart(release)} installs with the program's values, hooks included, and all of it becomes ready",
            f"{helm.version()}, Kubernetes {kubernetes()}",
            "helm install --wait --rollback-on-failure --values=-",
        )


@once_for_alike(in_the_cluster)
def test_the_api_server_takes_what_helm_sent_with_strict_field_validation(rollout: Rollout, claim: Claim) -> None:
    for release in rollout.stack.releases:
        sent = helm.installed(rollout.plane, release)
        assert sent, f"{described(release)} installs nothing"
        assert not (refused := refusals(rollout.plane, release, sent)), "\n".join(refused)
        claim(
            f"{chart(release)} with the program's values renders no unknown field, wrong type or deprecated version",
            f"Kubernetes {kubernetes()}",
            "server-side apply, dryRun=All, fieldValidation=Strict, of helm get manifest",
        )


@pytest.mark.parametrize("stack_file", WITH_CLUSTER, ids=lambda path: path.stem)
def test_every_value_is_one_that_the_chart_reads(stack_file: Any, claim: Claim) -> None:
    stack = declared(stack_file)
    for release in stack.releases:
        assert not (ignored := unread_of_alike(stack, release)), (
            f"{described(release)}: the chart reads none of {', '.join(ignored)}"
        )
        claim(
            f"{chart(release)} reads every value that the program sets",
            helm.version(),
            "its values.yaml declares the key, or helm template without it renders something else",
        )


@pytest.mark.parametrize(
    "path",
    [
        "grafanna.enabled",
        "defaultRules.rules.kubeProxi",
        "prometheus.prometheusSpec.retentionsize",
        "prometheus.prometheusSpec.storageSpecs.volumeClaimTemplate.spec.storageClassName",
        "prometheus.serviceAccount.anotations.azure",
        "prometheus-node-exporter.hostNetwrok",
    ],
)
def test_a_mistyped_value_key_is_caught(path: str) -> None:
    release = prometheus_stack()
    assert unread(release, with_value(release, path.split("."), "1")) == [path]


@on_every_store
def test_a_misspelled_field_inside_a_list_of_values_is_caught(rollout: Rollout) -> None:
    release = prometheus_stack()
    values = copy.deepcopy(release.inputs["values"])
    values["prometheus"]["prometheusSpec"]["additionalRemoteWrite"][0]["queueConfig"]["maxShard"] = 1
    [refused] = refusals(rollout.plane, release, rendered_objects(release, values))
    assert "field not declared in schema" in refused
    assert "maxShard" in refused


@on_every_store
def test_a_value_of_the_wrong_type_is_caught(rollout: Rollout) -> None:
    release = prometheus_stack()
    values = with_value(release, ["prometheus", "prometheusSpec", "replicas"], "two")
    [refused] = refusals(rollout.plane, release, rendered_objects(release, values))
    assert "spec.replicas" in refused


@on_every_store
def test_a_release_whose_pods_its_namespace_does_not_admit_is_caught(rollout: Rollout) -> None:
    plane, release = rollout.plane, prometheus_stack()
    components = ("alertmanager", "prometheus", "prometheusOperator", "kubeStateMetrics", "defaultRules", "kubelet")
    others = {name: {"enabled": False} for name in (*components, "coreDns", "kubeApiServer")}
    values = {**release.inputs["values"], **others, "defaultRules": {"create": False}}
    wrong = changed(release, name="wrong", namespace="restricted", values=values)
    level = {"pod-security.kubernetes.io/enforce": "restricted"}
    plane.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "restricted", "labels": level}})
    with pytest.raises(AssertionError, match="wrong-prometheus-node-exporter not ready"):
        helm.install(plane, wrong, seconds=SECONDS_IN_VAIN)
    said = [event["message"] for event in plane.api.list("v1", "Event", "restricted")]
    assert any('violates PodSecurity "restricted:latest"' in one for one in said), said


UNREAD: dict[str, list[str]] = {}
"""What charts do not read, by release without what was drawn."""


def unread_of_alike(stack: Stack, release: Declared) -> list[str]:
    """What `unread` says of the first release that is like this one."""
    if (key := masked(stack, release.inputs)) not in UNREAD:
        UNREAD[key] = unread(release)
    return UNREAD[key]


def chart(release: Declared) -> str:
    return f"{release.inputs['name']} {release.inputs['version']}"


def prometheus_stack() -> Declared:
    [release] = [one for one in declared(EVERY_STORE[0]).releases if one.inputs["name"] == "kube-prometheus-stack"]
    return release


def with_value(release: Declared, path: list[str], value: Any) -> dict[str, Any]:
    """The release's values with one more, or another one."""
    values = copy.deepcopy(release.inputs["values"])
    at = values
    for key in path[:-1]:
        at = at.setdefault(key, {})
    at[path[-1]] = value
    return values


def rendered_objects(release: Declared, values: dict[str, Any]) -> list[Object]:
    return helm.objects(helm.rendered(release, values), release.inputs["namespace"])


def refusals(plane: ControlPlane, release: Declared, sent: list[Object]) -> list[str]:
    """What the API server has against objects of a release."""
    found = []
    for one in sent:
        try:
            plane.api.apply(one, dry_run=True)
        except (Refused, Warned) as error:
            found.append(f"{described(release)}: {one['kind']} {one['metadata']['name']}: {error}")
    return found
