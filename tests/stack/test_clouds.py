"""Azure's clouds: a stack says which one, and nothing that it declares is another's."""

import json
import re
from typing import Any

import pytest

from tests.recorder import Recorder
from tests.stack.program import Config, declared, everything, values
from tests.stack.stacks import AZURE, PRIVATE_LINK, stack
from tests.stack.test_every_key import REGIONS
from tests.stack.test_network import ZONE

FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
PROVIDER = "pulumi:providers:azure-native"
STORES: dict[str, dict[str, Any]] = {"azure": {"kind": "azure-monitor"}, "thanos": {"kind": "thanos"}}
OF = {
    "public": ("AzurePublic", "api://AzureADTokenExchange", "https://login.microsoftonline.com/", "core.windows.net"),
    "usgovernment": (
        "AzureGovernment",
        "api://AzureADTokenExchangeUSGov",
        "https://login.microsoftonline.us/",
        "core.usgovcloudapi.net",
    ),
    "china": (
        "AzureChina",
        "api://AzureADTokenExchangeChina",
        "https://login.chinacloudapi.cn/",
        "core.chinacloudapi.cn",
    ),
}
NAMES = {
    "public": r"azure\.com\b|windows\.net|microsoftonline\.com|api://AzureADTokenExchange\"|AzurePublic",
    "usgovernment": r"azure\.us\b|azure-automation\.us|usgovcloudapi|microsoftonline\.us|ExchangeUSGov|AzureGovernment",
    "china": r"azure\.cn\b|chinacloudapi|ExchangeChina|AzureChina",
}
"""What tells a cloud."""
LOOKED_UP = "oic.prod-aks.azure.com"
"""Who issues the tokens of every cluster that is looked up here."""


def in_cloud(cloud: str, kind: str = "other", *, backends: Config = STORES, **azure: Any) -> Recorder:
    section = {**AZURE, "cloud": cloud, "location": REGIONS[cloud], **azure}
    return declared(stack(kind, only="thanos", ingress=None, azure=section, backends=backends))


@pytest.mark.parametrize("cloud", OF)
def test_whoever_signs_in_is_sent_to_the_clouds_own_places(cloud: str) -> None:
    name, audience, authority, storage = OF[cloud]
    recorder = in_cloud(cloud)
    said = json.dumps(everything(recorder), default=str)

    assert {tuple(one["audiences"]) for one in recorder.of_type(FEDERATION).values()} == {(audience,)}
    spec = values(recorder)["prometheus"]["prometheusSpec"]
    assert [entry["azureAd"]["cloud"] for entry in spec["additionalRemoteWrite"] if "azureAd" in entry] == [name]
    containers = spec["containers"]
    variables = {one["name"]: one["value"] for container in containers for one in container.get("env", [])}
    assert variables["AZURE_AUTHORITY_HOST"] == authority
    (projected,) = [volume["projected"] for volume in spec["volumes"] if volume["name"] == "azure-token"]
    assert [source["serviceAccountToken"]["audience"] for source in projected["sources"]] == [audience]
    (object_store,) = re.findall(r"\"endpoint\\+\": \\+\"(blob\.[a-z.]+)\\+\"", said)
    assert object_store == f"blob.{storage}"


@pytest.mark.parametrize("cloud", OF)
@pytest.mark.parametrize("kind", ["aks", "other"])
def test_nothing_that_a_stack_declares_is_of_another_cloud(cloud: str, kind: str) -> None:
    said = json.dumps(everything(in_cloud(cloud, kind)), default=str).replace(LOOKED_UP, "")

    others = [pattern for name, pattern in NAMES.items() if name != cloud]
    assert not [found for other in others for found in re.findall(other, said)]


@pytest.mark.parametrize("cloud", OF)
def test_a_provider_works_in_the_stacks_cloud(cloud: str) -> None:
    (provider,) = in_cloud(cloud).of_type(PROVIDER).values()

    assert provider["environment"] == cloud


def test_the_us_governments_scope_takes_five_zones_and_no_more() -> None:
    public = {"azure": {"kind": "azure-monitor", "workspaceId": WORKSPACE}}
    recorder = in_cloud("usgovernment", backends=public, privateLink=PRIVATE_LINK)

    assert {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()} == {
        "privatelink.monitor.azure.us",
        "privatelink.oms.opinsights.azure.us",
        "privatelink.ods.opinsights.azure.us",
        "privatelink.agentsvc.azure-automation.us",
        "privatelink.blob.core.usgovcloudapi.net",
    }


WORKSPACE = f"/subscriptions/{AZURE['subscriptionId']}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/there"


@pytest.mark.parametrize("cloud", ["usgovernment", "china"])
def test_blobs_are_private_in_every_cloud(cloud: str) -> None:
    recorder = in_cloud(cloud, backends={"thanos": {"kind": "thanos"}}, privateLink=PRIVATE_LINK)

    (zone,) = recorder.of_type(ZONE).values()
    assert zone["privateZoneName"] == f"privatelink.blob.{OF[cloud][3]}"
    (group,) = recorder.of_type("azure-native:network:PrivateDnsZoneGroup").values()
    assert [config["name"] for config in group["privateDnsZoneConfigs"]] == [zone["privateZoneName"].replace(".", "-")]
