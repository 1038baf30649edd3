"""The default world holds together: whatever it names is in it."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.aws.place import Arn
from sandbox.azure import arm
from sandbox.reachability.rules import answer
from sandbox.world import World
from tests.unit.sandbox import clouds

WORLD = World.load()
SECTIONS = (
    *("networks", "managedClusters", "monitorWorkspaces"),
    *("privateDnsZones", "privateLinkScopes", "privateEndpoints"),
)


def _arm_ids() -> Iterator[str]:
    for section in ("resourceGroups", *SECTIONS):
        yield from WORLD.all("azure", section)


@pytest.mark.parametrize("text", [*_arm_ids()])
def test_what_lies_in_a_group_lies_in_one_that_there_is(text: str) -> None:
    id_ = arm.parse(text)

    assert id_
    assert WORLD.find("azure", "subscriptions", id_.subscription)
    assert WORLD.find("azure", "resourceGroups", arm.group_id(id_.subscription, id_.group))


def test_a_peering_has_two_ends() -> None:
    networks = WORLD.all("azure", "networks")
    peerings = [(id_, peer) for id_, network in networks.items() for peer in network.get("peers", ())]

    assert peerings
    assert all(one in networks[other]["peers"] for one, other in peerings)


@pytest.mark.parametrize("context", WORLD.clouds["kubernetes"])
def test_a_cluster_is_in_a_network_that_there_is(context: str) -> None:
    network: Any = (WORLD.cluster(context) or {}).get("network")

    assert not network or WORLD.find("azure", "networks", network) or WORLD.find("aws", "vpcs", network)


@pytest.mark.parametrize("context", [context for context in WORLD.clouds["kubernetes"] if context.endswith("-weu")])
def test_a_context_that_is_called_like_an_aks_cluster_is_one_in_the_subscription_of_its_network(context: str) -> None:
    network = arm.parse(str((WORLD.cluster(context) or {})["network"]))
    clusters = WORLD.all("azure", "managedClusters")
    found = [id_ for id_ in clusters if id_.endswith(f"/{context}")]

    assert network
    assert [one.subscription for id_ in found if (one := arm.parse(id_))] == [network.subscription]
    assert [one[0].text for id_ in found if (one := arm.network_of(WORLD, clusters[id_]["subnet"]))] == [network.text]


@pytest.mark.parametrize("cluster", WORLD.all("aws", "clusters"))
def test_a_cluster_of_eks_has_its_identity_provider_in_its_account(cluster: str) -> None:
    arn, issuer = Arn.parse(cluster), str(WORLD.all("aws", "clusters")[cluster]["issuer"])

    assert arn
    provider = f"arn:aws:iam::{arn.account}:oidc-provider/{issuer.removeprefix('https://')}"
    assert provider in WORLD.all("aws", "oidcProviders")
    assert arn.account in WORLD.all("aws", "accounts")


def test_clusters_do_not_share_an_issuer() -> None:
    issuers = [cluster["issuer"] for cluster in WORLD.all("aws", "clusters").values()]

    assert len(issuers) == len(set(issuers))


def test_a_peered_network_writes_through_the_hubs_endpoint_where_the_zone_is_linked_to_it() -> None:
    hub, peered, spoke = (
        next(id_ for id_ in WORLD.all("azure", "networks") if id_.endswith(f"/vnet-{name}"))
        for name in ("hub", "peered", "spoke")
    )
    private = (clouds.collection_endpoint(), clouds.scope(), clouds.member(), clouds.endpoint("p", clouds.SCOPE, hub))
    recorded = (*private, clouds.records("p", clouds.MONITOR_ZONE))

    for network, is_open in ((hub, True), (peered, True), (spoke, False)):
        objects = (*recorded, clouds.link(clouds.MONITOR_ZONE, network))
        assert answer(network, clouds.INGESTION_HOST, objects, WORLD).is_open is is_open
        assert not answer(network, clouds.INGESTION_HOST, recorded, WORLD).is_open
