"""What exists in Azure before the program: a cluster, and the subnet of private endpoints."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.azure.aks import AksCluster, existing_cluster
from components.azure.existing_subnet import Subnet, existing_subnet
from tests.recorder import Recorder, record

CLUSTER = "azure-native:containerservice:getManagedCluster"
NETWORK = "azure-native:network:getVirtualNetwork"
GROUP = "/subscriptions/s/resourceGroups/rg"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
ISSUER = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/"
IDENTITY: dict[str, Any] = {
    "oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER},
    "securityProfile": {"workloadIdentity": {"enabled": True}},
}
AKS = {"id": f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/prod", "nodeResourceGroup": "MC_rg_prod"}
OPTIONS = pulumi.InvokeOptions()


def looked_up(look_up: Callable[[], Any], token: str, answer: dict[str, Any]) -> tuple[Any, Recorder]:
    found: list[Any] = []
    recorder = record(lambda: found.append(look_up()), calls={token: answer})
    return found[0], recorder


def aks(**answer: Any) -> AksCluster:
    look_up = lambda: existing_cluster(resource_group="rg-aks", cluster_name="prod", opts=OPTIONS)  # noqa: E731
    return looked_up(look_up, CLUSTER, {**AKS, **answer})[0]


def subnet(name: str, *subnets: dict[str, Any], **answer: Any) -> Subnet:
    look_up = lambda: existing_subnet(f"{VNET}/subnets/{name}", opts=OPTIONS)  # noqa: E731
    return looked_up(look_up, NETWORK, {"location": "westeurope", "subnets": [*subnets], **answer})[0]


def test_the_issuer_of_a_cluster_is_as_the_cluster_writes_it() -> None:
    assert aks(**IDENTITY).oidc_issuer == ISSUER


@pytest.mark.parametrize(
    "cluster",
    [
        {},
        {"oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER}},
        {"oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER}, "securityProfile": {}},
        {
            "oidcIssuerProfile": {"enabled": False, "issuerURL": ISSUER},
            "securityProfile": {"workloadIdentity": {"enabled": True}},
        },
        {
            "oidcIssuerProfile": {"enabled": True, "issuerURL": ISSUER},
            "securityProfile": {"workloadIdentity": {"enabled": False}},
        },
    ],
)
def test_a_cluster_without_workload_identity_is_refused_with_the_way_out(cluster: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"az aks update --resource-group rg-aks --name prod --enable-oidc-issuer"):
        aks(**cluster)


@pytest.mark.parametrize(
    ("pools", "network_id"),
    [
        ([{"name": "system", "vnetSubnetID": f"{VNET}/subnets/a"}], VNET),
        ([{"name": "system"}, {"name": "user", "vnetSubnetID": f"{VNET}/subnets/b"}], VNET),
        ([{"name": "system"}], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_a_cluster_is_in_the_network_of_its_pools_or_in_one_that_aks_has_made(pools: Any, network_id: str) -> None:
    found = aks(**IDENTITY, agentPoolProfiles=pools)

    assert found.network_id == network_id
    assert found.node_group_id == "/subscriptions/s/resourceGroups/MC_rg_prod"


@pytest.mark.parametrize("location", ["westeurope", "West Europe"])
def test_a_subnet_is_in_the_region_of_its_network(location: str) -> None:
    assert subnet("a", {"name": "a", "addressPrefix": "10.0.0.0/27"}, location=location).location == "westeurope"


def test_a_network_is_looked_up_in_its_group_by_its_name() -> None:
    answer = {"location": "westeurope", "subnets": [{"name": "a", "addressPrefix": "10.0.0.0/27"}]}
    _, recorder = looked_up(lambda: existing_subnet(f"{VNET}/subnets/a", opts=OPTIONS), NETWORK, answer)

    assert [dict(one.args) for one in recorder.invokes] == [{"resourceGroupName": "rg", "virtualNetworkName": "vnet"}]


@pytest.mark.parametrize(
    ("ranges", "addresses"),
    [
        ({"addressPrefix": "10.0.0.0/27"}, 32),
        ({"addressPrefix": "10.0.0.0/28"}, 16),
        ({"addressPrefixes": ["10.0.0.0/28"]}, 16),
        ({"addressPrefix": "10.0.0.0/28", "addressPrefixes": ["10.0.0.0/28"]}, 16),
        ({"addressPrefixes": ["10.0.0.0/28", "10.0.1.0/28"]}, 32),
        ({"addressPrefixes": ["10.0.0.0/28", "fd00::/64"]}, 16),
    ],
)
def test_a_subnet_has_the_ipv4_addresses_of_all_its_ranges(ranges: dict[str, Any], addresses: int) -> None:
    beside = {"name": "beside", "addressPrefix": "10.1.0.0/16"}

    assert subnet("Endpoints", beside, {"name": "endpoints", **ranges}).addresses == addresses


@pytest.mark.parametrize(
    ("names", "known"), [(["nodes", "endpoints"], "it has: endpoints, nodes"), ([], "it has: none")]
)
def test_a_subnet_that_its_network_does_not_have_is_answered_with_those_it_has(names: list[str], known: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"the network vnet has no subnet none; {known}"):
        subnet("none", *({"name": name, "addressPrefix": "10.0.0.0/27"} for name in names))
