"""Alerts on the quotas of an Azure Monitor workspace."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

INGESTION = "https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-monitor-ingest-limits"


class WorkspaceAlertsArgs(TypedDict):
    """Which workspace is watched, and who is told."""

    resource_group: pulumi.Input[str]
    """Resource group of the alerts."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace, whoever's it is."""
    alerts_name: str
    """What the alerts' names begin with."""
    action_group_ids: Sequence[pulumi.Input[str]]
    """ARM ids of the action groups that are told."""
    dropped_samples: NotRequired[bool]
    """Whether samples that Azure drops are alerted too: two metrics that Microsoft calls a preview."""
    tags: NotRequired[dict[str, str]]
    """Tags of the alerts."""


class _Watch(NamedTuple):
    """A metric above a threshold."""

    name: str
    metric: str
    aggregation: str
    above: int
    severity: int
    description: str


class WorkspaceAlerts(pulumi.ComponentResource):
    """Alerts before a workspace throttles, at Microsoft's own thresholds: 75 % and 95 % of each quota.

    https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-monitor-ingest-limits
    """

    alert_ids: pulumi.Output[list[str]]
    """ARM ids of the alerts."""

    def __init__(self, name: str, args: WorkspaceAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:WorkspaceAlerts", name, {}, opts)
        watched = [*_quotas(), *(_drops() if args.get("dropped_samples") else ())]
        alerts = [self._alert(f"{name}-{one.name}", args, one) for one in watched]
        self.alert_ids = pulumi.Output.all(*[alert.id for alert in alerts])
        self.register_outputs({"alert_ids": self.alert_ids})

    def _alert(self, name: str, args: WorkspaceAlertsArgs, watch: _Watch) -> monitor.MetricAlert:
        criterion = monitor.MetricCriteriaArgs(
            criterion_type="StaticThresholdCriterion",
            name=watch.name,
            metric_name=watch.metric,
            operator="GreaterThan",
            threshold=watch.above,
            time_aggregation=watch.aggregation,
        )
        return monitor.MetricAlert(
            name,
            rule_name=f"{args['alerts_name']}-{watch.name}",
            resource_group_name=args["resource_group"],
            location="global",
            description=f"{watch.description} {INGESTION}",
            enabled=True,
            severity=watch.severity,
            scopes=[args["workspace_id"]],
            evaluation_frequency="PT5M",
            window_size="PT30M",
            # A dictionary would be sent with Python's names: Azure has several types of criteria.
            criteria=monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
                odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", all_of=[criterion]
            ),
            actions=[{"action_group_id": action_group_id} for action_group_id in args["action_group_ids"]],
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _quotas() -> Iterator[_Watch]:
    metrics = {
        "active-series": ("ActiveTimeSeriesPercentUtilization", "active time series"),
        "events": ("EventsPerMinuteIngestedPercentUtilization", "events a minute"),
    }
    levels = {75: (4, "Plan a higher limit."), 95: (3, "Azure is about to throttle: ask for a higher limit.")}
    for name, (metric, counted) in metrics.items():
        for percent, (severity, way_out) in levels.items():
            description = f"The workspace takes more than {percent} % of the {counted} that it may. {way_out}"
            yield _Watch(f"{name}-{percent}", metric, "Average", percent, severity, description)


def _drops() -> Iterator[_Watch]:
    for name, metric in {"dropped-samples": "TimeSeriesSamplesDropped", "dropped-events": "EventsDropped"}.items():
        description = f"The workspace drops what is sent to it: {metric} says how much, and for which reason."
        yield _Watch(name, metric, "Maximum", 0, 3, description)
