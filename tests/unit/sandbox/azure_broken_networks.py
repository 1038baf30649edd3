"""What rows on private endpoints, scopes and private DNS refuse, by the row's name."""

from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import (
    ENDPOINT,
    SCOPE,
    SMALL,
    WORKSPACE,
    Broken,
    connection,
    zones,
)

NETWORKS: dict[str, list[Broken]] = {
    "azure-connection": [
        Broken("PrivateEndpoint", {"privateLinkServiceConnections": None}),
        Broken("PrivateEndpoint", {"subnet": None}),
        Broken("PrivateEndpoint", {"privateLinkServiceConnections": [{"name": "c", "groupIds": ["blob"]}]}),
        Broken("PrivateEndpoint", {"manualPrivateLinkServiceConnections": [{"name": "m"}]}),
    ],
    "azure-sub-resource": [
        Broken("PrivateEndpoint", connection(SCOPE, "prometheusMetrics")),
        Broken("PrivateEndpoint", connection(WORKSPACE, None)),
        Broken("PrivateEndpoint", connection(ENDPOINT, "metrics")),
    ],
    "azure-endpoint-target": [
        Broken("PrivateEndpoint", connection(WORKSPACE, "prometheusMetrics"), "update"),
    ],
    "azure-endpoint-subscription": [
        Broken(
            "PrivateEndpoint",
            {"subnet": {"id": f"{site.FOREIGN}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"}},
        )
    ],
    "azure-endpoint-region": [
        Broken("PrivateEndpoint", {"location": "northeurope"}),
        Broken("PrivateEndpoint", {"subnet": {"id": f"{site.NETWORKS}/north/subnets/endpoints"}}),
    ],
    "azure-subnet-size": [
        Broken("PrivateEndpoint", {"subnet": {"id": SMALL}, **connection(SCOPE, "azuremonitor")}),
    ],
    "azure-scoped-nothing": [Broken("PrivateLinkScopedResource", {"linkedResourceId": None})],
    "azure-scoped-member": [Broken("PrivateLinkScopedResource", {"linkedResourceId": WORKSPACE})],
    "azure-scoped-target": [Broken("PrivateLinkScopedResource", {"linkedResourceId": site.LOGS}, "update")],
    "azure-scoped-twice": [
        Broken("PrivateLinkScopedResource", {"linkedResourceId": ENDPOINT}),
        Broken("PrivateLinkScopedResource", {"linkedResourceId": ENDPOINT.upper().replace("/PROVIDERS", "/providers")}),
    ],
    "azure-zone-linked-twice": [
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/vnet"}}),
    ],
    "azure-link-network": [
        Broken("VirtualNetworkLink", {"virtualNetwork": None}),
        Broken("VirtualNetworkLink", {"virtualNetwork": {"id": f"{site.NETWORKS}/north"}}, "update"),
    ],
    "azure-zone-group-size": [
        Broken("PrivateDnsZoneGroup", zones(6)),
        Broken("PrivateDnsZoneGroup", zones(6), "update"),
    ],
    "azure-second-zone-group": [
        Broken("PrivateDnsZoneGroup", {"privateEndpointName": "pe", "privateDnsZoneGroupName": "other"})
    ],
}
