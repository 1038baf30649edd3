"""What a Prometheus that somebody else has installed needs to write to this stack's backends."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from components.cluster.prometheus_values import external_labels
from components.cluster.writer_values import account_values, writer_spec
from components.contracts.remote_write import RemoteWriteTarget
from stack.site import Site
from stack.written import as_said


def values_of_others(site: Site, targets: Sequence[RemoteWriteTarget]) -> dict[str, Any]:
    """Values of kube-prometheus-stack, as this program gives them to its own release. What is empty is left out: in
    Helm a list, even an empty one, takes the place of another."""
    targets = [as_said(target, site.config) for target in targets]
    labels = external_labels(cluster=site.cluster.name, environment=site.config.environment)
    account = account_values(site.prometheus_account["name"], targets)
    spec = {"externalLabels": labels, **writer_spec(targets)}
    return {"prometheus": _without_empty({"serviceAccount": account, "prometheusSpec": spec})}


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    inner = {key: _without_empty(cast("dict[str, Any]", v)) if isinstance(v, dict) else v for key, v in values.items()}
    return {key: value for key, value in inner.items() if value not in ({}, [])}
