"""What a stack file may say of a workspace's alerts, limits and rules."""

from typing import Any

import pytest

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.warnings import warnings
from tests.unit.test_stack_config import GUID, backend, check, problems

ACTION_GROUP = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/oncall"
THERE = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/there"
ALERTS = {"emails": ["oncall@example.com"]}
LIMITS = {"activeSeries": 2_000_000, "eventsPerMinute": 1_000_000}
RULES = ["rules/one.yaml"]


def workspace(**keys: Any) -> dict[str, Any]:
    """A stack file with nothing but a workspace, and what it takes to write to it."""
    return {**backend(kind="azure-monitor", **keys), "aws": None, "ingress": None}


def said(values: dict[str, Any]) -> dict[str, str]:
    return problems({key: value for key, value in values.items() if value is not None})


def taken(values: dict[str, Any]) -> AzureMonitorBackend:
    config = check({key: value for key, value in values.items() if value is not None})
    return config.of(AzureMonitorBackend)["one"]


def told(values: dict[str, Any]) -> list[str]:
    config = check({key: value for key, value in values.items() if value is not None})
    return [warning for warning in warnings(config) if warning.startswith("backends.one.")]


@pytest.mark.parametrize(
    ("keys", "key", "says"),
    [
        ({"alerts": {}}, "alerts.emails", "an alert that tells nobody is none"),
        ({"alerts": {"droppedSamples": True}}, "alerts.emails", "is needed, or actionGroupIds"),
        ({"alerts": {"emails": ["oncall"]}}, "alerts.emails.0", "e-mail address"),
        ({"alerts": {"emails": ["a@b.c", "a@b.c"]}}, "alerts.emails", "must not name one twice"),
        ({"alerts": {"actionGroupIds": [ACTION_GROUP, ACTION_GROUP.upper()]}}, "alerts.actionGroupIds", "twice"),
        ({"alerts": {"actionGroupIds": ["oncall"]}}, "alerts.actionGroupIds.0", "ARM id of an action group"),
        ({"alerts": {"actionGroupIds": [THERE]}}, "alerts.actionGroupIds.0", "ARM id of an action group"),
        ({"alerts": {"email": "a@b.c"}}, "alerts.email", "did you mean emails?"),
        ({"limits": {"activeSeries": 2_000_000}}, "limits.eventsPerMinute", "is missing"),
        ({"limits": {**LIMITS, "activeSeries": 999_999}}, "limits.activeSeries", "at least 1000000"),
        ({"limits": {**LIMITS, "eventsPerMinute": 2_000_001}}, "limits.eventsPerMinute", "support ticket"),
        ({"limits": {**LIMITS, "activeSeries": 30_000_000}}, "limits.activeSeries", "leave limits out"),
        ({"limits": {**LIMITS, "activeSeries": "2M"}}, "limits.activeSeries", "whole number"),
        ({"rules": ["/etc/rules.yaml"]}, "rules.0", "path from the folder of Pulumi.yaml"),
        ({"rules": ["rules.json"]}, "rules.0", ".yaml file"),
        ({"rules": [*RULES, *RULES]}, "rules", "must not name one twice"),
        ({"rules": "rules/one.yaml"}, "rules", "must be a list"),
        ({"limits": LIMITS, "workspaceId": THERE}, "limits", "would change what is not built here; leave it out"),
        ({"limits": LIMITS, "stack": "acme/p/hub"}, "limits", "say it in the stack acme/p/hub"),
        ({"alerts": ALERTS, "stack": "acme/p/hub"}, "alerts", "say it in the stack acme/p/hub"),
        ({"rules": RULES, "stack": "acme/p/hub"}, "rules", "of the store, not of who writes to it"),
    ],
)
def test_a_mistake_is_named_by_its_key_with_the_way_out(keys: dict[str, Any], key: str, says: str) -> None:
    found = said(workspace(**keys))

    assert found.keys() == {f"backends.one.{key}"}
    assert says in found[f"backends.one.{key}"]


@pytest.mark.parametrize("other", ["amp", "thanos"])
def test_no_other_kind_of_backend_has_them(other: str) -> None:
    found = problems(backend(kind=other, alerts=ALERTS, limits=LIMITS, rules=RULES))

    assert {key for key, problem in found.items() if "not a known key" in problem} == {
        "backends.one.alerts",
        "backends.one.limits",
        "backends.one.rules",
    }


@pytest.mark.parametrize("keys", [{}, {"workspaceId": THERE}])
def test_alerts_and_rules_are_of_any_workspace_that_no_stack_has(keys: dict[str, Any]) -> None:
    found = taken(workspace(alerts=ALERTS, rules=RULES, **keys))

    assert found.alerts
    assert (found.alerts.emails, found.rules) == (ALERTS["emails"], RULES)
    assert not found.alerts.dropped_samples


def test_the_limits_that_azure_grants_are_taken_and_so_are_its_own() -> None:
    found = taken(workspace(limits=LIMITS)).limits

    assert found
    assert (found.active_series, found.events_per_minute) == (2_000_000, 1_000_000)


def test_whoever_raises_limits_is_told_that_they_stay() -> None:
    assert told(workspace()) == []
    (warning,) = told(workspace(limits=LIMITS))
    assert warning.startswith("backends.one.limits: stay as they are in Azure when the key is left out")
    assert "not met a live workspace" in warning


def test_an_action_group_of_another_subscription_is_warned_of() -> None:
    elsewhere = ACTION_GROUP.replace(GUID, "99999999-9999-4999-8999-999999999999")

    assert told(workspace(alerts={"actionGroupIds": [ACTION_GROUP]})) == []
    (warning,) = told(workspace(alerts={"actionGroupIds": [ACTION_GROUP, elsewhere]}))
    assert warning.startswith("backends.one.alerts.actionGroupIds: ")
    assert elsewhere in warning
    assert ACTION_GROUP not in warning
