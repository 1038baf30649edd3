"""What holds for every resource of a whole stack, read from the engine's own state."""

import importlib
import inspect
import pkgutil
from typing import Any

import pulumi
import pytest

import components
from sandbox.engine import Sandbox

COMPONENT = "prometheus-stack:index:"


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every resource of the dev stack, by URN."""
    with Sandbox("dev", home=tmp_path_factory.mktemp("home"), say=lambda _: None) as box:
        box.up()
        return {resource["urn"]: resource for resource in box.state()["resources"]}


def _components() -> dict[str, type]:
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(components.__path__, "components.")]
    classes = [cls for module in modules for _, cls in inspect.getmembers(module, inspect.isclass)]
    return {f"{COMPONENT}{cls.__name__}": cls for cls in classes if issubclass(cls, pulumi.ComponentResource)}


def test_every_resource_belongs_to_a_component_and_bears_its_name(resources: dict[str, dict[str, Any]]) -> None:
    owned = [r for r in resources.values() if r["custom"] and not r["type"].startswith("pulumi:")]

    assert len(owned) > 70
    for resource in owned:
        parent = resources[resource["parent"]]
        if resource.get("external"):
            continue
        assert parent["type"].startswith(COMPONENT), resource["urn"]
        assert _name(resource).startswith(f"{_name(parent)}-"), resource["urn"]


def test_every_resource_has_a_provider_the_program_made(resources: dict[str, dict[str, Any]]) -> None:
    made = {_name(resources[r["provider"].rsplit("::", 1)[0]]) for r in resources.values() if r.get("provider")}

    assert made == {"cluster", "azure", "aws", "random"}


def test_components_register_what_they_promise(resources: dict[str, dict[str, Any]]) -> None:
    built = [r for r in resources.values() if r["type"].startswith(COMPONENT)]

    known = _components()
    for resource in built:
        # Names of outputs that the engine keeps are those given to register_outputs; empty ones are left out.
        promised = set(inspect.get_annotations(known[resource["type"]]))
        assert set(resource.get("outputs", {})) == promised, resource["urn"]


def test_the_tree_is_shallow(resources: dict[str, dict[str, Any]]) -> None:
    def depth(urn: str) -> int:
        parent = resources[urn].get("parent")
        return 1 + depth(parent) if parent else 0

    assert max(map(depth, resources)) <= 4, "stack / component / component / component / resource"


def test_secrets_are_encrypted_in_the_state(resources: dict[str, dict[str, Any]]) -> None:
    passwords = [r for r in resources.values() if r["type"].endswith("RandomPassword")]
    secrets = [r for r in resources.values() if r["type"] == "kubernetes:core/v1:Secret"]

    assert passwords
    assert secrets
    for resource in passwords:
        assert "ciphertext" in resource["outputs"]["result"]
    for resource in secrets:
        assert "ciphertext" in str(resource["inputs"]["stringData"])


def _name(resource: dict[str, Any]) -> str:
    return resource["urn"].rsplit("::", 1)[1]
