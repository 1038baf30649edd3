"""Virtual networks that were there before: looked up in the subscription of the provider."""

from pathlib import Path

import pytest

from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from tests.unit.sandbox import azure_site as site

LOOK_UP = "azure-native:network:getVirtualNetwork"


def named(name: str | None, group: str | None = "rg") -> dict[str, str | None]:
    return {"resourceGroupName": group, "virtualNetworkName": name}


def test_a_network_answers_its_region_and_its_subnets_with_their_ranges(tmp_path: Path) -> None:
    found = site.open_azure(tmp_path).invoke(LOOK_UP, named("vnet"))

    assert (found["id"], found["name"], found["location"]) == (f"{site.NETWORKS}/vnet", "vnet", "westeurope")
    assert {subnet["id"]: (subnet["name"], subnet["addressPrefix"]) for subnet in found["subnets"]} == {
        f"{site.NETWORKS}/vnet/subnets/endpoints": ("endpoints", "10.0.0.0/26"),
        f"{site.NETWORKS}/vnet/subnets/small": ("small", "10.0.1.0/28"),
    }
    assert found["addressSpace"] == {"addressPrefixes": ["10.0.0.0/26", "10.0.1.0/28"]}


def test_a_network_is_looked_up_in_the_subscription_of_the_provider_in_any_case_of_letters(tmp_path: Path) -> None:
    here, there = site.open_azure(tmp_path), site.open_azure(tmp_path, subscriptionId=site.OTHER)

    assert there.invoke(LOOK_UP, named("VNET", "RG"))["subnets"][0]["addressPrefix"] == "10.2.0.0/26"
    assert here.invoke(LOOK_UP, named("north"))["location"] == "northeurope"
    with pytest.raises(Refused, match="404 ResourceNotFound"):
        there.invoke(LOOK_UP, named("north"))


@pytest.mark.parametrize(
    ("group", "name", "answer"),
    [("nowhere", "vnet", "404 ResourceGroupNotFound"), ("rg", "none", "404 ResourceNotFound"), (None, None, "404")],
)
def test_a_look_up_of_no_network_fails_as_azure_fails(
    tmp_path: Path, group: str | None, name: str | None, answer: str
) -> None:
    azure: AzureNative = site.open_azure(tmp_path)

    with pytest.raises(Refused, match=answer):
        azure.invoke(LOOK_UP, named(name, group))
