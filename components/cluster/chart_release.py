"""What all Helm releases of the cluster share."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.versions import Chart

TIMEOUT_SECONDS = 600
MAX_HISTORY = 5


def chart_release(
    resource_name: str,
    chart: Chart,
    *,
    namespace: pulumi.Input[str],
    values: Mapping[str, Any],
    opts: pulumi.ResourceOptions,
) -> k8s.helm.v3.Release:
    """A release named after its chart, rolled back when it does not become ready in ten minutes.

    `helm.v3.Release` and not `helm.v4.Chart`, which leaves out a chart's hooks: cert-manager's start-up check and the
    certificates of admission webhooks are hooks.
    """
    repository = k8s.helm.v3.RepositoryOptsArgs(repo=chart.repository) if chart.repository else None
    return k8s.helm.v3.Release(
        resource_name,
        name=chart.name,
        chart=chart.reference,
        version=chart.version,
        repository_opts=repository,
        namespace=namespace,
        values=values,
        atomic=True,
        cleanup_on_fail=True,
        max_history=MAX_HISTORY,
        timeout=TIMEOUT_SECONDS,
        opts=opts,
    )
