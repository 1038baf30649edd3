"""Rule groups of Azure's managed Prometheus."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.azure import arm, workspaces
from sandbox.azure.durations import duration
from sandbox.azure.regions import normal
from sandbox.cloud import Object
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_GROUP = "alertsmanagement:PrometheusRuleGroup"
_GROUPS = "https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-rule-groups"
_LIMITS = "https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#prometheus-metrics"
_MOST_RULES = 20
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=24)


def _rules(request: Request) -> list[Any]:
    return [*arm.at(request.inputs, "rules[]")]


def _workspace_ids(inputs: Any) -> Iterator[str]:
    for scope in arm.texts(inputs, "scopes[]"):
        if (id_ := arm.parse(scope)) and id_.is_of("Microsoft.Monitor/accounts"):
            yield id_.text.lower()


def _workspace(request: Request, id_: str) -> Object | None:
    """The workspace, whoever has made it."""
    before = (one for one in workspaces.workspaces(request.world) if arm.same(one.id, id_))
    return arm.find(request.cloud, id_) or next(before, None)


@RULES.rule(_GROUP, says="a rule group with more than 20 rules, or none", source=_LIMITS)
def _rule_count(request: Request) -> str | None:
    count = len(_rules(request))
    if not 1 <= count <= _MOST_RULES:
        return f"400 BadRequest: a rule group has 1 to {_MOST_RULES} rules, {request.id} has {count}"
    return None


@RULES.rule(_GROUP, says="an interval that is not between one minute and 24 hours", source=_LIMITS)
def _rule_interval(request: Request) -> str | None:
    given = request.inputs.get("interval")
    interval = duration(str(given))
    if given is not None and (interval is None or not _SHORTEST <= interval <= _LONGEST):
        return f"400 BadRequest: interval '{given}' must be a duration between PT1M and PT24H"
    return None


@RULES.rule(_GROUP, says="a rule that is neither an alert's nor a recording one, or both", source=_GROUPS)
def _rule_kind(request: Request) -> str | None:
    for rule in _rules(request):
        alert, record = arm.text(rule, "alert"), arm.text(rule, "record")
        if bool(alert) == bool(record):
            return f"400 BadRequest: a rule has either 'alert' or 'record', one has '{alert}' and '{record}'"
    return None


@RULES.rule(_GROUP, says="a rule without an expression", source=_GROUPS)
def _rule_expression(request: Request) -> str | None:
    for rule in _rules(request):
        if not arm.text(rule, "expression").strip():
            return "400 BadRequest: a rule has no expression"
    return None


@RULES.rule(_GROUP, says="a rule group of no workspace, or of several", source=_GROUPS)
def _rule_scope(request: Request) -> str | None:
    if len({*_workspace_ids(request.inputs)}) != 1:
        return f"400 BadRequest: scopes of {request.id} must name one Azure Monitor workspace"
    return None


@RULES.rule(_GROUP, says="a rule group in another region than its workspace", source=_GROUPS)
def _rule_group_region(request: Request) -> str | None:
    for id_ in _workspace_ids(request.inputs):
        workspace, region = _workspace(request, id_), str(request.inputs.get("location"))
        theirs = str(workspace.inputs.get("location") or "") if workspace else ""
        if theirs and normal(theirs) != normal(region):
            return f"400 BadRequest: the workspace {id_} is in {theirs}, the rule group in {region}"
    return None


@RULES.rule(
    _GROUP, says="a rule group that is led to another workspace in place", source=f"{_GROUPS}#scope", steps=("update",)
)
def _rule_group_workspace(request: Request) -> str | None:
    old = {*_workspace_ids(request.old.inputs if request.old else {})}
    if old != {*_workspace_ids(request.inputs)}:
        return f"400 BadRequest: the workspace of the rule group {request.id} cannot be changed"
    return None
