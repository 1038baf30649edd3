"""Alerts, limits and rules of a workspace that somebody writes to: they come, change and go beside it."""

from pathlib import Path

import pytest
from pulumi.automation import CommandError

from tests.engine.conftest import Open

SUBSCRIPTION, SPOKE = "11111111-1111-4111-8111-111111111111", "33333333-3333-4333-8333-333333333333"
FILE = f"""
config:
  prometheus-stack:environment: dev
  prometheus-stack:azure:
    subscriptionId: {SUBSCRIPTION}
    tenantId: 22222222-2222-4222-8222-222222222222
    location: westeurope
    resourceGroup: rg-observability
  prometheus-stack:cluster: {{name: dev-weu, kind: aks, resourceGroup: rg-aks, context: dev-weu}}
  prometheus-stack:backends:
    azure:
      kind: azure-monitor
"""
ALERTS = "      alerts: {emails: [oncall@example.com]}\n"
LIMITS = "      limits: {activeSeries: 2000000, eventsPerMinute: 1500000}\n"
RULES = "      rules: [examples/rules/cluster.yaml]\n"
CARE = ALERTS + LIMITS + RULES
THEIRS = f"/subscriptions/{SPOKE}/resourceGroups/rg-spoke/providers/Microsoft.Monitor/accounts/metrics-neu"
OTHERS = f"      workspaceId: {THEIRS}\n"
RULE_GROUP, ALERT = "azure-native:alertsmanagement:PrometheusRuleGroup", "azure-native:monitor:MetricAlert"
DEPLOYMENT, ACTIONS = "azure-native:resources:Deployment", "azure-native:monitor:ActionGroup"


def stack(tmp_path: Path, more: str = "", text: str = FILE) -> Path:
    path = tmp_path / "Pulumi.cared-for.yaml"
    path.write_text(text + more)
    return path


def test_they_come_and_go_and_nothing_else_changes(sandbox: Open, tmp_path: Path) -> None:
    built = sandbox(stack(tmp_path)).up()["create"]
    added = sandbox(stack(tmp_path, CARE)).up()
    again = sandbox(stack(tmp_path, CARE)).up()
    gone = sandbox(stack(tmp_path)).up()

    assert added == {"create": added["create"], "same": built}
    assert again == {"same": built + added["create"]}
    assert gone == {"delete": added["create"], "same": built}


@pytest.mark.parametrize(
    ("before", "after", "updated"),
    [
        (ALERTS, ALERTS.replace("oncall@", "office@"), 1),
        (LIMITS, LIMITS.replace("2000000", "1000000"), 1),
        (ALERTS + RULES, ALERTS.replace("{", "{actionGroupIds: [{oncall}], ") + RULES, 4 + 1),
    ],
    ids=["addresses", "limits", "one more to tell"],
)
def test_another_value_is_a_change_in_place(
    sandbox: Open, tmp_path: Path, before: str, after: str, updated: int
) -> None:
    oncall = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-network/providers/microsoft.insights/actionGroups/oncall"
    built = sandbox(stack(tmp_path, before)).up()["create"]

    changed = sandbox(stack(tmp_path, after.replace("{oncall}", oncall))).up()

    assert changed == {"update": updated, "same": built - updated}


def test_another_name_of_the_stack_is_that_of_its_alerts_and_rules(sandbox: Open, tmp_path: Path) -> None:
    renamed = FILE.replace("environment: dev", "environment: dev\n  prometheus-stack:name: other")
    sandbox(stack(tmp_path, CARE)).up()
    box = sandbox(stack(tmp_path, CARE, renamed))
    box.up()

    for token in (RULE_GROUP, ALERT, DEPLOYMENT, ACTIONS):
        names = [one.id.rpartition("/")[2] for one in box.cloud.of(token)]
        assert names
        assert all(name.startswith("other-azure") for name in names)


def test_alerts_and_rules_follow_the_store_to_a_workspace_of_others_and_back(sandbox: Open, tmp_path: Path) -> None:
    sandbox(stack(tmp_path, ALERTS + RULES)).up()
    box = sandbox(stack(tmp_path, ALERTS + RULES + OTHERS))
    box.up()
    for token in (RULE_GROUP, ALERT):
        assert {str(one.inputs["scopes"]) for one in box.cloud.of(token)} == {str([THEIRS])}
    assert {one.inputs["location"] for one in box.cloud.of(RULE_GROUP)} == {"northeurope"}

    box = sandbox(stack(tmp_path, ALERTS + RULES))
    box.up()
    assert {one.inputs["location"] for one in box.cloud.of(RULE_GROUP)} == {"westeurope"}
    assert not [one for token in (RULE_GROUP, ALERT) for one in box.cloud.of(token) if THEIRS in str(one.inputs)]


def test_an_action_group_that_is_not_there_is_azures_answer(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    nobody = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Insights/actionGroups/nobody"

    with pytest.raises(CommandError):
        sandbox(stack(tmp_path, f"      alerts: {{actionGroupIds: [{nobody}]}}\n")).up()

    assert "[azure-reference]" in "".join(said)


@pytest.mark.parametrize("fails", ["MetricAlert:3", "PrometheusRuleGroup", "Deployment", "ActionGroup"])
def test_what_azure_refuses_once_is_there_after_the_next_run_and_the_cluster_writes_meanwhile(
    sandbox: Open, tmp_path: Path, fails: str
) -> None:
    sandbox(stack(tmp_path)).up()
    with pytest.raises(CommandError):
        sandbox(stack(tmp_path, CARE), fail=fails).up()

    completed = sandbox(stack(tmp_path, CARE)).up()
    assert "update" not in completed
    assert sandbox(stack(tmp_path, CARE)).up(expect_no_changes=True)
