"""What a host resolves to from a network."""

import pytest

from sandbox.azure.workspaces import workspaces
from sandbox.cloud import Object
from sandbox.reachability.doors import INTERNET, Door
from sandbox.reachability.rules import answer
from sandbox.world import World
from tests.unit.sandbox import clouds
from tests.unit.sandbox.clouds import (
    AMP_HOST,
    BLOB_HOST,
    BLOB_ZONE,
    DCE,
    ELSEWHERE,
    GLOBAL_HOST,
    INGESTION_HOST,
    MONITOR_ZONE,
    NETWORK,
    QUERY_HOST,
    QUERY_ZONE,
    SCOPE,
    VPC,
    WORKSPACE,
)

OPEN, CLOSED, NOTHING = Door.OPEN, Door.CLOSED, Door.NOTHING

_SCOPED = (clouds.collection_endpoint(), clouds.scope(), clouds.member())
_RECORDED = (*_SCOPED, clouds.endpoint("p", SCOPE), clouds.records("p", MONITOR_ZONE, BLOB_ZONE))
_PRIVATE = (*_RECORDED, clouds.link(MONITOR_ZONE))
_OTHER = f"{SCOPE}-2"
_SECOND = (clouds.endpoint("q", _OTHER), clouds.records("q", MONITOR_ZONE))
_QUERIES = (clouds.workspace(), clouds.endpoint("p", WORKSPACE), clouds.records("p", QUERY_ZONE))
_BLOBS = (clouds.account(), clouds.endpoint("p", clouds.ACCOUNT), clouds.records("p", BLOB_ZONE))

AZURE: dict[str, tuple[tuple[Object, ...], str, str, Door]] = {
    "a shared name, no zone": ((), NETWORK, GLOBAL_HOST, OPEN),
    "a shared name, a linked zone without records": ((clouds.link(MONITOR_ZONE),), NETWORK, GLOBAL_HOST, NOTHING),
    "the same from a network without the link": ((clouds.link(MONITOR_ZONE),), ELSEWHERE, GLOBAL_HOST, OPEN),
    "the same with a way back to public names": (
        (clouds.link(MONITOR_ZONE, policy="NxDomainRedirect"),),
        NETWORK,
        GLOBAL_HOST,
        OPEN,
    ),
    "a shared name, records": (_PRIVATE, NETWORK, GLOBAL_HOST, OPEN),
    "a shared name through a scope for its members": (
        (clouds.scope(mode="PrivateOnly"), *_PRIVATE[3:]),
        NETWORK,
        GLOBAL_HOST,
        CLOSED,
    ),
    "a shared name, records without the zone": (
        (*_SCOPED, clouds.endpoint("p", SCOPE), clouds.records("p", BLOB_ZONE), clouds.link(MONITOR_ZONE)),
        NETWORK,
        GLOBAL_HOST,
        NOTHING,
    ),
    "solution packs, the zone of blobs linked for an account": (
        (*_BLOBS, clouds.link(BLOB_ZONE)),
        NETWORK,
        "scadvisorcontent.blob.core.windows.net",
        NOTHING,
    ),
    "a second scope, open": ((*_PRIVATE, clouds.scope(_OTHER), *_SECOND), NETWORK, GLOBAL_HOST, OPEN),
    "a second scope, for its members": (
        (*_PRIVATE, clouds.scope(_OTHER, "PrivateOnly"), *_SECOND),
        NETWORK,
        GLOBAL_HOST,
        CLOSED,
    ),
    "ingestion, public": ((clouds.collection_endpoint("Enabled"),), NETWORK, INGESTION_HOST, OPEN),
    "ingestion, closed": ((clouds.collection_endpoint(),), NETWORK, INGESTION_HOST, CLOSED),
    "ingestion, in a scope that nobody reaches": (_SCOPED, NETWORK, INGESTION_HOST, CLOSED),
    "ingestion, in a scope, before the link": (_RECORDED, NETWORK, INGESTION_HOST, CLOSED),
    "ingestion, in a scope": (_PRIVATE, NETWORK, INGESTION_HOST, OPEN),
    "ingestion, in a scope for its members": (
        (clouds.collection_endpoint(), clouds.scope(mode="PrivateOnly"), *_PRIVATE[2:]),
        NETWORK,
        INGESTION_HOST,
        OPEN,
    ),
    "ingestion, in a scope, from the internet": (_PRIVATE, INTERNET, INGESTION_HOST, CLOSED),
    "ingestion, in a scope, from a VPC": (_PRIVATE, VPC, INGESTION_HOST, CLOSED),
    "ingestion, not in the scope of the zone": (
        (clouds.collection_endpoint(), clouds.scope(), *_RECORDED[3:], clouds.link(MONITOR_ZONE)),
        NETWORK,
        INGESTION_HOST,
        CLOSED,
    ),
    "ingestion, in another scope than that of the zone": (
        (
            *(clouds.collection_endpoint("Enabled"), clouds.scope(), clouds.scope(_OTHER)),
            *(clouds.member(_OTHER), *_RECORDED[3:], clouds.link(MONITOR_ZONE)),
        ),
        NETWORK,
        INGESTION_HOST,
        NOTHING,
    ),
    "ingestion, ids in other letters": (
        (*_RECORDED[:2], clouds.member(linked=DCE.upper()), *_RECORDED[3:], clouds.link(MONITOR_ZONE, NETWORK.upper())),
        NETWORK,
        INGESTION_HOST,
        OPEN,
    ),
    "ingestion, an endpoint to which no route leads": (
        (*_RECORDED, clouds.link(MONITOR_ZONE, ELSEWHERE)),
        ELSEWHERE,
        INGESTION_HOST,
        NOTHING,
    ),
    "ingestion of nobody": ((), NETWORK, INGESTION_HOST, NOTHING),
    "queries, public": ((clouds.workspace("Enabled"), clouds.link(QUERY_ZONE)), NETWORK, QUERY_HOST, OPEN),
    "queries, closed": ((clouds.workspace(),), NETWORK, QUERY_HOST, CLOSED),
    "queries, an endpoint elsewhere": ((*_QUERIES[:2], clouds.link(QUERY_ZONE)), NETWORK, QUERY_HOST, NOTHING),
    "queries, private": ((*_QUERIES, clouds.link(QUERY_ZONE)), NETWORK, QUERY_HOST, OPEN),
    "queries, the zone of another service": ((*_QUERIES, clouds.link(MONITOR_ZONE)), NETWORK, QUERY_HOST, CLOSED),
    "queries are not let in by a scope": (
        (clouds.workspace(), clouds.scope(), clouds.member(linked=WORKSPACE), *_RECORDED[3:], clouds.link(QUERY_ZONE)),
        NETWORK,
        QUERY_HOST,
        CLOSED,
    ),
    "blobs, public": ((clouds.account("Enabled"),), NETWORK, BLOB_HOST, OPEN),
    "blobs, private": ((*_BLOBS, clouds.link(BLOB_ZONE)), NETWORK, BLOB_HOST, OPEN),
    "blobs, private, from the internet": ((*_BLOBS, clouds.link(BLOB_ZONE)), INTERNET, BLOB_HOST, CLOSED),
    "blobs, a firewall": (
        (clouds.account("Enabled", networkRuleSet={"defaultAction": "Deny"}),),
        NETWORK,
        BLOB_HOST,
        CLOSED,
    ),
    "blobs, a firewall with a rule": (
        (
            clouds.account(
                "Enabled",
                networkRuleSet={
                    "defaultAction": "Deny",
                    "virtualNetworkRules": [{"virtualNetworkResourceId": f"{NETWORK}/subnets/nodes"}],
                },
            ),
        ),
        NETWORK,
        BLOB_HOST,
        OPEN,
    ),
}


@pytest.mark.parametrize("case", AZURE)
def test_a_name_of_azure_leads_where_its_private_dns_says(case: str) -> None:
    objects, network, host, door = AZURE[case]

    assert answer(network, host, objects, clouds.world()).door is door


AWS: dict[str, tuple[tuple[Object, ...], Door]] = {
    "no endpoint": ((), OPEN),
    "an endpoint that lets the VPC in": ((clouds.vpc_endpoint(), clouds.ingress()), OPEN),
    "an endpoint that lets nobody in": ((clouds.vpc_endpoint(),), CLOSED),
    "an endpoint without groups": ((clouds.vpc_endpoint(securityGroupIds=[]), clouds.ingress()), CLOSED),
    "an endpoint in no subnet": ((clouds.vpc_endpoint(subnetIds=[]), clouds.ingress()), NOTHING),
    "a part of the VPC": ((clouds.vpc_endpoint(), clouds.ingress(cidrIpv4="10.0.0.0/17")), CLOSED),
    "both halves of the VPC": (
        (
            clouds.vpc_endpoint(),
            clouds.ingress(cidrIpv4="10.0.0.0/17"),
            clouds.ingress("sgr-2", cidrIpv4="10.0.128.0/17"),
        ),
        OPEN,
    ),
    "another port": ((clouds.vpc_endpoint(), clouds.ingress(fromPort=80, toPort=80)), CLOSED),
    "another protocol": ((clouds.vpc_endpoint(), clouds.ingress(ipProtocol="udp")), CLOSED),
    "every protocol": ((clouds.vpc_endpoint(), clouds.ingress(ipProtocol="-1", fromPort=None, toPort=None)), OPEN),
    "another group's rule": ((clouds.vpc_endpoint(), clouds.ingress(securityGroupId="sg-2")), CLOSED),
    "the pods' group": (
        (clouds.vpc_endpoint(), clouds.ingress(cidrIpv4=None, referencedSecurityGroupId="sg-pods")),
        OPEN,
    ),
    "a group that is not the pods'": (
        (clouds.vpc_endpoint(), clouds.ingress(cidrIpv4=None, referencedSecurityGroupId="sg-x")),
        CLOSED,
    ),
    "a rule within the group": (
        (
            clouds.vpc_endpoint(),
            clouds.aws(
                "ec2/securityGroup:SecurityGroup",
                "sg-1",
                ingress=[{"protocol": "tcp", "fromPort": 0, "toPort": 1024, "cidrBlocks": ["10.0.0.0/8"]}],
            ),
        ),
        OPEN,
    ),
    "no private DNS": ((clouds.vpc_endpoint(privateDnsEnabled=False),), OPEN),
    "another VPC's endpoint": ((clouds.vpc_endpoint(vpcId="vpc-2"),), OPEN),
    "another service's endpoint": ((clouds.vpc_endpoint(serviceName="com.amazonaws.eu-west-1.sts"),), OPEN),
    "a gateway": ((clouds.vpc_endpoint(vpcEndpointType="Gateway"),), OPEN),
}


@pytest.mark.parametrize("case", AWS)
def test_a_name_of_aws_leads_where_its_endpoints_say(case: str) -> None:
    objects, door = AWS[case]

    assert answer(VPC, AMP_HOST, objects, clouds.world(vpc={"podSecurityGroups": ["sg-pods"]})).door is door


@pytest.mark.parametrize(("network", "host"), [(VPC, AMP_HOST), (NETWORK, GLOBAL_HOST), (NETWORK, AMP_HOST)])
def test_a_network_without_internet_reaches_no_public_address(network: str, host: str) -> None:
    shut = clouds.world(here={"internet": False}, vpc={"internet": False})

    assert answer(network, host, (), shut).door is NOTHING
    assert answer(network, host, (), clouds.world()).door is OPEN


def test_a_network_without_internet_reaches_private_endpoints() -> None:
    shut = clouds.world(here={"internet": False}, vpc={"internet": False})

    assert answer(VPC, AMP_HOST, (clouds.vpc_endpoint(), clouds.ingress()), shut).is_open
    assert answer(NETWORK, INGESTION_HOST, _PRIVATE, shut).is_open


def test_a_peered_network_reaches_an_endpoint() -> None:
    objects = (*_RECORDED, clouds.link(MONITOR_ZONE, ELSEWHERE))

    assert not answer(ELSEWHERE, INGESTION_HOST, objects, clouds.world()).is_open
    assert answer(ELSEWHERE, INGESTION_HOST, objects, clouds.world(here={"peers": [ELSEWHERE]})).is_open


def test_names_of_what_the_world_has_exist() -> None:
    names = {"theirs.westeurope-1.metrics.ingest.monitor.azure.com": {}, BLOB_HOST: {"public": False}}
    there = clouds.world(names=names)

    assert answer(NETWORK, "theirs.westeurope-1.metrics.ingest.monitor.azure.com", (), there).is_open
    assert answer(NETWORK, BLOB_HOST, (), there).door is CLOSED


def test_an_answer_says_by_which_way() -> None:
    said = str(answer(NETWORK, GLOBAL_HOST, (clouds.link(MONITOR_ZONE),), World()))

    assert said == f"nothing (NXDOMAIN: {MONITOR_ZONE} is linked to the network and has no record of it)"


def _theirs(access: str) -> World:
    return clouds.world(monitorWorkspaces={WORKSPACE: {"location": "westeurope", "publicNetworkAccess": access}})


def test_a_workspace_of_the_world_has_a_name_that_leads_to_it() -> None:
    (there,) = workspaces(_theirs("Enabled"))
    host = there.outputs["metrics"]["prometheusQueryEndpoint"].removeprefix("https://")
    private = (clouds.endpoint("p", WORKSPACE), clouds.records("p", QUERY_ZONE), clouds.link(QUERY_ZONE))

    assert answer(NETWORK, host, (), clouds.world()).door is NOTHING
    assert answer(NETWORK, host, (), _theirs("Enabled")).door is OPEN
    assert answer(NETWORK, host, (), _theirs("Disabled")).door is CLOSED
    assert answer(NETWORK, host, private, _theirs("Disabled")).door is OPEN
    assert answer(NETWORK, host, private[:1] + private[2:], _theirs("Enabled")).door is NOTHING
