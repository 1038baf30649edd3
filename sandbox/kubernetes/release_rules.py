"""What the pod that a chart's values ask for could not be, or would not become ready with."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.kubernetes.fields import containers
from sandbox.kubernetes.order_rules import chart_of
from sandbox.rules import Request, Table
from sandbox.values import fields, items

RULES = Table("kubernetes")

_OWN_PORTS = {9090: "prometheus", 8080: "config-reloader"}
"""Of the containers that the operator makes itself."""


@RULES.rule(
    "helm.sh/v3:Release",
    says="a Prometheus of kube-prometheus-stack with two containers of one name, or two that listen on one port of the "
    "pod, which they share: the second one never becomes ready",
    source="https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking",
)
def _pod_of_prometheus(request: Request) -> str | None:
    if chart_of(request.inputs) != "kube-prometheus-stack":
        return None
    names: set[str] = set()
    listening = dict(_OWN_PORTS)
    for name, port in _listening(fields(request.inputs, "values", "prometheus", "prometheusSpec")):
        if port is None and name in names:
            return f'StatefulSet is invalid: spec.template.spec.containers: Duplicate value: "{name}"'
        if port is not None and listening.setdefault(port, name) != name:
            return f"pod of Prometheus does not become ready: {name}: listen tcp :{port}: bind: address already in use"
        names.add(name)
    return None


def _listening(spec: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """Every container, and then each of its ports."""
    for _, container in containers(spec):
        name = str(container.get("name"))
        yield name, None
        ports = [port.get("containerPort") for _, port in items(container, "ports")]
        yield from ((name, port) for port in ports if isinstance(port, int))
