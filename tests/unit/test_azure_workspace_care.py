"""Components beside a workspace: alerts on its quotas, who is told, its limits, its rules."""

from typing import Any

import pytest

from components.azure.email_action_group import EmailActionGroup
from components.azure.prometheus_rules import PrometheusRules
from components.azure.rule_groups import Rule, RuleGroup
from components.azure.workspace_alerts import WorkspaceAlerts
from components.azure.workspace_limits import WorkspaceLimits
from sandbox import schema
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import assert_component_rules

ACTION_GROUP = "azure-native:monitor:ActionGroup"
ALERT = "azure-native:monitor:MetricAlert"
RULE_GROUP = "azure-native:alertsmanagement:PrometheusRuleGroup"
DEPLOYMENT = "azure-native:resources:Deployment"
WORKSPACE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Monitor/accounts/metrics"
FIRST, SECOND = (f"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/{n}" for n in "12")
TAGS = {"team": "sre"}
DOWN: Rule = {
    "alert": "Down",
    "expression": "up == 0",
    "pending": "PT5M",
    "severity": 2,
    "labels": {"severity": "critical"},
    "annotations": {"summary": "down"},
}
RECORD: Rule = {"record": "job:up:sum", "expression": "sum by (job) (up)", "labels": {"team": "sre"}}


def emails() -> Recorder:
    return record(
        lambda: (
            EmailActionGroup(
                "told",
                {
                    "resource_group": "rg",
                    "action_group_name": "prod-emails",
                    "emails": ["a@example.com", "b@example.com"],
                    "tags": TAGS,
                },
            )
            and None
        )
    )


def alerts(*, dropped_samples: bool = False) -> Recorder:
    return record(
        lambda: (
            WorkspaceAlerts(
                "watched",
                {
                    "resource_group": "rg",
                    "workspace_id": WORKSPACE,
                    "alerts_name": "prod",
                    "action_group_ids": [FIRST, SECOND],
                    "dropped_samples": dropped_samples,
                    "tags": TAGS,
                },
            )
            and None
        )
    )


def rules(*groups: RuleGroup, told: tuple[str, ...] = (FIRST,)) -> Recorder:
    return record(
        lambda: (
            PrometheusRules(
                "ruled",
                {
                    "resource_group": "rg",
                    "workspace_id": WORKSPACE,
                    "location": "westeurope",
                    "rules_name": "prod",
                    "groups": groups,
                    "action_group_ids": told,
                    "tags": TAGS,
                },
            )
            and None
        )
    )


def limits() -> Recorder:
    return record(
        lambda: (
            WorkspaceLimits(
                "raised",
                {
                    "resource_group": "rg",
                    "workspace_id": WORKSPACE,
                    "location": "westeurope",
                    "deployment_name": "prod-limits",
                    "active_series": 2_000_000,
                    "events_per_minute": 1_500_000,
                    "tags": TAGS,
                },
            )
            and None
        )
    )


def group(name: str, *of: Rule) -> RuleGroup:
    return {"name": name, "interval": "PT2M", "rules": [*of]}


def test_each_address_is_a_receiver_of_its_own() -> None:
    made = emails().one(ACTION_GROUP)

    assert [one["emailAddress"] for one in made["emailReceivers"]] == ["a@example.com", "b@example.com"]
    assert len({one["name"] for one in made["emailReceivers"]}) == 2
    assert (made["actionGroupName"], made["location"], made["enabled"]) == ("prod-emails", "global", True)
    assert 1 <= len(made["groupShortName"]) <= 12
    assert made["tags"] == TAGS


def test_both_quotas_are_watched_at_three_quarters_and_near_the_end_which_is_worse() -> None:
    made = alerts().of_type(ALERT).values()

    criteria = {alert["ruleName"]: alert["criteria"]["allOf"] for alert in made}
    seen = {
        (one["metricName"], one["threshold"], alert["severity"])
        for alert in made
        for one in criteria[alert["ruleName"]]
    }
    assert seen == {
        ("ActiveTimeSeriesPercentUtilization", 75, 4),
        ("ActiveTimeSeriesPercentUtilization", 95, 3),
        ("EventsPerMinuteIngestedPercentUtilization", 75, 4),
        ("EventsPerMinuteIngestedPercentUtilization", 95, 3),
    }
    assert {one["operator"] for criterion in criteria.values() for one in criterion} == {"GreaterThan"}
    assert {one["timeAggregation"] for criterion in criteria.values() for one in criterion} == {"Average"}
    assert len(criteria) == 4
    assert all(name.startswith("prod-") for name in criteria)


def test_an_alert_is_on_the_workspace_and_tells_every_action_group() -> None:
    for alert in alerts().of_type(ALERT).values():
        assert alert["scopes"] == [WORKSPACE]
        assert [action["actionGroupId"] for action in alert["actions"]] == [FIRST, SECOND]
        assert (alert["location"], alert["enabled"]) == ("global", True)
        assert (alert["windowSize"], alert["evaluationFrequency"]) == ("PT30M", "PT5M")
        assert alert["tags"] == TAGS


def test_drops_are_watched_only_where_they_are_asked_for() -> None:
    usual, more = (alerts(dropped_samples=asked).of_type(ALERT) for asked in (False, True))

    added = [more[name]["criteria"]["allOf"][0] for name in more.keys() - usual.keys()]
    assert {(one["metricName"], one["timeAggregation"], one["threshold"]) for one in added} == {
        ("TimeSeriesSamplesDropped", "Maximum", 0),
        ("EventsDropped", "Maximum", 0),
    }
    assert usual.keys() < more.keys()


def test_criteria_are_sent_by_the_names_of_azure_and_a_dictionary_would_not_be() -> None:
    made = next(iter(alerts().of_type(ALERT).values()))
    untyped = {"odata_type": made["criteria"]["odataType"], "all_of": made["criteria"]["allOf"]}

    assert schema.input_problems(ALERT, made) == []
    assert schema.input_problems(ALERT, {**made, "criteria": untyped})


def test_a_rule_is_what_the_file_said_and_only_alerts_tell() -> None:
    made = rules(group("nodes", DOWN, RECORD)).one(RULE_GROUP)

    assert made["rules"] == [
        {
            "alert": "Down",
            "expression": "up == 0",
            "for": "PT5M",
            "severity": 2,
            "labels": {"severity": "critical"},
            "annotations": {"summary": "down"},
            "actions": [{"actionGroupId": FIRST}],
        },
        {"record": "job:up:sum", "expression": "sum by (job) (up)", "labels": {"team": "sre"}},
    ]
    assert (made["ruleGroupName"], made["interval"], made["location"]) == ("prod.nodes", "PT2M", "westeurope")
    assert (made["scopes"], made["enabled"], made["tags"]) == ([WORKSPACE], True, TAGS)
    assert "clusterName" not in made


def test_where_nobody_is_told_an_alert_has_no_actions() -> None:
    made = rules(group("nodes", DOWN), told=()).one(RULE_GROUP)

    assert "actions" not in made["rules"][0]


def test_a_group_that_azure_does_not_take_is_several() -> None:
    records: list[Rule] = [{"record": f"r{number}", "expression": "1"} for number in range(21)]
    made = rules(group("nodes", *records), group("pods", DOWN)).of_type(RULE_GROUP)

    assert {one["ruleGroupName"]: len(one["rules"]) for one in made.values()} == {
        "prod.nodes-1": 20,
        "prod.nodes-2": 1,
        "prod.pods": 1,
    }
    assert [rule["record"] for rule in made["ruled-nodes-1"]["rules"]] == [f"r{number}" for number in range(20)]


def test_the_limits_are_set_by_a_template_that_changes_nothing_else() -> None:
    made = limits().one(DEPLOYMENT)

    (container,) = made["properties"]["template"]["resources"]
    assert made["properties"]["mode"] == "Incremental"
    assert container["type"] == "Microsoft.Monitor/accounts/metricsContainers"
    assert (container["name"], container["location"]) == ("metrics/default", "westeurope")
    assert container["properties"] == {"limits": {"maxActiveTimeSeries": 2_000_000, "maxEventsPerMinute": 1_500_000}}
    assert (made["deploymentName"], made["tags"]) == ("prod-limits", TAGS)
    assert "location" not in made, "Azure takes none in a resource group"


@pytest.mark.parametrize(
    ("recorder", "component", "name"),
    [
        (emails, EmailActionGroup, "told"),
        (alerts, WorkspaceAlerts, "watched"),
        (lambda: rules(group("nodes", DOWN)), PrometheusRules, "ruled"),
        (limits, WorkspaceLimits, "raised"),
    ],
    ids=["emails", "alerts", "rules", "limits"],
)
def test_a_component_keeps_the_rules_of_components(recorder: Any, component: Any, name: str) -> None:
    assert_component_rules(recorder(), component, name)


def test_what_was_made_is_known_by_its_ids() -> None:
    found: list[Any] = []

    def program() -> None:
        watched = WorkspaceAlerts(
            "watched",
            {"resource_group": "rg", "workspace_id": WORKSPACE, "alerts_name": "prod", "action_group_ids": [FIRST]},
        )
        ruled = PrometheusRules(
            "ruled",
            {
                "resource_group": "rg",
                "workspace_id": WORKSPACE,
                "location": "westeurope",
                "rules_name": "prod",
                "groups": [group("nodes", DOWN), group("pods", RECORD)],
                "action_group_ids": [FIRST],
            },
        )
        value_of(watched.alert_ids, found)
        value_of(ruled.rule_group_ids, found)

    record(program)
    assert sorted(map(sorted, found)) == [
        [
            "ruled-nodes-id",
            "ruled-pods-id",
        ],
        [f"watched-{what}-{percent}-id" for what in ("active-series", "events") for percent in (75, 95)],
    ]


def test_a_rule_group_is_replaced_where_its_workspace_is_another_and_gives_its_name_back_first() -> None:
    request = rules(group("nodes", DOWN)).request(RULE_GROUP, "ruled-nodes")

    assert [*request.replaceOnChanges] == ["scopes"]
    assert request.deleteBeforeReplace
