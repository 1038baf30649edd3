"""Alerts about the way to the stores, which nobody sees break: Prometheus goes on scraping."""

from typing import Any

LOST_WINDOW = "10m"
LOST_FOR = "5m"
# A role in Azure is everywhere after up to half an hour, and until then some of its requests are refused:
# https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-remote-write#troubleshoot
SETTLED_AFTER = "45m"
REPLACED = {"PrometheusRemoteStorageFailures": True}
"""Alerts of the chart that say the same, and page while roles are on their way."""


def remote_write_rules() -> dict[str, Any]:
    """Groups of rules that Prometheus evaluates itself, as the chart's `additionalPrometheusRulesMap` takes them."""
    return {"groups": [{"name": "remote-write", "rules": [_samples_lost()]}]}


def _samples_lost() -> dict[str, Any]:
    # Samples of `dropped_series` were left out by relabelling, on purpose
    # (https://github.com/prometheus/prometheus/blob/main/storage/remote/queue_manager.go).
    lost = '{__name__=~"prometheus_remote_storage_samples_(failed|dropped)_total",reason!="dropped_series"}'
    settled = f"prometheus_remote_storage_samples_total offset {SETTLED_AFTER}"
    return {
        "alert": "RemoteWriteSamplesLost",
        "expr": (
            f"sum by (namespace, pod, remote_name) (increase({lost}[{LOST_WINDOW}])) > 0 "
            f"and on (namespace, remote_name) group by (namespace, remote_name) ({settled})"
        ),
        "for": LOST_FOR,
        "labels": {"severity": "critical"},
        "annotations": {
            "summary": "Samples do not reach a store, and are not sent again.",
            "description": (
                "{{ $labels.pod }} has given up {{ $value | humanize }} samples for {{ $labels.remote_name }} in "
                f"{LOST_WINDOW}: a refused request (400, 401, 403, 413) or samples older than the store takes."
            ),
        },
    }
