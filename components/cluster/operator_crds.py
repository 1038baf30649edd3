"""The custom resource definitions of the Prometheus operator, in a release of their own."""

from typing import TypedDict

import pulumi

from components.cluster.chart_release import chart_release
from components.cluster.versions import PROMETHEUS_OPERATOR_CRDS
from components.contracts.ordering import once_ready

# With a definition every object of its kind is deleted, whoever owns it: Helm is to leave the definitions in place.
DEFINITIONS_VALUES = {"crds": {"annotations": {"helm.sh/resource-policy": "keep"}}}


class OperatorCrdsArgs(TypedDict):
    """Arguments of OperatorCrds."""

    namespace: pulumi.Input[str]
    """Namespace that the release is recorded in; the definitions themselves have none."""


class OperatorCrds(pulumi.ComponentResource):
    """Definitions of Prometheus, ServiceMonitor and their like, upgraded with the operator.

    Helm installs a chart's `crds/` once and never upgrades them
    (https://helm.sh/docs/chart_best_practices/custom_resource_definitions/), hence a release of their own.
    """

    version: pulumi.Output[str]
    """Version of the chart, known once the definitions are in the cluster."""

    def __init__(self, name: str, args: OperatorCrdsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:OperatorCrds", name, {}, opts)
        release = chart_release(
            f"{name}-release",
            PROMETHEUS_OPERATOR_CRDS,
            namespace=args["namespace"],
            values=DEFINITIONS_VALUES,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.version = once_ready(PROMETHEUS_OPERATOR_CRDS.version, [release.id])
        self.register_outputs({"version": self.version})
