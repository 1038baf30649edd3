"""Nobody writes before the way is there: what the release and Thanos' pods wait for, through any number of others."""

import pytest

from components.azure.private_zones import BLOB_ZONE
from tests.recorder import Recorder
from tests.stack.program import RELEASE, custom, declared
from tests.stack.stacks import CLUSTERS, SPOKES, others_stores, stack, with_spokes

ROLE = "azure-native:authorization:RoleAssignment"
FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
LINK = "azure-native:privatedns:VirtualNetworkLink"
MEMBER = "azure-native:monitor:PrivateLinkScopedResource"
CONTAINER = "azure-native:storage:BlobContainer"
SECRET = "kubernetes:core/v1:Secret"
NAMESPACE = "kubernetes:core/v1:Namespace"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"

WAITED_FOR = {
    "azure": {ROLE, FEDERATION, MEMBER, RECORDS, LINK},
    "amp": {
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    },
    "thanos": {ROLE, FEDERATION, CONTAINER, RECORDS, LINK, SECRET},
}
"""Types that stand between Prometheus and a private store of a kind: all resources of them have to be there."""


def of_types(recorder: Recorder, types: set[str]) -> set[str]:
    """URNs of all resources of the types. Each type has one at least."""
    found = {urn: request.type for urn, request in custom(recorder).items() if request.type in types}
    assert set(found.values()) == types
    return set(found)


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("only", WAITED_FOR)
def test_the_release_is_installed_when_every_way_is_there(kind: str, only: str) -> None:
    recorder = declared(stack(kind, private=True, only=only))
    release = recorder.request(RELEASE, "prometheus-release")

    waits = recorder.behind(release.propertyDependencies["values"].urns)
    assert of_types(recorder, WAITED_FOR[only]) <= waits


def test_the_release_is_installed_when_thanos_takes_samples() -> None:
    recorder = declared(stack(only="thanos"))
    release = recorder.request(RELEASE, "prometheus-release")

    waits = {urn.rsplit("::", 1)[1] for urn in recorder.behind(release.propertyDependencies["values"].urns)}
    assert waits >= {
        "thanos-receive-ingestor-stateful-set",
        "thanos-receive-router-deployment",
        "thanos-ingress-receive",
    }


def test_the_release_waits_for_the_issuer_that_the_stack_makes_known() -> None:
    recorder = declared(stack("other", only="amp"))
    release = recorder.request(RELEASE, "prometheus-release")

    waits = recorder.behind(release.propertyDependencies["values"].urns)
    assert of_types(recorder, {"aws:iam/openIdConnectProvider:OpenIdConnectProvider"}) <= waits


def test_the_release_waits_for_definitions_namespace_and_secrets() -> None:
    recorder = declared(others_stores())
    release = recorder.request(RELEASE, "prometheus-release")

    values = recorder.behind(release.propertyDependencies["values"].urns)
    namespace = recorder.behind(release.propertyDependencies["namespace"].urns)
    assert of_types(recorder, {SECRET}) <= values
    assert of_types(recorder, {NAMESPACE}) <= namespace
    assert "operator-crds-release" in {urn.rsplit("::", 1)[1] for urn in values}


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("only", ["thanos", ""])
def test_no_pod_of_thanos_touches_the_bucket_before_it_may(kind: str, only: str) -> None:
    recorder = declared(stack(kind, private=True, only=only))
    of_its_own = (urn for urn in of_types(recorder, {ROLE, FEDERATION, CONTAINER, RECORDS}) if "::thanos-" in urn)
    needed = {*of_its_own, *(urn for urn in of_types(recorder, {LINK}) if BLOB_ZONE in urn)}

    pods = [request for request in custom(recorder).values() if request.type == STATEFUL_SET]
    assert (len(pods), len(needed)) == (3, 7)
    assert not [pod.name for pod in pods if not needed <= recorder.behind(pod.dependencies)]


@pytest.mark.parametrize("only", ["azure", "thanos"])
def test_who_needs_names_waits_for_the_links_of_all_networks(only: str) -> None:
    recorder = declared(with_spokes(only))
    needed = of_types(recorder, {LINK})

    waiting = {
        "prometheus-release": recorder.request(RELEASE, "prometheus-release").propertyDependencies["values"].urns
    }
    pods = [request for request in custom(recorder).values() if request.type == STATEFUL_SET]
    waiting |= {pod.name: pod.dependencies for pod in pods}
    assert len(needed) == (1 + len(SPOKES)) * {"azure": 6, "thanos": 1}[only]
    assert len(waiting) == {"azure": 1, "thanos": 4}[only]
    assert not [name for name, urns in waiting.items() if not needed <= recorder.behind(urns)]


@pytest.mark.parametrize("only", ["azure", "thanos"])
def test_a_network_is_linked_to_a_zone_that_holds_its_records(only: str) -> None:
    recorder = declared(with_spokes(only))
    records = of_types(recorder, {RECORDS})

    links = [custom(recorder)[urn] for urn in of_types(recorder, {LINK})]
    assert not [link.name for link in links if not records <= recorder.behind(link.dependencies)]


def test_thanos_is_exposed_when_controller_and_issuer_are_there() -> None:
    recorder = declared(stack(only="thanos"))
    ways_in = [custom(recorder)[urn] for urn in of_types(recorder, {"kubernetes:networking.k8s.io/v1:Ingress"})]

    for way_in in ways_in:
        waits = {urn.rsplit("::", 1)[1] for urn in recorder.behind(way_in.dependencies)}
        assert waits >= {"ingress-nginx-release", "cert-manager-release", "cert-manager-issuer"}
