"""The Exports contract: the outputs of a stack by name, an API of which names stay and new ones may come."""

from typing import Any, NotRequired, TypedDict

import pulumi


class Exports(TypedDict):
    """Everything that a stack exports, for other stacks, for Grafana and for people to read."""

    endpoints: dict[str, dict[str, Any]]
    """What each backend offers, by the backend's name: an Endpoint, as below."""
    targets: dict[str, pulumi.Input[str]]
    """The URL that this cluster's Prometheus writes to, by backend; empty where the stack has no cluster."""
    grafanaDataSources: list[dict[str, Any]]
    """Provisioning entries for Grafana, one per endpoint, without secrets."""
    passwords: dict[str, pulumi.Input[str]]
    """Password of the user of each Thanos that the stack has built and that is reachable from outside, by backend.
    The whole output is a secret: who reads it from another stack needs access to this one's secrets provider."""
    egress: pulumi.Input[list[str]]
    """Hosts that the cluster calls beyond the stack's private networks, at port 443 unless a host says another: what a
    firewall lets out, beside what nodes and their images need. Empty where the stack has no cluster."""
    ingressAddress: NotRequired[pulumi.Input[str]]
    """Address of the load balancer: point `*.<backend>.<domain>` at it. Only with an `ingress`."""
    grafana: NotRequired[dict[str, dict[str, Any]]]
    """The Managed Grafana that shows each store, by backend: its ARM id (`id`) and the address of its page (`url`).
    Only where a backend has one."""
    commands: NotRequired[list[pulumi.Input[str]]]
    """What is left to run with the Azure CLI so that a Managed Grafana shows a store, in this order and once: adding
    the store to a Grafana that was there before, and where queries are private, approving Grafana's way to it and
    letting Grafana see that. Only where there is something."""
    prometheusValues: NotRequired[dict[str, Any]]
    """What the cluster's Prometheus needs to write to the backends, as values of kube-prometheus-stack. Only where this
    stack does not install it (`prometheus.install: false`). Lists in Helm values do not add up: where its own values
    have one of these lists, give it both. Secrets are in it by name only."""
