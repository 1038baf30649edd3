"""What Azure's own agent in a cluster is told to collect: associations of the cluster."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.contracts.ordering import once_ready

CONFIGURATION = "configurationAccessEndpoint"
"""The one name that Azure takes for an association with an endpoint.
https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-kubernetes"""


class AssociatedRule(TypedDict):
    """A data collection rule, as a cluster has it."""

    association_name: str
    """Name of the association, of which a cluster has one."""
    rule_id: pulumi.Input[str]
    """ARM id of the rule."""


class ClusterAssociationsArgs(TypedDict):
    """Which cluster, which rules, and what is there before."""

    cluster_id: str
    """ARM id of the AKS cluster."""
    rules: dict[str, AssociatedRule]
    """Data collection rules, by a name used in names of resources."""
    configuration_endpoint_id: NotRequired[pulumi.Input[str]]
    """ARM id of the data collection endpoint that the agent fetches its configuration from, in the cluster's region: of
    the cluster's, whose rules it serves all. Left out, it fetches that from the region's public service."""
    ready: NotRequired[Sequence[pulumi.Input[str]]]
    """Outputs known when the cluster's network reaches everything that the agent will call."""


class ClusterAssociations(pulumi.ComponentResource):
    """A cluster's associations: nothing collects in it by a rule before its configuration can be fetched.

    An agent whose rules are private and whose configuration is not is in a crash loop
    (https://github.com/Azure/prometheus-collector/issues/942).
    """

    associated: pulumi.Output[str]
    """ARM id of the cluster, known when it has all its associations."""

    def __init__(self, name: str, args: ClusterAssociationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ClusterAssociations", name, {}, opts)
        ready = [*args.get("ready", []), *self._configuration(f"{name}-configuration", args)]
        associations = [
            monitor.DataCollectionRuleAssociation(
                f"{name}-{rule}",
                association_name=associated["association_name"],
                resource_uri=args["cluster_id"],
                data_collection_rule_id=once_ready(associated["rule_id"], ready),
                opts=self._child,
            )
            for rule, associated in args["rules"].items()
        ]
        self.associated = once_ready(args["cluster_id"], [one.id for one in associations])
        self.register_outputs({"associated": self.associated})

    def _configuration(self, name: str, args: ClusterAssociationsArgs) -> list[pulumi.Output[str]]:
        if (endpoint_id := args.get("configuration_endpoint_id")) is None:
            return []
        association = monitor.DataCollectionRuleAssociation(
            name,
            association_name=CONFIGURATION,
            resource_uri=args["cluster_id"],
            data_collection_endpoint_id=once_ready(endpoint_id, args.get("ready", [])),
            opts=self._child,
        )
        return [association.id]

    @property
    def _child(self) -> pulumi.ResourceOptions:
        # Only another cluster's replaces one: it does not meet the old one, which goes after the rules that need it.
        return pulumi.ResourceOptions(parent=self, delete_before_replace=False)
