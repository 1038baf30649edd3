"""The program's own alerts, evaluated by the real promtool."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.cluster.alerts import remote_write_rules
from tests.proof.support.processes import run, tool

pytestmark = pytest.mark.proof

LABELS = 'namespace="monitoring",pod="prometheus-0",remote_name="amp"'
FAILED = f"prometheus_remote_storage_samples_failed_total{{{LABELS}}}"
DROPPED = f"prometheus_remote_storage_samples_dropped_total{{{LABELS},reason="
RISING, STILL = "0+100x30", "5+0x30"

Claim = Callable[[str, str, str], None]


def _promtool_test(tmp_path: Path, rules: dict[str, Any], series: dict[str, str], *, fires: bool) -> str:
    """Runs `promtool test rules` on one case: series by name, and whether the alert fires after 20 minutes."""
    (tmp_path / "rules.json").write_text(json.dumps(rules))
    alert = rules["groups"][0]["rules"][0]
    expected = {
        "exp_labels": {**alert["labels"], "namespace": "monitoring", "pod": "prometheus-0", "remote_name": "amp"},
        "exp_annotations": {
            "summary": alert["annotations"]["summary"],
            "description": alert["annotations"]["description"]
            .replace("{{ $labels.pod }}", "prometheus-0")
            .replace("{{ $labels.remote_name }}", "amp")
            .replace("{{ $value | humanize }}", "1k"),
        },
    }
    case = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [
            {"eval_time": "20m", "alertname": alert["alert"], "exp_alerts": [expected] if fires else []}
        ],
    }
    document = {"rule_files": ["rules.json"], "evaluation_interval": "1m", "tests": [case]}
    (tmp_path / "test.json").write_text(json.dumps(document))
    return run([tool("promtool"), "test", "rules", str(tmp_path / "test.json")])


@pytest.mark.parametrize(
    ("series", "fires"),
    [
        ({FAILED: RISING}, True),
        ({f'{DROPPED}"too_old"}}': RISING}, True),
        ({FAILED: STILL}, False),
        ({f'{DROPPED}"dropped_series"}}': RISING}, False),
        ({FAILED: STILL, f'{DROPPED}"dropped_series"}}': RISING}, False),
    ],
    ids=["refused", "too old", "nothing lost", "relabelled away", "relabelled away beside a quiet queue"],
)
def test_lost_samples_are_alerted_and_dropped_ones_are_not(
    tmp_path: Path, claim: Claim, series: dict[str, str], fires: bool
) -> None:
    assert "SUCCESS" in _promtool_test(tmp_path, remote_write_rules(), series, fires=fires)

    claim(
        "lost samples raise the program's alert; samples relabelled away do not",
        "promtool 3.14.0",
        "promtool test rules",
    )


def test_the_alert_takes_time_so_that_one_bad_batch_at_start_does_not_page(tmp_path: Path, claim: Claim) -> None:
    once = {FAILED: "0 100+0x30"}

    assert "SUCCESS" in _promtool_test(tmp_path, remote_write_rules(), once, fires=False)
    claim("one refused batch long ago does not go on alerting", "promtool 3.14.0", "promtool test rules")


def test_a_break_is_caught_an_alert_on_a_metric_that_does_not_exist(tmp_path: Path) -> None:
    rules = copy.deepcopy(remote_write_rules())
    rule = rules["groups"][0]["rules"][0]
    rule["expr"] = rule["expr"].replace("samples_(failed", "sample_(failed")

    with pytest.raises(AssertionError, match="promtool failed"):
        _promtool_test(tmp_path, rules, {FAILED: RISING}, fires=True)
