"""What rows on Managed Grafana refuse, by the row's name."""

from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import SCOPE, WORKSPACE, Broken

GRAFANA: dict[str, list[Broken]] = {
    "azure-managed-endpoint-target": [Broken("ManagedPrivateEndpoint", {"privateLinkResourceId": None})],
    "azure-managed-endpoint-group": [
        Broken("ManagedPrivateEndpoint", {"groupIds": None}),
        Broken("ManagedPrivateEndpoint", {"groupIds": ["azuremonitor"]}),
        Broken("ManagedPrivateEndpoint", {"privateLinkResourceId": SCOPE}),
    ],
    "azure-managed-endpoint-moved": [
        Broken("ManagedPrivateEndpoint", {"privateLinkResourceId": f"{WORKSPACE[:-3]}/Central"}, "update"),
    ],
    "azure-managed-endpoint-tier": [Broken("ManagedPrivateEndpoint", {"workspaceName": "small"})],
}
NAMES = [
    Broken("Grafana", {"workspaceName": "g"}),
    Broken("Grafana", {"workspaceName": "g" * 24}),
    Broken("Grafana", {"workspaceName": "2nd"}),
    Broken("Grafana", {"workspaceName": "grafana-"}),
    Broken("ManagedPrivateEndpoint", {"managedPrivateEndpointName": "e" * 21}),
    Broken("ManagedPrivateEndpoint", {"managedPrivateEndpointName": "my_endpoint"}),
]
REFERENCES = [
    Broken("Grafana", {"properties": site.integrated(f"{WORKSPACE}-nowhere")}),
    Broken("ManagedPrivateEndpoint", {"privateLinkResourceId": f"{WORKSPACE}-nowhere"}),
]
