"""What depends on the platform that a cluster runs on, beside its tokens: control plane and load balancer."""

import typing
from typing import Any

import pytest

from components.cluster.ingress_nginx import LOAD_BALANCERS
from stack.platform import PLATFORMS, ClusterKind
from tests.stack.program import RELEASE, declared, values
from tests.stack.stacks import CLUSTERS, stack

MANAGED = {"aks": True, "eks": True, "arc": False, "other": False}
CONTROL_PLANE = ("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler")
AZURE = {"service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path": "/healthz"}
AWS = {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}
BALANCERS: dict[str, dict[str, Any]] = {"aks": AZURE, "eks": AWS, "arc": {}, "other": {}}


def test_every_kind_of_cluster_is_a_platform_and_tested() -> None:
    assert set(PLATFORMS) == set(typing.get_args(ClusterKind)) == set(CLUSTERS)


def test_a_cloud_that_makes_load_balancers_is_one_the_controller_knows() -> None:
    assert {platform.load_balancer for platform in PLATFORMS.values()} == {*LOAD_BALANCERS, ""}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_a_managed_control_plane_is_neither_scraped_nor_alerted_on(kind: str) -> None:
    found = values(declared(stack(kind)))

    assert {found[part]["enabled"] for part in CONTROL_PLANE} == {not MANAGED[kind]}
    assert set(found["defaultRules"]["rules"].values()) == {not MANAGED[kind]}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_the_load_balancer_is_annotated_for_the_cloud_that_makes_it(kind: str) -> None:
    controller = declared(stack(kind)).of_type(RELEASE)["ingress-nginx-release"]["values"]["controller"]

    assert controller["service"]["annotations"] == BALANCERS[kind]
