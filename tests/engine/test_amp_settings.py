"""Settings of an AMP workspace over time: AWS keeps what a stack file no longer says, and the provider says nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from tests.engine.conftest import Open

AMP = ROOT / "tests" / "stacks" / "amp.yaml"
CONFIGURATION = "aws:amp/workspaceConfiguration:WorkspaceConfiguration"
WORKSPACE = "aws:amp/workspace:Workspace"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
LIMITS = {"default": 1000, "byLabels": [{"labels": {"team": "web"}, "maxSeries": 10}]}


def stack(folder: Path, environment: str = "dev", **keys: Any) -> Path:
    """The smallest stack of EKS and AMP, its workspace with more said of it."""
    config: dict[str, Any] = yaml.safe_load(AMP.read_text())["config"]
    config["prometheus-stack:environment"] = environment
    config["prometheus-stack:backends"] = {"amp": {"kind": "amp", **keys}}
    path = folder / "Pulumi.settings.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


def settings(box: Sandbox) -> dict[str, Any]:
    (one,) = box.cloud.of(CONFIGURATION)
    return one.outputs


def test_a_limit_that_is_taken_out_of_the_list_is_lifted(sandbox: Open, tmp_path: Path) -> None:
    sandbox(stack(tmp_path, seriesLimits=LIMITS)).up()
    box = sandbox(stack(tmp_path, seriesLimits={"default": 1000}))

    assert box.up()["update"] == 1
    assert settings(box)["limitsPerLabelSets"] == [{"labelSet": {}, "limits": {"maxSeries": 1000}}]


@pytest.mark.parametrize(
    ("keys", "way_out", "lifted"),
    [
        ({"seriesLimits": LIMITS}, "by a default of 0", {"seriesLimits": {"default": 0}}),
        ({"outOfOrderSeconds": 300}, "say 60", {"outOfOrderSeconds": 60}),
        ({"ruleQueryOffsetSeconds": 0}, "say 60", {"ruleQueryOffsetSeconds": 60}),
    ],
    ids=["limits", "late samples", "offset"],
)
def test_what_would_go_on_in_aws_is_left_out_only_when_it_no_longer_does_anything(
    sandbox: Open, tmp_path: Path, said: list[str], keys: dict[str, Any], way_out: str, lifted: dict[str, Any]
) -> None:
    sandbox(stack(tmp_path, **keys)).up()
    with pytest.raises(CommandError):
        sandbox(stack(tmp_path)).preview()
    assert way_out in "".join(said)
    with pytest.raises(CommandError):
        sandbox(stack(tmp_path)).up()
    assert sandbox(stack(tmp_path, **keys)).up(expect_no_changes=True)

    assert sandbox(stack(tmp_path, **lifted)).up()["update"] == 1
    assert set(sandbox(stack(tmp_path)).up()) <= {"same", "update"}
    assert sandbox(stack(tmp_path)).up(expect_no_changes=True)


def test_in_production_another_key_is_refused_and_the_metrics_stay(sandbox: Open, tmp_path: Path) -> None:
    box = sandbox(stack(tmp_path, "prod", kmsKeyArn=KEY))
    box.up()
    (before,) = box.cloud.of(WORKSPACE)

    with pytest.raises(CommandError, match="protect"):
        sandbox(stack(tmp_path, "prod")).up()
    (after,) = sandbox(stack(tmp_path, "prod")).cloud.of(WORKSPACE)
    assert after.id == before.id


CARE: dict[str, Any] = {
    "logs": {"vended": {"retentionDays": 7}, "queries": {"minimumSamples": 1}},
    "rules": ["examples/rules/nodes.yaml"],
    "alerting": {"topic": "create"},
}


def test_logs_rules_and_alerting_come_and_go_and_nothing_but_the_workspaces_logging_changes(
    sandbox: Open, tmp_path: Path
) -> None:
    built = sandbox(stack(tmp_path, "prod")).up()["create"]
    added = sandbox(stack(tmp_path, "prod", **CARE)).up()
    again = sandbox(stack(tmp_path, "prod", **CARE)).up()
    gone = sandbox(stack(tmp_path, "prod")).up()

    assert added == {"create": added["create"], "update": 1, "same": built - 1}
    assert again == {"same": built + added["create"]}
    assert gone == {"delete": added["create"], "update": 1, "same": built - 1}


def test_another_value_of_them_is_a_change_in_place(sandbox: Open, tmp_path: Path) -> None:
    other: dict[str, Any] = {
        **CARE,
        "logs": {"vended": {"retentionDays": 14}, "queries": {"minimumSamples": 2}},
        "alerting": {"topic": "create", "snsTopicArns": ["arn:aws:sns:eu-west-1:123456789012:theirs"]},
    }
    built = sandbox(stack(tmp_path, **CARE)).up()["create"]

    changed = sandbox(stack(tmp_path, **other)).up()
    assert changed == {"update": 3, "same": built - 3}, "a group, what is logged of queries, and who is told"
