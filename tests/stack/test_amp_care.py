"""What is asked for beside a workspace of AMP, as the whole program wires it."""

import subprocess
import sys
from typing import Any

import pytest

from tests.stack.program import ROOT, Config, declared
from tests.stack.stacks import AMP_KEY, hub
from tests.unit.component_rules import waits_for

WORKSPACE = "aws:amp/workspace:Workspace"
GROUP, QUERIES = "aws:cloudwatch/logGroup:LogGroup", "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration"


def with_workspace(**keys: Any) -> Config:
    """A stack without a cluster that builds one workspace."""
    return hub(name="c", backends={"amp": {"kind": "amp", **keys}}, azure=None)


def test_each_log_has_a_group_of_its_own_that_is_named_after_the_workspace() -> None:
    logs = {"vended": {"retentionDays": 14}, "queries": {"retentionDays": 7, "kmsKeyArn": AMP_KEY, "minimumSamples": 5}}
    recorder = declared(with_workspace(logs=logs))
    groups = recorder.of_type(GROUP)

    found = {one["name"]: (one["retentionInDays"], one.get("kmsKeyId")) for one in groups.values()}
    assert found == {
        "/aws/vendedlogs/prometheus/c-amp": (14, None),
        "/aws/vendedlogs/prometheus/queries/c-amp": (7, AMP_KEY),
    }
    assert waits_for(recorder, WORKSPACE, "amp-workspace", "loggingConfiguration") == {"amp-logs-group"}
    assert waits_for(recorder, QUERIES, "amp-query-logging-configuration", "destinations") == {"amp-query-logs-group"}
    assert recorder.one(QUERIES)["destinations"][0]["filters"] == {"qspThreshold": 5}


@pytest.mark.parametrize(
    ("logs", "groups", "queries"),
    [({}, 0, 0), ({"vended": {}}, 1, 0), ({"queries": {"minimumSamples": 0}}, 1, 1)],
    ids=["nothing", "vended", "queries"],
)
def test_only_what_is_asked_for_is_logged(logs: dict[str, Any], groups: int, queries: int) -> None:
    recorder = declared(with_workspace(**({"logs": logs} if logs else {})))

    assert len(recorder.of_type(GROUP)) == groups
    assert len(recorder.of_type(QUERIES)) == queries
    assert ("loggingConfiguration" in recorder.one(WORKSPACE)) == ("vended" in logs)


def test_who_asks_for_nothing_imports_nothing_of_it() -> None:
    script = (
        "import json, sys\n"
        "from tests.stack.test_amp_care import with_workspace\n"
        "from tests.stack.program import declared\n"
        "declared(with_workspace())\n"
        "print([one for one in sys.modules if one.startswith(('stack.amp_', 'components.rules'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
