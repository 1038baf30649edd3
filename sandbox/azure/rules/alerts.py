"""Metric alerts, the action groups that they tell, and the severity that all alerts have."""

from collections import Counter
from typing import Any

from sandbox.azure import arm
from sandbox.azure.durations import duration
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_ALERT, _GROUP, _RULE_GROUP = "monitor:MetricAlert", "monitor:ActionGroup", "alertsmanagement:PrometheusRuleGroup"
_ALERT_REST = "https://learn.microsoft.com/rest/api/monitor/metric-alerts/create-or-update"
_GROUP_REST = "https://learn.microsoft.com/rest/api/monitor/action-groups/create-or-update"
_ONE_RESOURCE = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
_CRITERIA = {
    _ONE_RESOURCE: "allOf",
    "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria": "allOf",
    "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria": "webTestId",
}
"""The types of criteria, and what each cannot do without."""
_LIST = "https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-monitor-accounts-metrics"
_OF_WORKSPACES = {
    "ActiveTimeSeries": {"Maximum"},
    "ActiveTimeSeriesLimit": {"Average", "Maximum"},
    "ActiveTimeSeriesPercentUtilization": {"Average"},
    "EventsDropped": {"Maximum"},
    "EventsPerMinuteIngested": {"Maximum"},
    "EventsPerMinuteIngestedLimit": {"Average", "Maximum"},
    "EventsPerMinuteIngestedPercentUtilization": {"Average"},
    "TimeSeriesSamplesDropped": {"Maximum"},
}
"""Metrics of `Microsoft.Monitor/accounts`, and how each is aggregated."""
_FREQUENCIES = ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H")
_WINDOWS = (*_FREQUENCIES, "PT6H", "PT12H", "PT24H", "P1D")
_LONGEST_SHORT_NAME = 12


@RULES.rule(
    _ALERT,
    says="criteria whose type is not said (`odata.type`), or without what that type needs",
    source=_ALERT_REST,
)
def _alert_criteria(request: Request) -> str | None:
    type_ = arm.text(request.inputs, "criteria.odataType")
    if type_ not in _CRITERIA or not any(arm.at(request.inputs, f"criteria.{_CRITERIA[type_]}")):
        return f"400 BadRequest: the criteria of {request.id} are of no known odata.type, or empty: '{type_}'"
    return None


@RULES.rule(
    _ALERT,
    says="a metric that workspaces of Azure Monitor do not have, or do not aggregate so",
    source=_LIST,
)
def _alert_metric(request: Request) -> str | None:
    scopes = [arm.parse(scope) for scope in arm.texts(request.inputs, "scopes[]")]
    if not any(scope and scope.is_of("Microsoft.Monitor/accounts") for scope in scopes):
        return None
    for criterion in arm.at(request.inputs, "criteria.allOf[]"):
        name, aggregation = arm.text(criterion, "metricName"), arm.text(criterion, "timeAggregation")
        if aggregation not in _OF_WORKSPACES.get(name, set()):
            return (
                f"400 BadRequest: Detect invalid value: {name} ({aggregation}) for query parameter: 'metricnames'; the "
                f"metrics are {', '.join(_OF_WORKSPACES)}"
            )
    return None


@RULES.rule(
    _ALERT,
    says="an alert on several resources or on none, where its criteria are of a single one",
    source="https://github.com/hashicorp/terraform-provider-azurerm/issues/4337",
)
def _alert_scope(request: Request) -> str | None:
    scopes = arm.texts(request.inputs, "scopes[]")
    single = arm.text(request.inputs, "criteria.odataType") == _ONE_RESOURCE
    if not scopes or (single and len(scopes) > 1):
        return f"400 BadRequest: Scopes property is invalid. Only single resource is allowed for {_ONE_RESOURCE}."
    return None


@RULES.rule(
    _ALERT,
    says="a window or frequency that metric alerts do not have, or a frequency longer than the window",
    source="https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-metric-alert-rule",
)
def _alert_window(request: Request) -> str | None:
    window, frequency = (str(request.inputs.get(key)) for key in ("windowSize", "evaluationFrequency"))
    long, often = duration(window), duration(frequency)
    if window not in _WINDOWS or frequency not in _FREQUENCIES or not long or not often or often > long:
        return f"400 BadRequest: windowSize {window} and evaluationFrequency {frequency} are not supported together"
    return None


@RULES.rule(_ALERT, _RULE_GROUP, says="a severity outside 0 to 4", source=_ALERT_REST)
def _alert_severity(request: Request) -> str | None:
    for severity in (*arm.at(request.inputs, "severity"), *arm.at(request.inputs, "rules[].severity")):
        if not _is_severity(severity):
            return f"400 BadRequest: a severity is a whole number from 0 to 4, not '{severity}'"
    return None


def _is_severity(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value <= 4


@RULES.rule(_GROUP, says="an action group whose short name is empty or longer than 12 characters", source=_GROUP_REST)
def _short_name(request: Request) -> str | None:
    name = str(request.inputs.get("groupShortName") or "")
    if not name or len(name) > _LONGEST_SHORT_NAME:
        return f"400 BadRequest: groupShortName '{name}' must have 1 to {_LONGEST_SHORT_NAME} characters"
    return None


@RULES.rule(_GROUP, says="two receivers of one name in an action group", source=_GROUP_REST)
def _receivers(request: Request) -> str | None:
    kinds = [kind for kind in request.inputs if kind.endswith("Receivers")]
    names = [name.lower() for kind in kinds for name in arm.texts(request.inputs, f"{kind}[].name")]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        return f"400 BadRequest: receiver names must be unique within an action group: {', '.join(twice)}"
    return None
