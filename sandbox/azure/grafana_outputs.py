"""What Azure computes of a Managed Grafana and of its private endpoints."""

from collections.abc import Mapping
from typing import Any

from sandbox.azure.regions import normal
from sandbox.azure.suffixes import SUFFIXES
from sandbox.resource_type import Made
from sandbox.values import fields


def grafana(made: Made) -> dict[str, Any]:
    """Its page, and the principal of an identity of its own."""
    name, region = str(made.inputs.get("workspaceName")), normal(str(made.inputs.get("location")))
    suffix = SUFFIXES[str(made.config.get("environment") or "public")].grafana
    identity: Mapping[str, Any] = fields(made.inputs, "identity")
    own = {"principalId": made.uuid("principalId"), "tenantId": made.uuid("tenantId")}
    return {
        "identity": {**identity, **(own if "SystemAssigned" in str(identity.get("type")) else {})},
        "properties": {
            **fields(made.inputs, "properties"),
            "endpoint": f"https://{name.lower()}-{made.hex(8)}.{region}.{suffix}",
            "grafanaVersion": "11.2.9",
            "outboundIPs": [],
            "privateEndpointConnections": [],
            "provisioningState": "Succeeded",
        },
    }


def managed_endpoint(_: Made) -> dict[str, Any]:
    """It leads nowhere until the owner of its target approves of it, by hand.
    https://learn.microsoft.com/azure/managed-grafana/how-to-connect-to-data-source-privately"""
    return {"connectionState": {"status": "Pending", "description": ""}, "provisioningState": "Succeeded"}
