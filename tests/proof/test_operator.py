"""The real operator makes of the program's Prometheus a configuration that the real Prometheus takes."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.proof.support.cluster.operator_run import API, Operated, rejected, unscraped, wait_until_reconciled
from tests.proof.support.cluster.rollout import Rollout
from tests.proof.support.cluster.written_config import (
    check_config,
    differences,
    files,
    promtool_version,
    rules,
    targets,
)
from tests.proof.support.declared.alike import in_the_cluster
from tests.proof.support.processes import run, tool
from tests.proof.support.sharing import once_for_alike

pytestmark = [pytest.mark.proof, once_for_alike(in_the_cluster)]
pytest_plugins = ["tests.proof.support.cluster.fixtures"]

Claim = Callable[[str, str, str], None]


def test_the_operator_reconciles_the_prometheus_and_its_pods_become_ready(operator: Operated, claim: Claim) -> None:
    wait_until_reconciled(operator.plane, operator.prometheus)
    assert operator.template()["metadata"]["labels"]["app.kubernetes.io/version"] == promtool_version().split()[1]
    claim(
        "the Prometheus of the chart is reconciled with the chart's own rights, and its pods become ready",
        operator_version(),
        "operator with the chart's arguments and service account; Prometheus .status.conditions",
    )


def test_the_operator_leaves_out_no_monitor_and_no_rule(operator: Operated, claim: Claim) -> None:
    assert not (left_out := rejected(operator.plane)), "\n".join(left_out)
    assert not (missing := unscraped(operator.plane, yaml.safe_load(operator.config()))), missing
    claim(
        "every endpoint of every monitor of the stack's charts has its scrape job, and no rule is left out",
        operator_version(),
        "Secret prometheus-NAME beside ServiceMonitors and PodMonitors; no event InvalidConfiguration",
    )


def test_the_written_configuration_and_every_rule_pass_promtool(
    operator: Operated, tmp_path: Path, claim: Claim
) -> None:
    said = check_config(operator.config(), files(operator), tmp_path)
    groups = [group for rule in operator.plane.api.list(API, "PrometheusRule") for group in rule["spec"]["groups"]]
    written = [group for path, text in rules(operator).items() for group in yaml.safe_load(text)["groups"]]
    assert sorted(group["name"] for group in groups) == sorted(group["name"] for group in written)
    assert f"SUCCESS: {len(rules(operator))} rule files found" in said
    claim(
        "the configuration that the operator writes is valid, with its rule files and certificates in place",
        promtool_version(),
        "promtool check config",
    )
    run([tool("promtool"), "check", "rules", *[str(tmp_path / path.lstrip("/")) for path in rules(operator)]])
    claim(
        "every PrometheusRule of the stack's charts is written, and valid", promtool_version(), "promtool check rules"
    )


def test_remote_write_is_written_as_the_targets_asked_for(operator: Operated, rollout: Rollout, claim: Claim) -> None:
    config = yaml.safe_load(operator.config())
    assert not (wrong := differences(targets(operator), config["remote_write"])), "\n".join(wrong)
    assert {one["name"]: one["url"] for one in config["remote_write"]} == rollout.stack.outputs["targets"]
    claim(
        "remote_write is, field by field, what the targets asked for: URL, authentication, queue, relabeling",
        operator_version(),
        "prometheus.yaml.gz beside prometheusSpec.additionalRemoteWrite and the stack's output targets",
    )


def test_every_sample_carries_the_declared_labels(operator: Operated, claim: Claim) -> None:
    labels = yaml.safe_load(operator.config())["global"]["external_labels"]
    assert labels.items() >= spec(operator)["externalLabels"].items()
    assert labels.keys() - spec(operator)["externalLabels"].keys() == {"prometheus", "prometheus_replica"}
    claim("external_labels are the declared ones and the operator's two", operator_version(), "prometheus.yaml.gz")


def test_the_pod_of_prometheus_has_the_declared_identity(operator: Operated, claim: Claim) -> None:
    template, wanted = operator.template(), spec(operator)
    containers = {one["name"]: one for one in template["spec"]["containers"]}
    account = operator.release.inputs["values"]["prometheus"]["serviceAccount"]
    made = operator.plane.api.get("v1", "ServiceAccount", account["name"], operator.namespace)
    assert template["spec"]["serviceAccountName"] == account["name"]
    assert made["metadata"].get("annotations", {}).items() >= account["annotations"].items()
    assert template["metadata"]["labels"].items() >= wanted["podMetadata"]["labels"].items()
    for one in wanted["containers"]:
        made_one = containers[one["name"]]
        assert all(item in made_one[part] for part in ("env", "volumeMounts") for item in one.get(part, []))
        assert all(made_one[key] == one[key] for key in ("image", "securityContext", "resources") if key in one)
    assert all(mount in containers["prometheus"]["volumeMounts"] for mount in wanted["volumeMounts"])
    volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
    for volume in wanted["volumes"]:
        said = volumes[volume["name"]]
        assert said.get("projected", {}).get("sources") == volume.get("projected", {}).get("sources")
        assert said.get("secret", {}).items() >= volume.get("secret", {}).items()
    claim(
        "the pod of Prometheus has the declared service account, annotations, labels, variables and projected tokens",
        operator_version(),
        "StatefulSet prometheus-NAME and its ServiceAccount",
    )


def spec(operator: Operated) -> dict[str, Any]:
    return operator.release.inputs["values"]["prometheus"]["prometheusSpec"]


@functools.cache
def operator_version() -> str:
    return f"prometheus-operator {run([tool('operator'), '--version']).split()[2]}"
