"""What the operator or Prometheus would refuse does not get through test_operator.py."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.proof.support.cluster.kube_api import Object
from tests.proof.support.cluster.operator_run import API, Operated, refusal, rejected, unscraped, wait_until_reconciled
from tests.proof.support.cluster.written_config import check_config, differences, files, targets
from tests.proof.support.processes import ROOT
from tests.proof.support.waiting import wait_until

pytestmark = pytest.mark.proof
pytest_plugins = ["tests.proof.support.cluster.fixtures"]

on_every_store = pytest.mark.parametrize("rollout", [ROOT / "Pulumi.dev.yaml"], indirect=True, ids=["dev"])


@on_every_store
def test_a_field_that_is_not_as_asked_for_is_caught(operator: Operated) -> None:
    written = yaml.safe_load(operator.config())["remote_write"]
    wrong = copy.deepcopy(written)
    [signed] = [one for one in wrong if "sigv4" in one]
    signed["sigv4"]["region"] = "eu-west-2"
    del signed["queue_config"]["max_shards"]
    found = differences(targets(operator), wrong)
    assert [one.split(":")[1].strip() for one in found] == ["queue_config.max_shards", "sigv4.region"]
    assert differences(targets(operator), written[1:])


@on_every_store
def test_a_client_id_that_is_no_uuid_is_caught(operator: Operated, prometheus: Object) -> None:
    [azure] = [one for one in prometheus["spec"]["remoteWrite"] if "azureAd" in one]
    azure["azureAd"]["workloadIdentity"]["clientId"] = "prometheus"
    operator.plane.api.apply(prometheus)
    wait_until(lambda: bool(refusal(operator.plane, prometheus)), what="a refusal")
    with pytest.raises(AssertionError, match="Azure Workload Identity clientId is invalid"):
        wait_until_reconciled(operator.plane, prometheus, seconds=0)


@on_every_store
def test_a_rule_that_is_no_promql_is_caught(operator: Operated, rule: Object) -> None:
    operator.plane.api.apply(rule)
    wait_until(lambda: bool(rejected(operator.plane)), what="the operator to reject a rule")
    [said] = rejected(operator.plane)
    assert "monitoring/wrong: PrometheusRule wrong was rejected" in said


@on_every_store
def test_a_configuration_that_prometheus_refuses_is_caught(operator: Operated, tmp_path: Path) -> None:
    wrong = operator.config().replace("cloud: AzurePublic", "cloud: AzurePubic")
    with pytest.raises(AssertionError, match="must provide a cloud in the Azure AD config"):
        check_config(wrong, files(operator), tmp_path)


@on_every_store
def test_a_monitor_without_a_job_is_caught(operator: Operated) -> None:
    config = yaml.safe_load(operator.config())
    dropped = config["scrape_configs"].pop()["job_name"]
    assert unscraped(operator.plane, config) == [dropped]


@pytest.fixture
def prometheus(operator: Operated) -> Iterator[Object]:
    """A second Prometheus that asks for the same as the chart's."""
    wrong = {"apiVersion": API, "kind": "Prometheus", "metadata": {"name": "wrong", "namespace": operator.namespace}}
    yield (one := {**wrong, "spec": copy.deepcopy(operator.prometheus["spec"])})
    operator.plane.api.delete(one)


@pytest.fixture
def rule(operator: Operated) -> Iterator[Object]:
    """A rule that the API server takes, and Prometheus would not."""
    wrong = {
        "apiVersion": API,
        "kind": "PrometheusRule",
        "metadata": {"name": "wrong", "namespace": operator.namespace},
    }
    yield (one := {**wrong, "spec": {"groups": [{"name": "wrong", "rules": [{"alert": "Wrong", "expr": "up =="}]}]}})
    operator.plane.api.delete(one)
