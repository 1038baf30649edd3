"""Rules as Azure's managed Prometheus has them, in groups of at most twenty."""

from collections import Counter
from collections.abc import Iterable
from typing import NotRequired, TypedDict

# https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#prometheus-metrics
MOST_RULES = 20
MOST_GROUPS = 500
"""Of one workspace in a subscription, unless a support ticket has raised it."""


class Rule(TypedDict):
    """An alert's or a recording rule."""

    expression: str
    """In PromQL."""
    alert: NotRequired[str]
    """Name of the alert; of a recording rule none."""
    record: NotRequired[str]
    """Name of the series that are recorded; of an alert's rule none."""
    pending: NotRequired[str]
    """How long the expression holds before the alert fires, in ISO 8601."""
    severity: NotRequired[int]
    """0 (critical) to 4 (verbose)."""
    labels: NotRequired[dict[str, str]]
    """Labels of the alert, or of what is recorded."""
    annotations: NotRequired[dict[str, str]]
    """Annotations of the alert."""


class RuleGroup(TypedDict):
    """Rules that run one after the other."""

    name: str
    """Name of the group."""
    interval: str
    """How often they run, in ISO 8601."""
    rules: list[Rule]
    """The rules, in their order."""


def parts(group: RuleGroup) -> list[RuleGroup]:
    """The group itself where Azure takes it; else its parts, `<group>-1` and so on, which run side by side."""
    rules = group["rules"]
    if len(rules) <= MOST_RULES:
        return [group]
    starts = range(0, len(rules), MOST_RULES)
    return [
        {**group, "name": f"{group['name']}-{number}", "rules": rules[start : start + MOST_RULES]}
        for number, start in enumerate(starts, 1)
    ]


def names_taken_twice(groups: Iterable[RuleGroup]) -> list[str]:
    """Names that two groups or parts of groups would have. Azure compares them without case."""
    counts = Counter(part["name"].lower() for group in groups for part in parts(group))
    return sorted(name for name, count in counts.items() if count > 1)
