"""Private link scopes of Azure Monitor: where members of one are made."""

from typing import NamedTuple, TypedDict

import pulumi
from pulumi_azure_native import Provider

from components.naming import told_apart


class ExistingScope(TypedDict):
    """A private link scope of somebody else: members of it are made, nothing else of it is changed."""

    scope_id: str
    """ARM id of the scope."""
    provider: Provider
    """Provider of its subscription."""
    has_endpoint: bool
    """Whether a private endpoint of somebody else leads to it from where samples are written. Azure writes the records
    of new members into that one's zones: any resource of a scope is reached through its endpoints
    (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure)."""


class Scope(NamedTuple):
    """A scope, whoever has made it."""

    scope_id: pulumi.Input[str]
    name: pulumi.Input[str]
    resource_group: pulumi.Input[str]
    target_name: str
    """What its private endpoint is called after."""
    has_endpoint: bool = False
    provider: Provider | None = None
    """Where it is not that of the component."""


def existing(scope: ExistingScope) -> Scope:
    """The scope by its id."""
    *_, resource_group, _, _, _, name = scope["scope_id"].split("/")
    # One of another stack may be called as this stack's own was.
    target = told_apart(name, scope["scope_id"])
    return Scope(scope["scope_id"], name, resource_group, target, scope["has_endpoint"], scope["provider"])
