"""What holds for every component there is, found by walking the package."""

import importlib
import inspect
import json
import pkgutil
from types import ModuleType

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

import components

MODULES = [importlib.import_module(m.name) for m in pkgutil.walk_packages(components.__path__, "components.")]
COMPONENTS = sorted(
    {
        cls
        for module in MODULES
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, pulumi.ComponentResource) and cls.__module__ == module.__name__
    },
    key=lambda cls: cls.__name__,
)
SCHEMA = json.loads(str(ComponentProvider(COMPONENTS, "prometheus-stack").schema))


def test_components_stay_usable_from_other_languages() -> None:
    assert set(SCHEMA["resources"]) == {f"prometheus-stack:index:{cls.__name__}" for cls in COMPONENTS}


@pytest.mark.parametrize("cls", COMPONENTS, ids=lambda cls: cls.__name__)
def test_a_component_takes_name_args_and_options_and_says_what_it_offers(cls: type) -> None:
    assert list(inspect.signature(cls.__init__).parameters) == ["self", "name", "args", "opts"]
    resource = SCHEMA["resources"][f"prometheus-stack:index:{cls.__name__}"]
    assert resource["description"]
    assert resource["properties"], "a component nobody can build on"
    undescribed = [name for name, output in resource["properties"].items() if not output.get("description")]
    assert not undescribed


@pytest.mark.parametrize("cls", COMPONENTS, ids=lambda cls: cls.__name__)
def test_the_type_token_is_the_class_name(cls: type) -> None:
    assert f'super().__init__("prometheus-stack:index:{cls.__name__}", name, {{}}, opts)' in inspect.getsource(cls)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_module_says_what_it_is_in_one_sentence(module: ModuleType) -> None:
    documentation = inspect.getdoc(module)

    assert str(module.__file__).endswith("__init__.py") or (documentation and "\n\n" not in documentation)
