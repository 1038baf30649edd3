"""The simulated clouds refuse what the real ones refuse, and answer as completely."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import engine, schema, sdk
from sandbox.cloud import Cloud, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.provider import Kubernetes
from sandbox.package import Package
from sandbox.providers import PACKAGES
from sandbox.random import Random
from sandbox.values import changed_paths

CONFIG = {"subscriptionId": "s", "region": "eu-west-1", "context": "c", "allowedAccountIds": '["123456789012"]'}
RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"


def open_(package: type[Package], path: Path, fail: str | None = None) -> Any:
    opened = package(Cloud.load(path / "cloud.jsonl"), FailureSwitch(fail))
    opened.config = dict(CONFIG)
    return opened


@pytest.fixture
def cluster(tmp_path: Path) -> Kubernetes:
    return open_(Kubernetes, tmp_path)


def namespace(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


@pytest.mark.parametrize(
    ("token", "inputs", "problem"),
    [
        ("aws:amp/workspace:Workspace", {"aliass": "x"}, ("aliass", "is not a property of Workspace")),
        ("aws:amp/workspace:Workspace", {"alias": 5}, ("alias", "must be str, is a number")),
        ("aws:amp/workspace:Workspace", {"tags": {"a": 1}}, ("tags.a", "must be str, is a number")),
        ("aws:amp/workspaceConfiguration:WorkspaceConfiguration", {}, ("workspaceId", "is missing")),
        (
            "azure-native:monitor:DataCollectionEndpoint",
            {"resourceGroupName": "g", "networkAcls": {"public": "x"}},
            ("networkAcls.public", "is not a property of DataCollectionEndpointNetworkAcls"),
        ),
        (
            "kubernetes:apps/v1:Deployment",
            {"spec": {"selector": {}, "template": {"spec": {"containers": [{"name": "a", "imagee": "b"}]}}}},
            ("spec.template.spec.containers[0].imagee", "is not a property of Container"),
        ),
        (
            "kubernetes:apps/v1:Deployment",
            {"spec": {"selector": {}, "template": {"spec": {"containers": [{}]}}}},
            ("spec.template.spec.containers[0].name", "is missing"),
        ),
        ("kubernetes:core/v1:Secret", {"kind": "Sekret"}, ("kind", "must be Secret, is 'Sekret'")),
        (RELEASE, {"chart": "x", "timeout": True}, ("timeout", "must be int, is a boolean")),
    ],
)
def test_properties_that_a_type_does_not_have_are_refused(
    token: str, inputs: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert problem in schema.input_problems(token, inputs)


def test_a_value_that_is_not_known_yet_is_no_mistake() -> None:
    assert not schema.input_problems("aws:amp/workspace:Workspace", {"alias": schema.UNKNOWN, "tags": schema.UNKNOWN})


@pytest.mark.parametrize("token", [token for package in PACKAGES for token in package.types])
def test_outputs_are_as_complete_as_the_sdk_promises(token: str, tmp_path: Path) -> None:
    package = open_(next(p for p in PACKAGES if p.name == token.split(":")[0]), tmp_path)
    cls = sdk.resource_class(token)
    assert cls is not None, "a type the SDK does not have"
    arguments = sdk.arguments_class(cls)
    inputs = {name: sdk.example(hint, name) for name, hint in sdk.properties(arguments).items()}

    outputs = package.outputs(token, "/subscriptions/s/x/y", {**inputs, "length": 8})

    computed = {name: value for name, value in outputs.items() if name not in inputs}
    assert not [p for p in schema.output_problems(token, computed) if p[0].split(".")[0].split("[")[0] not in inputs]


def test_a_second_object_of_one_name_is_refused(cluster: Kubernetes) -> None:
    cluster.create(NAMESPACE, namespace("a"))

    with pytest.raises(Refused, match="already exists"):
        cluster.create(NAMESPACE, namespace("a"))


def test_an_object_needs_its_namespace(cluster: Kubernetes) -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "a"}}
    with pytest.raises(Refused, match='namespaces "a" not found'):
        cluster.create("kubernetes:core/v1:Secret", secret)
    held = cluster.create(NAMESPACE, namespace("a"))
    made = cluster.create("kubernetes:core/v1:Secret", secret)

    with pytest.raises(Refused, match="still holds Secret a/s"):
        cluster.delete(held)
    cluster.delete(made)
    cluster.delete(held)
    assert not cluster.cloud.objects


def test_a_custom_resource_needs_its_definition(cluster: Kubernetes) -> None:
    metadata = {"apiVersion": "cert-manager.io/v1", "kind": "ClusterIssuer", "metadata": {"name": "acme"}}
    issuer = {**metadata, "spec": {"selfSigned": {}}}
    token = "kubernetes:cert-manager.io/v1:ClusterIssuer"
    with pytest.raises(Refused, match="no matches for kind"):
        cluster.create(token, issuer)
    cluster.create(NAMESPACE, namespace("cert-manager"))
    chart = {"chart": "oci://quay.io/jetstack/charts/cert-manager", "name": "cm", "namespace": "cert-manager"}
    release = cluster.create(RELEASE, chart)
    cluster.create(token, issuer)

    with pytest.raises(Refused, match=r"definitions of cert-manager\.io are still needed"):
        cluster.delete(release)


def test_an_object_name_the_api_server_does_not_take_is_refused(cluster: Kubernetes) -> None:
    with pytest.raises(Refused, match="is no name of up to 63"):
        cluster.create(NAMESPACE, namespace("Not_A_Name"))


def test_what_was_made_is_remembered(tmp_path: Path) -> None:
    made = open_(Random, tmp_path).create("random:index/randomPassword:RandomPassword", {"length": 20})

    remembered = Cloud.load(tmp_path / "cloud.jsonl").objects

    assert remembered[made.key].outputs["result"] == made.outputs["result"]


def test_the_nth_create_of_a_type_fails(tmp_path: Path) -> None:
    cluster = open_(Kubernetes, tmp_path, fail="Namespace:2")
    cluster.create(NAMESPACE, namespace("a"))

    with pytest.raises(Refused, match="simulated failure"):
        cluster.create(NAMESPACE, namespace("b"))
    cluster.create(NAMESPACE, namespace("c"))
    assert {one.id for one in cluster.cloud.objects.values()} == {"a", "c"}


def test_differences_are_found_at_any_depth() -> None:
    old = {"spec": {"replicas": 1, "selector": {"a": "b"}}, "kept": [1]}
    new = {"spec": {"replicas": 2, "selector": {"a": "c"}}, "kept": [1], "added": True}

    assert changed_paths(old, new) == ["added", "spec.replicas", "spec.selector.a"]


def test_a_run_of_the_program_leaves_the_imports_of_others_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    def imported() -> dict[str, Any]:
        return {name: module for name, module in sys.modules.items() if name.split(".")[0] in engine.PROGRAM_PACKAGES}

    importlib.import_module("stack.config.backends")
    monkeypatch.delitem(sys.modules, "stack.network", raising=False)
    monkeypatch.setattr(engine.runpy, "run_path", lambda *_, **__: importlib.import_module("stack.network"))
    before = imported()

    with engine.freshly_imported():
        engine.run_program()
        assert "stack.network" in imported()
        assert not [name for name, module in imported().items() if module is before.get(name)]
    assert imported() == before
