"""What a stack file sets arrives where it is meant to: in Prometheus, in Thanos, in stores and on every volume."""

import json
from typing import Any

import pytest

from tests.recorder import Recorder
from tests.stack.program import Config, declared, values
from tests.stack.stacks import AMP_KEY, AMP_SETTINGS, BACKENDS, CLUSTERS, INGRESS, stack

STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
ISSUER = "kubernetes:cert-manager.io/v1:ClusterIssuer"
PROMETHEUS = {
    "replicas": 2,
    "retention": "3d",
    "storage": "100Gi",
    "scrapeInterval": "15s",
    "externalLabels": {"team": "sre"},
}
THANOS = {
    "kind": "thanos",
    "replicas": 5,
    "replicationFactor": 5,
    "storage": "70Gi",
    "redundancy": "GRS",
    "retention": {"raw": "11d", "fiveMinutes": "22d", "oneHour": "33d"},
}


def claims(recorder: Recorder) -> dict[str, dict[str, Any]]:
    """What every volume is asked for, by who has it."""
    thanos = {
        name: inputs["spec"]["volumeClaimTemplates"][0]["spec"]
        for name, inputs in recorder.of_type(STATEFUL_SET).items()
    }
    spec = values(recorder)["prometheus"]["prometheusSpec"]
    return {**thanos, "prometheus": spec["storageSpec"]["volumeClaimTemplate"]["spec"]}


def arguments(recorder: Recorder, role: str) -> list[str]:
    """Command line of a role of Thanos."""
    kinds = (STATEFUL_SET, "kubernetes:apps/v1:Deployment")
    (found,) = (
        inputs["spec"]["template"]["spec"]["containers"][0]["args"]
        for kind in kinds
        for name, inputs in recorder.of_type(kind).items()
        if name.startswith(f"thanos-{role}-") and name.removeprefix(f"thanos-{role}-") in ("stateful-set", "deployment")
    )
    return found


def targets(config: Config) -> dict[str, dict[str, Any]]:
    """Where Prometheus writes, by the backend's name."""
    spec = values(declared(config))["prometheus"]["prometheusSpec"]
    return {target["name"]: target for target in spec["additionalRemoteWrite"]}


def test_prometheus_scrapes_and_keeps_as_the_stack_file_says() -> None:
    recorder = declared(stack("eks", only="amp", environment="stage", prometheus=PROMETHEUS))
    spec = values(recorder)["prometheus"]["prometheusSpec"]

    assert spec["replicas"] == 2
    assert spec["retention"] == "3d"
    assert (spec["scrapeInterval"], spec["evaluationInterval"]) == ("15s", "15s")
    assert spec["externalLabels"] == {"cluster": "c-eks", "environment": "stage", "team": "sre"}
    assert spec["retentionSize"] == f"{100 * 1024 * 80 // 100}MB"


def test_thanos_replicates_and_keeps_as_the_stack_file_says() -> None:
    recorder = declared(stack(only="thanos", backends={"thanos": THANOS}))
    rings = json.loads(
        recorder.of_type("kubernetes:core/v1:ConfigMap")["thanos-receive-router-hashrings"]["data"]["hashrings.json"]
    )

    assert recorder.of_type(STATEFUL_SET)["thanos-receive-ingestor-stateful-set"]["spec"]["replicas"] == 5
    assert len(rings[0]["endpoints"]) == 5
    assert "--receive.replication-factor=5" in arguments(recorder, "receive-router")
    assert [argument for argument in arguments(recorder, "compact") if argument.startswith("--retention.")] == [
        "--retention.resolution-raw=11d",
        "--retention.resolution-5m=22d",
        "--retention.resolution-1h=33d",
    ]
    assert recorder.one("azure-native:storage:StorageAccount")["sku"] == {"name": "Standard_GRS"}


def test_amp_keeps_samples_as_long_as_the_stack_file_says() -> None:
    recorder = declared(stack("eks", only="amp", backends={"amp": {"kind": "amp", "retentionDays": 400}}))

    assert recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration")["retentionPeriodInDays"] == 400


def test_amp_is_set_as_the_stack_file_says() -> None:
    recorder = declared(stack("eks", only="amp", backends={"amp": AMP_SETTINGS}))
    configuration = recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration")

    assert recorder.one("aws:amp/workspace:Workspace")["kmsKeyArn"] == AMP_KEY
    assert configuration["outOfOrderTimeWindowInSeconds"] == 300
    assert configuration["ruleQueryOffsetInSeconds"] == 400
    limits = [(one["labelSet"], one["limits"]["maxSeries"]) for one in configuration["limitsPerLabelSets"]]
    assert limits == [({}, 1000), ({"app": "shop", "team": "web"}, 10), ({"team": "web"}, 20)]


def test_of_amp_nothing_is_set_that_the_stack_file_does_not_say() -> None:
    recorder = declared(stack("eks", only="amp"))

    assert "kmsKeyArn" not in recorder.one("aws:amp/workspace:Workspace")
    assert recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration").keys() == {
        "workspaceId",
        "region",
        "retentionPeriodInDays",
    }


@pytest.mark.parametrize("default", [0, 1])
def test_a_default_of_nought_lifts_limits_and_so_is_said(default: int) -> None:
    limits = {"kind": "amp", "seriesLimits": {"default": default}}
    recorder = declared(stack("eks", only="amp", backends={"amp": limits}))

    said = recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration")["limitsPerLabelSets"]
    assert said == [{"labelSet": {}, "limits": {"maxSeries": default}}]


@pytest.mark.parametrize("seconds", [0, 1])
def test_nought_seconds_are_said_like_any_others(seconds: int) -> None:
    keys = {"kind": "amp", "outOfOrderSeconds": seconds, "ruleQueryOffsetSeconds": seconds}
    recorder = declared(stack("eks", only="amp", backends={"amp": keys}))
    configuration = recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration")

    assert configuration["outOfOrderTimeWindowInSeconds"] == configuration["ruleQueryOffsetInSeconds"] == seconds


@pytest.mark.parametrize("kind", ["azure-monitor", "amp", "thanos", "remote-write"])
def test_metrics_are_dropped_on_the_way_to_the_backend_that_says_so_and_to_no_other(kind: str) -> None:
    url = {"kind": "remote-write", "url": "https://other.example.com/push"}
    backends = {**{one["kind"]: one for one in BACKENDS.values()}, "remote-write": url}
    before = targets(stack(backends=backends))
    after = targets(stack(backends={**backends, kind: {**backends[kind], "drop": ["up", "go_.*"]}}))

    steps = before[kind].get("writeRelabelConfigs", [])
    drop = {"sourceLabels": ["__name__"], "regex": "up|go_.*", "action": "drop"}
    assert after == {**before, kind: {**before[kind], "writeRelabelConfigs": [drop, *steps]}}


def test_native_histograms_go_to_the_workspace_that_says_so_and_to_no_other() -> None:
    said = {"kind": "amp", "nativeHistograms": True}
    sent = targets(stack("eks", only="amp", backends={"one": said, "other": {"kind": "amp"}}))

    assert {name: target.get("sendNativeHistograms") for name, target in sent.items()} == {"one": True, "other": None}


@pytest.mark.parametrize("storage_class", [None, "fast"])
def test_every_volume_has_its_size_and_the_class_of_the_stack_file(storage_class: str | None) -> None:
    said = {"storageClass": storage_class} if storage_class else {}
    cluster = {**CLUSTERS["aks"], **said}
    recorder = declared(stack(only="thanos", cluster=cluster, prometheus=PROMETHEUS, backends={"thanos": THANOS}))

    found = claims(recorder)
    sizes = {name: claim["resources"]["requests"]["storage"] for name, claim in found.items()}
    assert len(sizes) == 4
    assert sizes == {**dict.fromkeys(sizes, "70Gi"), "prometheus": "100Gi"}
    assert [claim.get("storageClassName") for claim in found.values()] == [storage_class] * 4


def test_thanos_is_reached_under_the_domain_with_a_certificate_of_the_authority() -> None:
    said = {**INGRESS, "acmeServer": "https://acme.example.com/directory"}
    recorder = declared(stack(only="thanos", ingress=said))
    hosts = {
        name: [rule["host"] for rule in inputs["spec"]["rules"]]
        for name, inputs in recorder.of_type("kubernetes:networking.k8s.io/v1:Ingress").items()
    }

    assert hosts == {
        "thanos-ingress-receive": ["receive.thanos.obs.example.com"],
        "thanos-ingress-query": ["query.thanos.obs.example.com"],
    }
    acme = recorder.one(ISSUER)["spec"]["acme"]
    assert (acme["email"], acme["server"]) == (INGRESS["email"], "https://acme.example.com/directory")


def test_the_namespace_of_prometheus_admits_the_node_exporter_and_no_other_does() -> None:
    namespaces = declared(stack()).of_type("kubernetes:core/v1:Namespace").values()

    enforced = {
        inputs["metadata"]["name"]: inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for inputs in namespaces
    }
    assert len(enforced) == 4
    assert enforced == {**dict.fromkeys(enforced, "restricted"), "monitoring": "privileged"}
