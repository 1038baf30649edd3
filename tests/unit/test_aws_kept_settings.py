"""Settings that AWS keeps are left out only where that changes nothing."""

from typing import Any

import pulumi
import pytest

from components.aws.kept_settings import KeptSettingError, refuse_leaving_out
from tests.recorder import record
from tests.unit.test_aws_amp import amp, workspace

WINDOW, OFFSET, LIMITS = "outOfOrderTimeWindowInSeconds", "ruleQueryOffsetInSeconds", "limitsPerLabelSets"


def limits(*most: int) -> list[dict[str, Any]]:
    return [{"labelSet": {"n": str(n)}, "limits": {"maxSeries": one}} for n, one in enumerate(most)]


def leave_out(old: dict[str, Any] | None, new: dict[str, Any] | None = None) -> None:
    refuse_leaving_out(pulumi.ResourceHookArgs("urn", "id", "amp-configuration", "type", new, old))


@pytest.mark.parametrize(
    ("old", "key", "way_out"),
    [
        ({LIMITS: limits(0, 1)}, "series_limits", "by a default of 0"),
        ({WINDOW: 0}, "out_of_order_seconds", "say 60"),
        ({OFFSET: 61}, "rule_query_offset_seconds", "say 60"),
    ],
)
def test_what_is_in_force_is_not_left_out(old: dict[str, Any], key: str, way_out: str) -> None:
    with pytest.raises(KeptSettingError, match=f"^amp-configuration: {key} would stay in AWS as it is.*{way_out}"):
        leave_out(old, {"retentionPeriodInDays": 1})
    leave_out(old, old)
    leave_out(old, {name: limits(1) if name == LIMITS else 1 for name in old})


@pytest.mark.parametrize("old", [None, {}, {LIMITS: limits(0, 0), WINDOW: 60, OFFSET: 60}])
def test_what_does_nothing_more_than_aws_by_itself_is_left_out(old: dict[str, Any] | None) -> None:
    leave_out(old)


def test_a_workspaces_settings_are_asked_before_they_change_and_before_that_is_shown() -> None:
    recorder = record(lambda: workspace() and None, amp())
    (configuration,) = [one for one in recorder.requests.values() if one.name == "amp-configuration"]

    assert [*configuration.hooks.before_update] == ["amp-kept-settings"]
