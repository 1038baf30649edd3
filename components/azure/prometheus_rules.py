"""Rules that Azure's managed Prometheus evaluates on a workspace."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import alertsmanagement

from components.azure.rule_groups import Rule, RuleGroup, parts
from components.naming import RULE_GROUP_LENGTH, bounded


class PrometheusRulesArgs(TypedDict):
    """Which rules run where, and who is told of their alerts."""

    resource_group: pulumi.Input[str]
    """Resource group of the rule groups."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace that the rules query, and that recorded series are written to."""
    location: pulumi.Input[str]
    """Region of the workspace."""
    rules_name: str
    """What the groups' names in Azure begin with, without a dot."""
    groups: Sequence[RuleGroup]
    """The groups, of any number of rules."""
    action_group_ids: Sequence[pulumi.Input[str]]
    """ARM ids of the action groups that are told of alerts; nobody is where there are none."""
    tags: NotRequired[dict[str, str]]
    """Tags of the rule groups."""


class PrometheusRules(pulumi.ComponentResource):
    """Rule groups over the series of all who write to a workspace, which no one cluster's Prometheus has.

    A group of more than twenty rules becomes several, which run side by side.
    """

    rule_group_ids: pulumi.Output[list[str]]
    """ARM ids of the rule groups."""

    def __init__(self, name: str, args: PrometheusRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrometheusRules", name, {}, opts)
        made = [self._group(name, args, part) for group in args["groups"] for part in parts(group)]
        self.rule_group_ids = pulumi.Output.all(*[group.id for group in made])
        self.register_outputs({"rule_group_ids": self.rule_group_ids})

    def _group(self, name: str, args: PrometheusRulesArgs, group: RuleGroup) -> alertsmanagement.PrometheusRuleGroup:
        # A dot is in no name that others begin with, so that two names never are one.
        return alertsmanagement.PrometheusRuleGroup(
            f"{name}-{group['name']}",
            rule_group_name=bounded(f"{args['rules_name']}.{group['name']}", limit=RULE_GROUP_LENGTH),
            resource_group_name=args["resource_group"],
            location=args["location"],
            enabled=True,
            interval=group["interval"],
            scopes=[args["workspace_id"]],
            rules=[_rule(rule, args["action_group_ids"]) for rule in group["rules"]],
            tags=args.get("tags"),
            # Its workspace cannot be changed: https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-rule-groups
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["scopes"], delete_before_replace=True),
        )


def _rule(rule: Rule, action_group_ids: Sequence[pulumi.Input[str]]) -> alertsmanagement.PrometheusRuleArgs:
    alert = rule.get("alert")
    actions = [
        alertsmanagement.PrometheusRuleGroupActionArgs(action_group_id=action_group_id)
        for action_group_id in action_group_ids
    ]
    return alertsmanagement.PrometheusRuleArgs(
        alert=alert,
        record=rule.get("record"),
        expression=rule["expression"],
        for_=rule.get("pending"),
        severity=rule.get("severity"),
        labels=rule.get("labels"),
        annotations=rule.get("annotations"),
        actions=actions if alert and actions else None,
    )
