"""What holds for every resource that the program declares, whatever it is for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import schema
from tests.recorder import Recorder
from tests.stack.program import RELEASE, Config, custom, declared
from tests.stack.stacks import EXISTING, hub, others_stores, spoke, stack, with_secrets

STACKS: dict[str, Config] = {
    "aks": stack("aks"),
    "aks-private": stack("aks", private=True),
    "eks-private": stack("eks", private=True),
    "other": stack("other"),
    "others": with_secrets(others_stores()),
    "hub": hub(private=True),
    "spoke-aks": spoke("aks", private=True),
    "spoke-eks": spoke("eks"),
    "spoke-thanos": spoke("other", only="thanos"),
    "existing": spoke("other", private=True, stores=EXISTING),
}
CHARTS = {"kube-prometheus-stack", "prometheus-operator-crds", "cert-manager", "ingress-nginx"}
# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
QUANTITY = re.compile(r"[1-9][0-9]*(m|Mi|Gi)?")


@pytest.fixture(params=STACKS, ids=str)
def built(request: pytest.FixtureRequest) -> Recorder:
    return declared(STACKS[request.param])


def pods(recorder: Recorder) -> Iterator[dict[str, Any]]:
    for kind in ("Deployment", "StatefulSet"):
        for inputs in recorder.of_type(f"kubernetes:apps/v1:{kind}").values():
            yield inputs["spec"]["template"]["spec"]


def test_every_property_is_one_that_the_sdk_knows(built: Recorder) -> None:
    problems = {
        urn: found
        for urn, request in custom(built).items()
        if (found := schema.input_problems(request.type, Recorder.inputs(request)))
    }

    assert problems == {}


def test_every_container_reserves_what_the_scheduler_counts(built: Recorder) -> None:
    for pod in pods(built):
        (container,) = pod["containers"]
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert all(QUANTITY.fullmatch(amount) for amount in container["resources"]["requests"].values())


def test_a_pod_that_ends_badly_says_why(built: Recorder) -> None:
    policies = {container["terminationMessagePolicy"] for pod in pods(built) for container in pod["containers"]}

    assert policies <= {"FallbackToLogsOnError"}


def test_pods_prefer_distance_with_a_weight_that_the_scheduler_takes(built: Recorder) -> None:
    for pod in pods(built):
        for preferred in pod["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]:
            assert 1 <= preferred["weight"] <= 100


def test_a_container_in_azure_has_a_name_that_azure_takes(built: Recorder) -> None:
    # https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    for inputs in built.of_type("azure-native:storage:BlobContainer").values():
        assert re.fullmatch(r"[a-z0-9](-?[a-z0-9]){2,62}", inputs["containerName"])


def test_labels_are_such_that_the_api_server_takes_them(built: Recorder) -> None:
    # https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    for request in custom(built).values():
        labels = Recorder.inputs(request).get("metadata", {}).get("labels", {})
        assert all(re.fullmatch(r"([a-z0-9.-]{1,253}/)?[\w.-]{1,63}", key, re.ASCII) for key in labels)


def test_names_are_such_that_the_api_server_takes_them(built: Recorder) -> None:
    # https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    metadata = [Recorder.inputs(request).get("metadata", {}) for request in custom(built).values()]
    names = [one[key] for one in metadata for key in ("name", "namespace") if key in one]
    on_cluster = any(request.type.startswith("kubernetes:") for request in custom(built).values())
    assert bool(names) is on_cluster
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?", name)] == []


def test_a_claim_is_one_pods_alone_and_bears_the_labels_of_its_pods(built: Recorder) -> None:
    for inputs in built.of_type("kubernetes:apps/v1:StatefulSet").values():
        (claim,) = inputs["spec"]["volumeClaimTemplates"]
        assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
        assert claim["metadata"]["labels"] == inputs["spec"]["selector"]["matchLabels"]


def test_every_release_is_of_a_chart_that_there_is(built: Recorder) -> None:
    for inputs in built.of_type(RELEASE).values():
        assert inputs["name"] in CHARTS
        assert inputs["chart"].rsplit("/", 1)[-1] == inputs["name"]
        places = [inputs["chart"], *inputs.get("repositoryOpts", {}).values()]
        assert [place for place in places if place != place.lower()] == []
