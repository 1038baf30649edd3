"""What AMP and Prometheus get word for word from a stack file is what Prometheus itself takes."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from stack.config.target import MetricPattern
from tests.proof.support.declared.declarations import declared
from tests.proof.support.processes import ROOT, run, tool

pytestmark = pytest.mark.proof
Claim = Callable[[str, str, str], None]
NAMESPACE = "aws:amp/ruleGroupNamespace:RuleGroupNamespace"
PATTERN = TypeAdapter[str](MetricPattern)
ALPHABET = "a:.*+?|()"


def _taken(pattern: str) -> bool:
    try:
        return bool(PATTERN.validate_python(pattern))
    except ValidationError:
        return False


def test_rules_that_amp_gets_are_valid_for_prometheus(tmp_path: Path, claim: Claim) -> None:
    made = [*declared(ROOT / "tests" / "stacks" / "amp-rules.yaml").of(NAMESPACE)]

    assert made
    for one in made:
        path = tmp_path / f"{one.inputs['name']}.yaml"
        path.write_text(one.inputs["data"])
        assert "SUCCESS" in run([tool("promtool"), "check", "rules", str(path)])
    claim("the rules that AMP gets are valid PromQL", "promtool 3.14.0", "promtool check rules")


def test_patterns_that_are_dropped_are_expressions_for_prometheus(tmp_path: Path, claim: Claim) -> None:
    patterns = [one for size in range(1, 5) for one in map("".join, product(ALPHABET, repeat=size)) if _taken(one)]
    steps = [{"source_labels": ["__name__"], "regex": pattern, "action": "drop"} for pattern in patterns]
    path = tmp_path / "prometheus.json"
    path.write_text(json.dumps({"remote_write": [{"url": "http://localhost/push", "write_relabel_configs": steps}]}))

    assert {"a.*", "(a)", "a|.", "(a)+"} <= {*patterns}
    assert "SUCCESS" in run([tool("promtool"), "check", "config", str(path)])
    claim("patterns of metrics to drop are Prometheus' own", "promtool 3.14.0", "promtool check config")
