"""Rule files to begin with, and what Azure gets of them, evaluated by the real promtool."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from components.azure.rule_files import rule_file
from components.azure.rule_groups import RuleGroup
from tests.proof.support.declared.declarations import declared
from tests.proof.support.processes import ROOT, run, tool

pytestmark = pytest.mark.proof

FILES = sorted((ROOT / "examples" / "rules").glob("*.yaml"))
RULE_GROUP = "azure-native:alertsmanagement:PrometheusRuleGroup"
SILENT = {
    'up{cluster="there",job="a"}': "1+0x180",
    'up{cluster="gone",job="a"}': "1+0x60 _x120",
}
LOW = {
    'node_memory_MemAvailable_bytes{cluster="full"}': "2+0x180",
    'node_memory_MemTotal_bytes{cluster="full"}': "100+0x180",
    'node_memory_MemAvailable_bytes{cluster="roomy"}': "50+0x180",
    'node_memory_MemTotal_bytes{cluster="roomy"}': "100+0x180",
}
DOWN = {
    'up{cluster="c",job="half",instance="1"}': "0+0x180",
    'up{cluster="c",job="half",instance="2"}': "1+0x180",
    'up{cluster="c",job="whole",instance="1"}': "1+0x180",
}

Claim = Callable[[str, str, str], None]


def declared_groups() -> Iterator[dict[str, Any]]:
    """Groups as Azure is asked for them, written as Prometheus has them."""
    for one in declared(ROOT / "tests" / "stacks" / "azure-rules.yaml").of(RULE_GROUP):
        names = {"expression": "expr"}
        kept = ("alert", "record", "expression", "labels", "annotations")
        rules = [{names.get(key, key): rule[key] for key in kept if key in rule} for rule in one.inputs["rules"]]
        yield {"name": one.inputs["ruleGroupName"], "rules": rules}


def written(tmp_path: Path, groups: list[dict[str, Any]]) -> Path:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"groups": groups}))
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rule_file_to_begin_with_is_one_for_prometheus_and_for_azure(path: Path, claim: Claim) -> None:
    assert "SUCCESS" in run([tool("promtool"), "check", "rules", str(path)])
    read = rule_file(path.read_text())
    assert read.problems == []
    assert read.groups
    claim("the example's rule files are valid", "promtool 3.14.0", "promtool check rules")


def test_what_azure_gets_is_still_what_prometheus_takes(tmp_path: Path, claim: Claim) -> None:
    groups = [*declared_groups()]
    read: list[RuleGroup] = [group for path in FILES for group in rule_file(path.read_text()).groups]

    assert sum(len(group["rules"]) for group in groups) == sum(len(group["rules"]) for group in read)
    assert "SUCCESS" in run([tool("promtool"), "check", "rules", str(written(tmp_path, groups))])
    claim("the rules that Azure is asked for are valid PromQL", "promtool 3.14.0", "promtool check rules")


@pytest.mark.parametrize(
    ("series", "alert", "at", "labels"),
    [
        (SILENT, "ClusterSilent", "90m", {"cluster": "gone", "severity": "critical"}),
        (SILENT, "ClusterSilent", "30m", None),
        (LOW, "ClusterOutOfMemory", "60m", {"cluster": "full", "severity": "warning", "team": "platform"}),
        (DOWN, "TargetsDown", "60m", {"cluster": "c", "job": "half", "severity": "warning"}),
    ],
    ids=["a cluster went silent", "none did", "out of memory", "targets down"],
)
def test_an_alert_of_the_example_fires_where_it_should(
    tmp_path: Path, claim: Claim, series: dict[str, str], alert: str, at: str, labels: dict[str, str] | None
) -> None:
    written(tmp_path, [*declared_groups()])
    case = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f'count by (alertname, {", ".join(labels or {"cluster": ""})}) (ALERTS{{alertname="{alert}"}})',
                "eval_time": at,
                "exp_samples": [{"labels": _selector({"alertname": alert, **labels}), "value": 1}] if labels else [],
            }
        ],
    }
    document = {"rule_files": ["rules.json"], "evaluation_interval": "1m", "tests": [case]}
    (tmp_path / "test.json").write_text(json.dumps(document))

    assert "SUCCESS" in run([tool("promtool"), "test", "rules", str(tmp_path / "test.json")])
    claim("the example's alerts fire where they should, as Azure is asked for them", "promtool 3.14.0", "promtool test")


def _selector(labels: dict[str, str]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
