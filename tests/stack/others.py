"""What others have built before a stack of the tests: hubs that export stores, and workspaces that exist already."""

from collections.abc import Mapping
from typing import Any

from components.contracts.endpoints import (
    AZURE_PUBLIC,
    VERSION,
    AmpEndpoint,
    AzureMonitorEndpoint,
    Endpoint,
    ThanosEndpoint,
    exported,
)

TENANT = "22222222-2222-4222-8222-222222222222"
HUB_SUBSCRIPTION = "44444444-4444-4444-8444-444444444444"
HUB_ACCOUNT = "210987654321"
HUB_REGION = "eu-west-1"
HUB_LOCATION = "northeurope"
HUB_PASSWORD = "the-password-that-the-hub-has-made"
ORGANIZATION = "organization/prometheus-stack"
ITSELF = f"{ORGANIZATION}/test"
HUB, OTHER_HUB = f"{ORGANIZATION}/hub", f"{ORGANIZATION}/other-hub"
SPOKE = f"{ORGANIZATION}/spoke"
"""A stack that exports the stores of the hub on."""
_GROUP = f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-hub/providers"


def azure_monitor(
    name: str, tenant_id: str = TENANT, cloud: str = AZURE_PUBLIC, access: str = "public"
) -> AzureMonitorEndpoint:
    return AzureMonitorEndpoint(
        kind="azure-monitor",
        write_url=f"https://{name}.ingestion.example.com/write",
        query_url=f"https://{name}.query.example.com",
        write_host=f"{name}.ingestion.example.com",
        query_host=f"{name}.query.example.com",
        workspace_id=f"{_GROUP}/Microsoft.Monitor/accounts/{name}",
        data_collection_endpoint_id=f"{_GROUP}/Microsoft.Insights/dataCollectionEndpoints/{name}",
        data_collection_rule_id=f"{_GROUP}/Microsoft.Insights/dataCollectionRules/{name}",
        location=HUB_LOCATION,
        tenant_id=tenant_id,
        cloud=cloud,
        write_access=access,
        built_by=HUB,
    )


def amp(name: str, region: str = HUB_REGION, built_by: str = HUB) -> AmpEndpoint:
    url = f"https://aps-workspaces.{region}.amazonaws.com/workspaces/{name}/"
    return AmpEndpoint(
        kind="amp",
        write_url=f"{url}api/v1/remote_write",
        query_url=url,
        workspace_id=name,
        workspace_arn=f"arn:aws:aps:{region}:{HUB_ACCOUNT}:workspace/{name}",
        account_id=HUB_ACCOUNT,
        region=region,
        built_by=built_by,
    )


def thanos(name: str, username: str = "writer", built_by: str = HUB) -> ThanosEndpoint:
    return ThanosEndpoint(
        kind="thanos",
        write_url=f"https://receive.{name}.example.com/api/v1/receive",
        query_url=f"https://query.{name}.example.com",
        write_host=f"receive.{name}.example.com",
        query_host=f"query.{name}.example.com",
        username=username,
        certificate_authority="",
        built_by=built_by,
    )


def _exports(endpoints: Mapping[str, Endpoint], **passwords: str) -> dict[str, Any]:
    return {"endpoints": {name: exported(endpoint) for name, endpoint in endpoints.items()}, "passwords": passwords}


STORES: dict[str, Any] = {"azure": azure_monitor("azure"), "amp": amp("ws-hub"), "thanos": thanos("hub")}
"""What the hub has built, by name there."""
_AMP = {"amp": exported(amp("ws-hub"))}
STACKS: dict[str, dict[str, Any]] = {
    HUB: _exports(
        {
            **STORES,
            "azure-two": azure_monitor("azure-two"),
            "amp-two": amp("ws-two"),
            "thanos-two": thanos("two"),
            "far": amp("ws-far", "us-east-1"),
        },
        **{"thanos": HUB_PASSWORD, "thanos-two": HUB_PASSWORD},
    ),
    OTHER_HUB: _exports(
        {"azure": azure_monitor("azure-3"), "amp": amp("ws-3"), "thanos": thanos("three")}, thanos=HUB_PASSWORD
    ),
    SPOKE: _exports(STORES, thanos=HUB_PASSWORD),
    f"{ORGANIZATION}/not-up": {},
    f"{ORGANIZATION}/empty": {"endpoints": {}, "passwords": {}},
    f"{ORGANIZATION}/newer": {"endpoints": {"amp": {**_AMP["amp"], "version": VERSION + 1}}},
    f"{ORGANIZATION}/older": {"endpoints": {"amp": {"kind": "amp", "url": "https://amp.example.com"}}},
    f"{ORGANIZATION}/tenant": _exports({"azure": azure_monitor("azure", tenant_id=HUB_SUBSCRIPTION)}),
    f"{ORGANIZATION}/letters": _exports({"azure": azure_monitor("azure", tenant_id=TENANT.replace("2", "A"))}),
    f"{ORGANIZATION}/china": _exports({"azure": azure_monitor("azure", cloud="AzureChina")}),
    f"{ORGANIZATION}/inside": _exports({"thanos": thanos("inside", username="")}),
    f"{ORGANIZATION}/sealed": _exports({"thanos": thanos("sealed", built_by=f"{ORGANIZATION}/sealed")}),
    f"{ORGANIZATION}/transit": _exports({"thanos": thanos("hub")}),
    f"{ORGANIZATION}/circle": _exports({"amp": amp("ws-own", built_by=ITSELF)}),
    f"{ORGANIZATION}/closed": _exports({"azure": azure_monitor("closed", access="private")}),
}
"""What other stacks export, by their full names."""


def read(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of a stack, as the engine answers both who probes and who refers to it."""
    if arguments["name"] not in STACKS:
        raise LookupError(f"unknown stack {arguments['name']!r}")
    outputs = STACKS[arguments["name"]]
    return {"outputs": outputs, "secretOutputNames": ["passwords"] if "passwords" in outputs else []}


def existing_monitor_workspace(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A workspace of Azure Monitor, which tells its region as the portal shows it."""
    group, name = arguments["resourceGroupName"], arguments["azureMonitorWorkspaceName"]
    if group == "rg-missing":
        raise LookupError(f"The Resource 'Microsoft.Monitor/accounts/{name}' under '{group}' was not found.")
    return {
        "id": f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Monitor/accounts/{name}",
        "location": "North Europe",
        "metrics": {"prometheusQueryEndpoint": f"https://{name}.query.example.com/"},
    }


def existing_amp_workspace(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A workspace of AMP in the account of whoever asks."""
    id_, region = arguments["workspaceId"], arguments["region"]
    if id_.endswith("0"):
        raise LookupError(f"ResourceNotFoundException: Workspace {id_} not found")
    return {
        "arn": f"arn:aws:aps:{region}:123456789012:workspace/{id_}",
        "prometheusEndpoint": f"https://aps-workspaces.{region}.amazonaws.com/workspaces/{id_}/",
    }
