"""Values of kube-prometheus-stack, as data."""

import re
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.external_labels import RESERVED
from components.cluster.prometheus_values import (
    CONTROL_PLANE,
    CONTROL_PLANE_RULES,
    PrometheusReleaseArgs,
    PrometheusSettings,
    ValuesError,
    prometheus_values,
    retention_size,
)
from components.cluster.remote_write_values import TargetError
from components.contracts.pod_identity import PodIdentity
from components.contracts.remote_write import RemoteWriteTarget
from tests.recorder import record

IDENTITY = PodIdentity(
    service_account_annotations={"azure.workload.identity/client-id": "c0ffee"},
    pod_labels={"azure.workload.identity/use": "true"},
    environment={"AZURE_CLIENT_ID": "c0ffee", "AZURE_FEDERATED_TOKEN_FILE": "/var/run/azure/token"},
    tokens=[{"name": "azure-token", "audience": "api://x", "directory": "/var/run/azure", "file": "token"}],
)


def arguments(**changes: Any) -> PrometheusReleaseArgs:
    smallest: dict[str, Any] = {
        "namespace": "monitoring",
        "service_account": "prometheus",
        "cluster": "edge-1",
        "environment": "dev",
        "managed_control_plane": True,
        "targets": [RemoteWriteTarget(name="store", url="https://store.example.com/write")],
    }
    settings: dict[str, Any] = {"replicas": 1, "retention": "2d", "volume": {"size": "50Gi"}, "scrape_interval": "30s"}
    changed = {key: changes.pop(key) for key in PrometheusSettings.__annotations__.keys() & changes.keys()}
    return PrometheusReleaseArgs(**{**smallest, "settings": {**settings, **changed}, **changes})


def spec_of(**changes: Any) -> dict[str, Any]:
    return prometheus_values(arguments(**changes))["prometheus"]["prometheusSpec"]


@pytest.mark.parametrize("managed", [True, False])
def test_a_managed_control_plane_is_neither_scraped_nor_alerted_on(managed: bool) -> None:
    values = prometheus_values(arguments(managed_control_plane=managed))
    assert {values[component]["enabled"] for component in CONTROL_PLANE} == {not managed}
    assert {values["defaultRules"]["rules"][rules] for rules in CONTROL_PLANE_RULES} == {not managed}


def test_what_hides_in_a_managed_control_plane_is_called_as_the_chart_calls_it() -> None:
    values = prometheus_values(arguments(managed_control_plane=True))
    off = {key for key, value in values.items() if value == {"enabled": False}} - {"crds", "grafana"}
    assert off == {"kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"}
    rules = {"etcd", "kubeControllerManager", "kubeProxy", "kubeSchedulerAlerting", "kubeSchedulerRecording"}
    assert values["defaultRules"]["rules"] == dict.fromkeys(rules, False)


def test_the_stack_brings_neither_definitions_nor_grafana() -> None:
    values = prometheus_values(arguments())
    assert (values["crds"]["enabled"], values["grafana"]["enabled"]) == (False, False)


def test_the_operator_is_told_a_version_that_is_no_prerelease() -> None:
    """It takes `3.14.0-distroless`, the image's tag, for older than 3.14.0, and refuses workload identity."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", spec_of()["version"])


def test_every_sample_says_its_cluster_and_environment() -> None:
    assert spec_of(external_labels={"team": "sre"})["externalLabels"] == {
        "cluster": "edge-1",
        "environment": "dev",
        "team": "sre",
    }


@pytest.mark.parametrize("label", sorted(RESERVED))
def test_a_label_that_would_be_ignored_is_refused(label: str) -> None:
    with pytest.raises(ValuesError, match=label):
        spec_of(external_labels={label: "mine"})


@pytest.mark.parametrize("label", ["", "1st", "with-dash", "with.dot", "größe"])
def test_a_label_name_that_not_every_store_takes_is_refused(label: str) -> None:
    with pytest.raises(ValuesError, match="label name"):
        spec_of(external_labels={label: "x"})


@pytest.mark.parametrize(
    "changes", [{"cluster": "{{ .Values }}"}, {"environment": "{{x"}, {"external_labels": {"a": "{{"}}]
)
def test_a_label_that_helm_would_evaluate_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValuesError, match="evaluate"):
        spec_of(**changes)


def test_no_target_is_evaluated_by_helm() -> None:
    target = RemoteWriteTarget(name="store", url="https://x/", headers={"X-Scope": "{{ .Release.Name }}"})
    spec = spec_of(targets=[target])
    assert "remoteWrite" not in spec
    assert [entry["headers"] for entry in spec["additionalRemoteWrite"]] == [{"X-Scope": "{{ .Release.Name }}"}]


def test_the_pod_gets_what_its_identity_needs() -> None:
    target = RemoteWriteTarget(name="store", url="https://x/", identity=IDENTITY)
    prometheus = prometheus_values(arguments(targets=[target], service_account="writer"))["prometheus"]
    spec = prometheus["prometheusSpec"]
    assert prometheus["serviceAccount"] == {
        "create": True,
        "name": "writer",
        "annotations": {"azure.workload.identity/client-id": "c0ffee"},
    }
    assert spec["podMetadata"]["labels"] == {"azure.workload.identity/use": "true"}
    (container,) = spec["containers"]
    assert container["name"] == "prometheus"
    assert {variable["name"]: variable["value"] for variable in container["env"]} == {
        "AZURE_CLIENT_ID": "c0ffee",
        "AZURE_FEDERATED_TOKEN_FILE": "/var/run/azure/token",
    }


def test_a_token_is_projected_where_it_is_mounted() -> None:
    spec = spec_of(targets=[RemoteWriteTarget(name="store", url="https://x/", identity=IDENTITY)])
    (volume,) = spec["volumes"]
    (mount,) = spec["volumeMounts"]
    (source,) = volume["projected"]["sources"]
    assert (mount["name"], mount["mountPath"], mount["readOnly"]) == (volume["name"], "/var/run/azure", True)
    assert source["serviceAccountToken"]["audience"] == "api://x"
    assert source["serviceAccountToken"]["path"] == "token"
    # The API server refuses tokens that live for less than ten minutes.
    assert source["serviceAccountToken"]["expirationSeconds"] >= 600


def test_a_pod_without_identity_is_left_as_the_operator_makes_it() -> None:
    spec = spec_of()
    assert [spec[key] for key in ("containers", "volumes", "volumeMounts")] == [[], [], []]


def test_two_identities_for_one_pod_are_refused() -> None:
    other = PodIdentity(service_account_annotations={"azure.workload.identity/client-id": "other"})
    targets = [
        RemoteWriteTarget(name="a", url="https://a/", identity=IDENTITY),
        RemoteWriteTarget(name="b", url="https://b/", identity=other),
    ]
    with pytest.raises(TargetError, match="client-id"):
        spec_of(targets=targets)


def test_replicas_are_kept_apart_and_only_several_have_a_disruption_budget() -> None:
    one, two = (prometheus_values(arguments(replicas=n))["prometheus"] for n in (1, 2))
    assert (one["podDisruptionBudget"]["enabled"], two["podDisruptionBudget"]["enabled"]) == (False, True)
    assert (two["prometheusSpec"]["replicas"], two["prometheusSpec"]["podAntiAffinity"]) == (2, "hard")


def test_monitors_of_every_release_are_scraped() -> None:
    selectors = {key: value for key, value in spec_of().items() if key.endswith("SelectorNilUsesHelmValues")}
    assert {key.removesuffix("SelectorNilUsesHelmValues") for key in selectors} >= {"serviceMonitor", "rule"}
    assert set(selectors.values()) == {False}


def test_the_volume_is_asked_for_and_bounds_the_blocks() -> None:
    spec = spec_of(volume={"size": "10Gi"}, retention="6h", scrape_interval="15s")
    claim = spec["storageSpec"]["volumeClaimTemplate"]["spec"]
    assert claim["resources"]["requests"]["storage"] == "10Gi"
    assert (spec["retention"], spec["retentionSize"]) == ("6h", "8192MB")
    assert (spec["scrapeInterval"], spec["evaluationInterval"]) == ("15s", "15s")


@pytest.mark.parametrize("given", [{}, {"storage_class": "gp3"}])
def test_the_volume_is_of_the_class_asked_for_or_the_clusters_own(given: dict[str, Any]) -> None:
    claim = spec_of(volume={"size": "50Gi", **given})["storageSpec"]["volumeClaimTemplate"]["spec"]
    assert claim.get("storageClassName") == given.get("storage_class")
    assert ("storageClassName" in claim) == bool(given.get("storage_class"))


def test_another_identity_makes_new_pods() -> None:
    """EKS' webhook acts when a pod is made: Prometheus would reload its configuration without credentials."""

    def pod_metadata(role: str) -> Any:
        identity = PodIdentity(service_account_annotations={"eks.amazonaws.com/role-arn": role})
        return spec_of(targets=[RemoteWriteTarget(name="s", url="https://s", identity=identity)])["podMetadata"]

    assert pod_metadata("arn:1") != pod_metadata("arn:2") != spec_of()["podMetadata"]


@given(st.integers(10, 10**6), st.sampled_from([("Mi", 1), ("Gi", 2**10), ("Ti", 2**20)]))
def test_blocks_never_fill_the_volume_and_use_most_of_it(amount: int, unit: tuple[str, int]) -> None:
    size = int(retention_size(f"{amount}{unit[0]}").removesuffix("MB"))
    assert 0.7 * amount * unit[1] <= size <= 0.8 * amount * unit[1]


@pytest.mark.parametrize("storage", ["50", "50G", "1.5Gi", "", "Gi", "50Gi\n"])
def test_a_volume_that_cannot_be_measured_is_refused(storage: str) -> None:
    with pytest.raises(ValuesError, match="storage"):
        spec_of(volume={"size": storage})


def test_only_leaves_wait_for_the_cloud() -> None:
    """One unknown in `apply` around the values would hide all of them in the first preview."""
    seen: list[dict[str, Any]] = []

    def program() -> None:
        later = pulumi.Output.from_input("known later")
        identity = PodIdentity(service_account_annotations={"role": later}, environment={"ROLE": later})
        target = RemoteWriteTarget(name="store", url=later, identity=identity)
        seen.append(prometheus_values(arguments(targets=[target], crds_ready=later)))

    record(program)
    outputs = sorted(_outputs(seen[0]))
    assert outputs == [
        "prometheus.annotations.prometheus-stack/operator-crds",
        "prometheus.prometheusSpec.additionalRemoteWrite.0.url",
        "prometheus.prometheusSpec.containers.0.env.0.value",
        "prometheus.prometheusSpec.podMetadata.annotations.role",
        "prometheus.serviceAccount.annotations.role",
    ]


def _outputs(value: Any, path: str = "") -> list[str]:
    if isinstance(value, pulumi.Output):
        return [path.lstrip(".")]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [found for key, item in items for found in _outputs(item, f"{path}.{key}")]
