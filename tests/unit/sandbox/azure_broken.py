"""A request that a row of Azure's table refuses, and the ids that such requests name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.rules import Step
from tests.unit.sandbox import azure_site as site

NOWHERE = f"{site.GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/nowhere"
ZONE = f"{site.GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.example"
SCOPE = f"{site.GROUP}/providers/Microsoft.Insights/privateLinkScopes/scope"
WORKSPACE = f"{site.GROUP}/providers/Microsoft.Monitor/accounts/ws"
ENDPOINT = f"{site.GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/dce"
ACCOUNT = f"{site.GROUP}/providers/Microsoft.Storage/storageAccounts/account1"
SMALL = f"{site.NETWORKS}/vnet/subnets/small"
PUBLISHED = ["Microsoft-PrometheusMetrics"]


def connection(target: str, group: str | None) -> dict[str, Any]:
    groups = {"groupIds": [group]} if group else {}
    return {"privateLinkServiceConnections": [{"name": "c", "privateLinkServiceId": target, **groups}]}


def zones(count: int) -> dict[str, Any]:
    return {"privateDnsZoneConfigs": [{"name": f"z{i}", "privateDnsZoneId": ZONE} for i in range(count)]}


def flow(stream: str, destination: str) -> dict[str, Any]:
    return {"dataFlows": [{"streams": [stream], "destinations": [destination]}]}


def forwarder() -> dict[str, Any]:
    return {"kind": "Linux", "dataSources": {"prometheusForwarder": [{"name": "p", "streams": PUBLISHED}]}}


CLIENT_ID = "the client id of the first identity"


@dataclass(frozen=True)
class Broken:
    """A request that one row refuses: a create of a second one of a type, or an update or delete of the first."""

    short: str
    """The type's last name."""
    change: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What differs from the valid request; None for what is left out."""
    step: Step = "create"
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What differs in the provider's configuration."""
    more: int = 0
    """How many more of the type there are already."""
    beside: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """What else there is already: types and, of a second one, what differs."""
