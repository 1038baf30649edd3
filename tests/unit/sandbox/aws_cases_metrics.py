"""Cases of the rows on workspaces, their files and policies, and on logs, topics and alarms."""

import json
from typing import Any

from tests.unit.sandbox.aws_case import EXISTING, OTHER_ACCOUNT, WORKSPACE, Case, document

_CONFIGURATION = "amp/workspaceConfiguration:WorkspaceConfiguration"
_DEFINITION = "amp/alertManagerDefinition:AlertManagerDefinition"
_NAMESPACE, _SHARING = "amp/ruleGroupNamespace:RuleGroupNamespace", "amp/resourcePolicy:ResourcePolicy"
_ALARM, _LOGS, _TOPIC = "cloudwatch/metricAlarm:MetricAlarm", "cloudwatch/logGroup:LogGroup", "sns/topic:Topic"
_SETTINGS: dict[str, Any] = {
    "workspaceId": "ws-here",
    "retentionPeriodInDays": 1_095,
    "outOfOrderTimeWindowInSeconds": 600,
    "ruleQueryOffsetInSeconds": 86_400,
    "limitsPerLabelSets": [{"labelSet": {}, "limits": {"maxSeries": 1}}],
}
_RECEIVERS = [{"name": "sns", "sns_configs": [{"topic_arn": "arn:aws:sns:eu-west-1:123456789012:alerts"}]}]
_GROUPS = [{"name": "g", "interval": "30s", "rules": [{"record": "up:sum", "expr": "sum(up)"}]}]
_ALERTS: dict[str, Any] = {
    "name": "discarded",
    "metricName": "DiscardedSamples",
    "namespace": "AWS/Prometheus",
    "period": 300,
    "evaluationPeriods": 3,
    "statistic": "Sum",
    "comparisonOperator": "GreaterThanThreshold",
    "threshold": 0,
    "treatMissingData": "notBreaching",
}


def _settings(**broken: Any) -> Case:
    return Case(_CONFIGURATION, _SETTINGS, broken)


def _limits(*sets: dict[str, str]) -> list[dict[str, Any]]:
    return [{"labelSet": one, "limits": {"maxSeries": 1}} for one in sets]


def _alertmanager(receivers: list[Any], route: str = "sns", **more: Any) -> str:
    child = {"receiver": route, "matchers": ["severity = page"]}
    config = {"route": {"receiver": "sns", "routes": [child]}, "receivers": receivers}
    return json.dumps({"alertmanager_config": json.dumps(config), **more})


def _definition(broken: str) -> Case:
    return Case(
        _DEFINITION, {"workspaceId": "ws-here", "definition": _alertmanager(_RECEIVERS)}, {"definition": broken}
    )


def _rules(*groups: dict[str, Any]) -> Case:
    valid = {"workspaceId": "ws-here", "name": "rules", "data": json.dumps({"groups": _GROUPS})}
    return Case(_NAMESPACE, valid, {"data": json.dumps({"groups": [{**_GROUPS[0], **one} for one in groups]})})


def _sharing(**broken: Any) -> Case:
    valid = {"Principal": {"AWS": OTHER_ACCOUNT}, "Action": ["aps:RemoteWrite"], "Resource": WORKSPACE}
    changed = {key: value for key, value in {**valid, **broken}.items() if value is not None}
    return Case(_SHARING, _shared(WORKSPACE), {"policyDocument": document(**changed)})


def _shared(workspace: str) -> dict[str, Any]:
    """A policy that lets another account write to a workspace."""
    valid = {"Principal": {"AWS": OTHER_ACCOUNT}, "Action": "aps:RemoteWrite", "Resource": workspace}
    return {"workspaceId": workspace.rsplit("/", 1)[1], "policyDocument": document(**valid)}


def _alarm(**broken: Any) -> Case:
    return Case(_ALARM, _ALERTS, broken)


CASES = {
    "aws-retention": _settings(retentionPeriodInDays=1_096),
    "aws-out-of-order-window": _settings(outOfOrderTimeWindowInSeconds=601),
    "aws-rule-query-offset": _settings(ruleQueryOffsetInSeconds=86_401),
    "aws-empty-limits": _settings(limitsPerLabelSets=[]),
    "aws-label-sets": _settings(limitsPerLabelSets=_limits(*({"team": str(number)} for number in range(101)))),
    "aws-label-set-twice": _settings(limitsPerLabelSets=_limits({"team": "a"}, {"team": "a"})),
    "aws-alerting-file-size": _definition(f"{_alertmanager(_RECEIVERS)}{' ' * 1_000_000}"),
    "aws-alerting-twice": Case(
        _DEFINITION,
        {"workspaceId": EXISTING.rsplit("/", 1)[1], "definition": _alertmanager(_RECEIVERS)},
        {"workspaceId": "ws-here"},
        [(_DEFINITION, {"workspaceId": "ws-here", "definition": _alertmanager(_RECEIVERS)})],
    ),
    "aws-alertmanager-config": _definition("alertmanager_config: {route: {receiver: sns}}"),
    "aws-alert-route": _definition(_alertmanager(_RECEIVERS, route="pager")),
    "aws-alert-receiver": _definition(_alertmanager([{**_RECEIVERS[0], "slack_configs": []}])),
    "aws-rule-file": _rules({"rules": []}),
    "aws-rule-form": _rules({"rules": [{"alert": "Down", "record": "down", "expr": "up == 0"}]}),
    "aws-rule-group-twice": _rules({}, {}),
    "aws-rule-interval": _rules({"interval": "15s"}),
    "aws-rule-group-name": _rules({"name": "g" * 717}),
    "aws-wildcard-action": _sharing(Action="aps:*"),
    "aws-other-workspace": _sharing(Resource=f"{WORKSPACE}0"),
    "aws-shared-with-nobody": _sharing(Principal={"AWS": "arn:aws:iam::999999999999:root"}),
    "aws-shared-without-principal": _sharing(Principal=None),
    "aws-control-action": _sharing(Action=["aps:RemoteWrite", "aps:DescribeWorkspace"]),
    "aws-shared-twice": Case(_SHARING, _shared(EXISTING), _shared(WORKSPACE), [(_SHARING, _shared(WORKSPACE))]),
    "aws-log-retention": Case(
        _LOGS, {"name": "/aws/vendedlogs/prometheus/a", "retentionInDays": 30}, {"retentionInDays": 31}
    ),
    "aws-log-group-name": Case(_LOGS, {"name": "/aws/prometheus"}, {"name": "aws/prometheus"}),
    "aws-topic-name": Case(_TOPIC, {"name": "alerts"}, {"name": "alerts.all"}),
    "aws-fifo": Case(_TOPIC, {"name": "alerts.fifo", "fifoTopic": True}, {"name": "alerts"}),
    "aws-alarm-subject": _alarm(metricName=None),
    "aws-alarm-metric": _alarm(statistic=None),
    "aws-alarm-period": _alarm(period=90),
    "aws-alarm-window": _alarm(evaluationPeriods=289),
    "aws-alarm-datapoints": _alarm(datapointsToAlarm=4),
    "aws-alarm-missing-data": _alarm(treatMissingData="fine"),
}
