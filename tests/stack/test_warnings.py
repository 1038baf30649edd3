"""What works but should be known is said before it is built, each time and once."""

import pytest

from stack.cluster import Cluster
from tests.stack.program import declared
from tests.stack.stacks import AZURE, CLUSTERS, NETWORK_ID, SPOKES, SUBNET_ID, others_stores, stack

RETIRED = "ingress-nginx is retired"
OPEN = "backends.thanos: writing and querying are open to the internet"
NODES = "/subscriptions/s/resourceGroups/MC_rg"
OTHERS_SUBNET = f"{SPOKES[0]}/subnets/endpoints"


def hints(kind: str, *, private: bool) -> set[str]:
    """What every warning begins with, and the key that it tells of."""
    warnings = declared(stack(kind, private=private)).warnings
    assert len(warnings) == len(set(warnings))
    return {f"{warning.split(':')[0]} {warning.rpartition('see ')[2]}" for warning in warnings if "see " in warning}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_a_store_that_the_internet_reaches_is_told_of_with_the_key_of_its_network(kind: str) -> None:
    assert hints(kind, private=False) == {
        "backends.azure azure.privateLink",
        "backends.thanos azure.privateLink",
        "backends.amp aws.vpcEndpoint",
    }


@pytest.mark.parametrize("kind", CLUSTERS)
def test_in_a_network_there_is_nothing_of_it_to_tell(kind: str) -> None:
    assert hints(kind, private=True) == set()


@pytest.mark.parametrize("only", ["azure", "thanos"])
@pytest.mark.parametrize(
    ("subnet_id", "networks", "warned"),
    [
        (SUBNET_ID, [], False),
        (OTHERS_SUBNET, [], True),
        (OTHERS_SUBNET, [SPOKES[1]], True),
        (OTHERS_SUBNET, [NETWORK_ID.replace("vnet", "VNET")], False),
    ],
)
def test_an_aks_cluster_in_a_network_that_is_not_linked_is_told_of_with_its_network(
    only: str, subnet_id: str, networks: list[str], warned: bool
) -> None:
    azure = {**AZURE, "privateLink": {"subnetId": subnet_id, "networks": networks}}
    told = [one for one in declared(stack(only=only, ingress=None, azure=azure)).warnings if one.startswith("cluster")]

    assert len(told) == warned
    assert all(f"its nodes are in {NETWORK_ID}, " in one and "azure.privateLink.networks" in one for one in told)


@pytest.mark.parametrize(
    ("cluster", "networks", "outside"),
    [
        (Cluster("issuer", "", NODES), [], f"AKS has made in {NODES}"),
        (Cluster("issuer", "", NODES), [f"{NODES}2/n"], f"AKS has made in {NODES}"),
        (Cluster("issuer", "", NODES), [f"{NODES.lower()}/n"], ""),
        (Cluster("issuer"), [], ""),
    ],
)
def test_a_network_that_aks_has_made_is_named_by_its_group_until_it_is_linked(
    cluster: Cluster, networks: list[str], outside: str
) -> None:
    found = cluster.outside(networks)

    assert outside in found
    assert bool(found) == bool(outside)


def test_where_no_store_is_private_no_network_of_the_cluster_is_told_of() -> None:
    assert not [one for one in declared(stack(only="azure")).warnings if one.startswith("cluster")]


def test_an_ingress_is_told_of_and_that_its_controller_is_retired() -> None:
    told = declared(stack(private=True)).warnings

    assert sorted(warning[: len(OPEN)] for warning in told if warning.startswith("backends")) == [OPEN]
    assert [warning for warning in told if warning.startswith(RETIRED)]
    assert len(told) == 2


def test_without_an_ingress_thanos_takes_anything_from_inside() -> None:
    told = declared(stack(private=True, only="thanos", ingress=None)).warnings

    assert ["without authentication" in warning for warning in told] == [True]


def test_stores_of_others_are_nothing_to_warn_of() -> None:
    assert declared(others_stores()).warnings == []
