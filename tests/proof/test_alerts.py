"""The program's own alerts, evaluated by the real promtool."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.cluster.alerts import remote_write_rules
from tests.proof.support.cluster import helm
from tests.proof.support.declared.declarations import declared
from tests.proof.support.processes import ROOT, run, tool

pytestmark = pytest.mark.proof

LABELS = 'namespace="monitoring",pod="prometheus-0",remote_name="amp"'
FAILED = f"prometheus_remote_storage_samples_failed_total{{{LABELS}}}"
DROPPED = f"prometheus_remote_storage_samples_dropped_total{{{LABELS},reason="
SENT = f"prometheus_remote_storage_samples_total{{{LABELS}}}"
RISING, STILL = "0+100x90", "5+0x90"
LONG, YOUNG = "1+1x90", "_x40 1+1x50"
"""A target that is written to since the beginning, and one that has come after 40 minutes."""

Claim = Callable[[str, str, str], None]


def _promtool_test(tmp_path: Path, rules: dict[str, Any], series: dict[str, str], *, fires: bool) -> str:
    """Runs `promtool test rules` on one case: series by name, and whether the alert fires after 80 minutes."""
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
            {"eval_time": "80m", "alertname": alert["alert"], "exp_alerts": [expected] if fires else []}
        ],
    }
    document = {"rule_files": ["rules.json"], "evaluation_interval": "1m", "tests": [case]}
    (tmp_path / "test.json").write_text(json.dumps(document))
    return run([tool("promtool"), "test", "rules", str(tmp_path / "test.json")])


@pytest.mark.parametrize(
    ("series", "fires"),
    [
        ({FAILED: RISING, SENT: LONG}, True),
        ({f'{DROPPED}"too_old"}}': RISING, SENT: LONG}, True),
        ({FAILED: STILL, SENT: LONG}, False),
        ({f'{DROPPED}"dropped_series"}}': RISING, SENT: LONG}, False),
        ({FAILED: STILL, f'{DROPPED}"dropped_series"}}': RISING, SENT: LONG}, False),
        ({FAILED: RISING, SENT: YOUNG}, False),
    ],
    ids=["refused", "too old", "nothing lost", "relabelled away", "relabelled away beside a quiet queue", "new target"],
)
def test_lost_samples_are_alerted_and_dropped_ones_are_not(
    tmp_path: Path, claim: Claim, series: dict[str, str], fires: bool
) -> None:
    assert "SUCCESS" in _promtool_test(tmp_path, remote_write_rules(), series, fires=fires)

    claim(
        "lost samples raise the program's alert; samples relabelled away do not, nor those of a target so new that its "
        "role may not be everywhere yet",
        "promtool 3.14.0",
        "promtool test rules",
    )


def test_the_alert_takes_time_so_that_one_bad_batch_at_start_does_not_page(tmp_path: Path, claim: Claim) -> None:
    once = {FAILED: "0 100+0x90", SENT: LONG}

    assert "SUCCESS" in _promtool_test(tmp_path, remote_write_rules(), once, fires=False)
    claim("one refused batch long ago does not go on alerting", "promtool 3.14.0", "promtool test rules")


def test_a_break_is_caught_an_alert_on_a_metric_that_does_not_exist(tmp_path: Path) -> None:
    rules = copy.deepcopy(remote_write_rules())
    rule = rules["groups"][0]["rules"][0]
    rule["expr"] = rule["expr"].replace("samples_(failed", "sample_(failed")

    with pytest.raises(AssertionError, match="promtool failed"):
        _promtool_test(tmp_path, rules, {FAILED: RISING, SENT: LONG}, fires=True)


def test_the_charts_own_alert_of_refused_samples_does_not_page_beside_ours(claim: Claim) -> None:
    [release] = [one for one in declared(ROOT / "Pulumi.dev.yaml").releases if "prometheusSpec" in str(one.inputs)]
    without = copy.deepcopy(release.inputs["values"])
    del without["defaultRules"]["disabled"]

    assert helm.rendered(release, without).count("alert: PrometheusRemoteStorageFailures") == 1
    shown = helm.rendered(release)
    assert "alert: PrometheusRemoteStorageFailures" not in shown
    assert "RemoteWriteSamplesLost" in shown
    claim(
        "of two alerts about refused samples, the one that waits for roles is installed",
        helm.version(),
        "helm template",
    )
