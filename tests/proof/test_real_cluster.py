"""The whole program on a real API server: what `make demo CLUSTER=proof` does, and what a user with a cluster gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.engine import ROOT, Sandbox
from sandbox.kubernetes.api_server import ApiServer
from tests.proof.support.cluster.control_plane import ControlPlane
from tests.proof.support.processes import charts, tool

pytestmark = pytest.mark.proof

STACK = ROOT / "tests" / "stacks" / "thanos.yaml"
GIVEN = {"default", "kube-system", "kube-public", "kube-node-lease"}


def _namespaces(server: ApiServer) -> set[str]:
    return {one["metadata"]["name"] for one in server.objects("v1", "Namespace")} - GIVEN


def test_a_stack_is_built_stays_unchanged_and_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claim: Callable[[str, str, str], None]
) -> None:
    tool("helm")
    monkeypatch.setenv("CHARTS_DIR", str(charts()))
    monkeypatch.setenv("PRETENDED_PODS", "1")
    with ControlPlane() as cluster:
        for name, value in cluster.env.items():
            monkeypatch.setenv(name, value)
        server = ApiServer(cluster.kubeconfig)

        def sandbox() -> Sandbox:
            return Sandbox(str(STACK), home=tmp_path, say=lambda _: None, cluster=cluster.kubeconfig)

        with sandbox() as box:
            built = box.up()
        assert set(built) == {"create"}
        assert _namespaces(server) == {"monitoring", "thanos", "ingress-nginx", "cert-manager"}
        pods = {one["metadata"]["name"].split("-0")[0] for one in server.objects("v1", "Pod")}
        assert {"thanos-receive-ingestor", "thanos-store", "thanos-compact"} <= pods
        assert len(server.objects("cert-manager.io/v1", "ClusterIssuer")) == 1

        with sandbox() as box:
            assert box.up() == {"same": built["create"]}
        with sandbox() as box:
            assert set(box.refresh()) == {"same"}
        with sandbox() as box:
            box.destroy()
            assert not box.cloud.objects
        assert not _namespaces(server)
        kept = {
            one["metadata"]["name"] for one in server.objects("apiextensions.k8s.io/v1", "CustomResourceDefinition")
        }
        assert "prometheuses.monitoring.coreos.com" in kept, (
            "definitions outlive a stack: others' objects depend on them"
        )
    claim(
        "the program builds a stack on a real cluster, changes nothing the second time, and leaves only definitions",
        "kube-apiserver 1.35.4, helm 4.3.1",
        "make demo CLUSTER=proof",
    )


def test_a_break_is_caught_what_the_api_server_refuses_fails_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pulumi
    import pulumi_kubernetes as k8s
    from pulumi.automation import CommandError

    def program() -> None:
        provider = k8s.Provider("cluster", context="proof")
        # Nothing but the API server compares what a container asks for with what it may have.
        resources: k8s.core.v1.ResourceRequirementsArgsDict = {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}
        k8s.core.v1.Pod(
            "bad",
            metadata={"name": "bad"},
            spec={"containers": [{"name": "a", "image": "example.com/a", "resources": resources}]},
            opts=pulumi.ResourceOptions(provider=provider),
        )

    said: list[str] = []
    with ControlPlane() as cluster:
        options = {"home": tmp_path, "say": said.append, "cluster": cluster.kubeconfig, "program": program}
        with Sandbox(str(STACK), **options) as box, pytest.raises(CommandError):
            box.up()

    assert "must be less than or equal to cpu limit of 1" in "\n".join(said)
