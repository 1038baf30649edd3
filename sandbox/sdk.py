"""What the installed SDKs know of a resource type: its class, its properties and their types."""

import functools
import importlib
import inspect
import types
import typing
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any

import pulumi
from pulumi import _types  # pyright: ignore[reportPrivateUsage] the SDKs' type information has no public door
from pulumi.runtime import rpc

from sandbox import enumerations

_SDKS = {"azure-native": "pulumi_azure_native", "aws": "pulumi_aws", "kubernetes": "pulumi_kubernetes"}
_SDKS["random"] = "pulumi_random"

is_input_type = _types.is_input_type
is_output_type = _types.is_output_type
output_types = _types.output_type_types
properties = functools.cache(_types.input_type_types)
"""Types of the inputs of an arguments class, by name."""


@functools.cache
def resource_class(token: str) -> type | None:
    """The SDK's class of a type token; None for a custom resource, whose type no SDK knows."""
    package, module, _ = token.split(":")
    if package == "pulumi":
        return None
    importlib.import_module(_SDKS[package])
    registry: Any = vars(rpc)["_RESOURCE_MODULES"]
    for registered in registry.get(f"{package}:{module}", []):
        info: Any = registered.mod_info
        if token in info["classes"]:
            return getattr(importlib.import_module(info["fqn"]), info["classes"][token])
    return None


def has_input(token: str, name: str) -> bool:
    """Whether a type has an input of that name; False for a type that no SDK knows."""
    cls = resource_class(token)
    return cls is not None and name in properties(arguments_class(cls))


@functools.cache
def arguments_class(cls: type) -> type:
    """The class of a resource's inputs."""
    module = importlib.import_module(cls.__module__)
    # Where a part of something else has the resource's name, `NameArgs` are that part's arguments.
    found = getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args", None)
    if found is None:
        raise LookupError(f"no arguments class of {cls.__name__}")
    return found


@functools.cache
def required(cls: type) -> frozenset[str]:
    """Inputs that an arguments class does not do without."""
    names = _types.input_type_py_to_pulumi_names(cls)
    parameters = inspect.signature(cls.__init__).parameters.values()
    return frozenset(names[p.name] for p in parameters if p.name in names and p.default is inspect.Parameter.empty)


def members(expected: Any) -> Iterator[Any]:
    """The types that a value may have: of a union each, of an Output none."""
    if typing.get_origin(expected) in (typing.Union, types.UnionType):
        for member in typing.get_args(expected):
            yield from members(member)
    elif typing.get_origin(expected) not in (Awaitable, pulumi.Output):
        yield expected


def required_outputs(token: str) -> dict[str, Any]:
    """Types of the outputs that the SDK declares as always there, by name."""
    cls = resource_class(token)
    return dict(always_there(cls)) if cls else {}


@functools.cache
def always_there(cls: type) -> tuple[tuple[str, Any], ...]:
    """Outputs that are never missing, and their types."""
    found: list[tuple[str, Any]] = []
    for _, name, prop in vars(_types)["_py_properties"](cls):
        # Modules have classes of one name: what one of them has resolved is not taken for the others'.
        hint = typing.get_type_hints(prop.fget, localns={}).get("return", Any)
        if typing.get_origin(hint) is pulumi.Output:
            hint = typing.get_args(hint)[0]
        if type(None) not in typing.get_args(hint):
            found.append((name, hint))
    return tuple(found)


def example(expected: Any, seed: str) -> Any:
    """A value of a type, the same for the same seed: stands for what a cloud would answer where nobody reads it."""
    member = next(members(expected), str)
    origin = typing.get_origin(member)
    if origin in (Sequence, list):
        return []
    if origin in (Mapping, dict) or member in (Any, object, dict):
        return {}
    if isinstance(member, type) and _types.is_output_type(member):
        return {name: example(hint, f"{seed}-{name}") for name, hint in always_there(member)}
    if enumerations.is_enumeration(member):
        return next(iter(member)).value
    return {"int": 0, "float": 0, "bool": False}.get(getattr(member, "__name__", ""), seed)
