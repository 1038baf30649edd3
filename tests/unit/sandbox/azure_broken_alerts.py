"""What rows on alerts, rule groups and deployments refuse, by the row's name."""

from typing import Any

from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import WORKSPACE, Broken

_CENTRAL = f"{site.GROUP}/providers/Microsoft.Monitor/accounts/Central"
_THEIRS = f"{site.FOREIGN}/providers/Microsoft.Monitor/accounts/theirs"
_ALERTING, _RECORDING = site.RULES


def _criterion(**changes: Any) -> dict[str, Any]:
    return {"criteria": {**site.CRITERIA, "allOf": [{**site.CRITERIA["allOf"][0], **changes}]}}


def _template(**changes: Any) -> dict[str, Any]:
    return {"properties": {"mode": "Incremental", "template": {**site.template("ws"), **changes}}}


def _container(**changes: Any) -> dict[str, Any]:
    return _template(resources=[{**site.template("ws")["resources"][0], **changes}])


ALERTS: dict[str, list[Broken]] = {
    "azure-alert-criteria": [
        Broken("MetricAlert", {"criteria": {"odata_type": site.CRITERIA["odataType"], "all_of": []}}),
        Broken("MetricAlert", {"criteria": {"odataType": "SingleResource", "allOf": site.CRITERIA["allOf"]}}),
        Broken("MetricAlert", {"criteria": {"odataType": site.CRITERIA["odataType"]}}, "update"),
    ],
    "azure-alert-metric": [
        Broken("MetricAlert", _criterion(metricName="ActiveTimeseriesUtilization")),
        Broken("MetricAlert", _criterion(timeAggregation="Total"), "update"),
    ],
    "azure-alert-scope": [
        Broken("MetricAlert", {"scopes": [WORKSPACE, _CENTRAL]}),
        Broken("MetricAlert", {"scopes": []}),
    ],
    "azure-alert-window": [
        Broken("MetricAlert", {"windowSize": "PT20M"}),
        Broken("MetricAlert", {"evaluationFrequency": "PT6H", "windowSize": "PT12H"}),
        Broken("MetricAlert", {"evaluationFrequency": "PT30M", "windowSize": "PT5M"}),
    ],
    "azure-alert-severity": [
        Broken("MetricAlert", {"severity": 5}),
        Broken("PrometheusRuleGroup", {"rules": [{**_ALERTING, "severity": -1}]}),
    ],
    "azure-short-name": [
        Broken("ActionGroup", {"groupShortName": "prometheus-stack"}),
        Broken("ActionGroup", {"groupShortName": ""}),
    ],
    "azure-receivers": [
        Broken("ActionGroup", {"emailReceivers": [{"name": "a", "emailAddress": f"{n}@example.com"} for n in "12"]}),
        Broken("ActionGroup", {"smsReceivers": [{"name": "ONCALL", "countryCode": "1", "phoneNumber": "1"}]}, "update"),
    ],
    "azure-rule-count": [
        Broken("PrometheusRuleGroup", {"rules": [_RECORDING] * 21}),
        Broken("PrometheusRuleGroup", {"rules": []}, "update"),
    ],
    "azure-rule-interval": [
        Broken("PrometheusRuleGroup", {"interval": "PT30S"}),
        Broken("PrometheusRuleGroup", {"interval": "P1DT1M"}),
        Broken("PrometheusRuleGroup", {"interval": "1m"}),
    ],
    "azure-rule-kind": [
        Broken("PrometheusRuleGroup", {"rules": [{**_RECORDING, "alert": "Both"}]}),
        Broken("PrometheusRuleGroup", {"rules": [_RECORDING, {"expression": "up"}]}),
    ],
    "azure-rule-expression": [Broken("PrometheusRuleGroup", {"rules": [_ALERTING, {**_RECORDING, "expression": " "}]})],
    "azure-rule-scope": [
        Broken("PrometheusRuleGroup", {"scopes": [site.LOGS]}),
        Broken("PrometheusRuleGroup", {"scopes": [WORKSPACE, _CENTRAL]}),
    ],
    "azure-rule-group-region": [
        Broken("PrometheusRuleGroup", {"location": "northeurope"}),
        Broken("PrometheusRuleGroup", {"scopes": [_THEIRS]}),
    ],
    "azure-rule-group-workspace": [Broken("PrometheusRuleGroup", {"scopes": [_CENTRAL]}, "update")],
    "azure-template": [
        Broken("Deployment", {"properties": {"mode": "Incremental"}}),
        Broken("Deployment", {"properties": {"mode": "Incremental", "template": "a file"}}),
        Broken("Deployment", _template(**{"$schema": None})),
        Broken("Deployment", _template(resources=None), "update"),
    ],
    "azure-template-resource": [
        Broken("Deployment", _container(apiVersion=None)),
        Broken("Deployment", _container(type="Microsoft.Insights/metricAlerts")),
    ],
    "azure-limits-workspace": [Broken("Deployment", _container(name="tomorrow/default"))],
    "azure-limits-location": [Broken("Deployment", _container(location=None))],
    "azure-limits-granted": [
        Broken("Deployment", _container(properties={"limits": {"maxActiveTimeSeries": 2_000_001}})),
        Broken("Deployment", _container(properties={"limits": {"maxEventsPerMinute": "2000000"}}), "update"),
    ],
}
