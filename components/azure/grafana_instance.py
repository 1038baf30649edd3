"""A Managed Grafana, whoever has made it."""

from typing import TypedDict

import pulumi


class GrafanaInstance(TypedDict):
    """Where a Managed Grafana is, and who it is."""

    name: str
    """Its name."""
    resource_group: str
    """Its resource group."""
    subscription_id: str
    """Its subscription."""
    location: str
    """Its region."""
    grafana_id: pulumi.Input[str]
    """Its ARM id."""
    url: pulumi.Input[str]
    """Address of its page."""
    principal_id: pulumi.Input[str]
    """Principal (object) id of the identity that it queries with."""
