"""What somebody else's hub has for private networks: zones and a private link scope, and stacks that use them."""

from collections.abc import Iterable
from typing import Any

from tests.stack.others import HUB_SUBSCRIPTION
from tests.stack.stacks import AZURE, SUBNET_ID

HUB_GROUP = f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-hub"
HUBS_SCOPE = f"{HUB_GROUP}/providers/Microsoft.Insights/privateLinkScopes/hub"


def given(zones: Iterable[str], group: str = HUB_GROUP) -> dict[str, Any]:
    """The key `dns` with these zones of a resource group."""
    return {"zones": {zone: f"{group}/providers/Microsoft.Network/privateDnsZones/{zone}" for zone in zones}}


def in_network(**link: Any) -> dict[str, Any]:
    """The section `azure` with a network, of which more is said."""
    return {**AZURE, "privateLink": {"subnetId": SUBNET_ID, **link}}
