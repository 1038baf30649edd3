"""An action group of Azure Monitor that writes e-mails."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor


class EmailActionGroupArgs(TypedDict):
    """Who is told."""

    resource_group: pulumi.Input[str]
    """Resource group of the action group."""
    action_group_name: str
    """Name of the action group."""
    emails: Sequence[str]
    """Addresses that are written to, each once."""
    tags: NotRequired[dict[str, str]]
    """Tags of the action group."""


class EmailActionGroup(pulumi.ComponentResource):
    """An action group that writes to each address. Azure asks nobody whether they want it, and tells them once.

    https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups
    """

    action_group_id: pulumi.Output[str]
    """ARM id of the action group, which alerts name."""

    def __init__(self, name: str, args: EmailActionGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:EmailActionGroup", name, {}, opts)
        group = monitor.ActionGroup(
            f"{name}-group",
            action_group_name=args["action_group_name"],
            # Of at most 12 characters, and shown in text messages only.
            group_short_name="prometheus",
            resource_group_name=args["resource_group"],
            location="global",
            enabled=True,
            email_receivers=[
                {"name": email, "email_address": email, "use_common_alert_schema": True} for email in args["emails"]
            ],
            tags=args.get("tags"),
            # One of another name is there before alerts let go of the old one.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        self.action_group_id = group.id
        self.register_outputs({"action_group_id": self.action_group_id})
