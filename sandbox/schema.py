"""What the installed SDKs say of a resource type: its properties, which are required, and their types."""

import functools
import importlib
import inspect
import types
import typing
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any

import pulumi
from pulumi import _types
from pulumi.runtime import rpc

from sandbox import enumerations

UNKNOWN = rpc.UNKNOWN
_SDKS = {"azure-native": "pulumi_azure_native", "aws": "pulumi_aws", "kubernetes": "pulumi_kubernetes"}
_SDKS["random"] = "pulumi_random"


@functools.cache
def resource_class(token: str) -> type | None:
    """The SDK's class of a type token; None for a custom resource, whose type no SDK knows."""
    package, module, _ = token.split(":")
    if package == "pulumi":
        return None
    importlib.import_module(_SDKS[package])
    for registered in rpc._RESOURCE_MODULES.get(f"{package}:{module}", []):
        info: Any = registered.mod_info  # pyright: ignore[reportAttributeAccessIssue]
        if token in info["classes"]:
            return getattr(importlib.import_module(info["fqn"]), info["classes"][token])
    return None


def input_problems(token: str, inputs: dict[str, Any]) -> list[tuple[str, str]]:
    """Every property of the inputs that the type does not have, lacks or wants otherwise, as (path, reason)."""
    cls = resource_class(token)
    if cls is None:
        return []
    return list(_object_problems(_arguments_class(cls), inputs, ""))


def has_input(token: str, name: str) -> bool:
    """Whether a type has an input of that name; False for a type that no SDK knows."""
    cls = resource_class(token)
    return cls is not None and name in _properties(_arguments_class(cls))


@functools.cache
def _arguments_class(cls: type) -> type:
    module = importlib.import_module(cls.__module__)
    # Where a part of something else has the resource's name, `NameArgs` are that part's arguments.
    found = getattr(module, f"{cls.__name__}InitArgs", None) or getattr(module, f"{cls.__name__}Args", None)
    if found is None:
        raise LookupError(f"no arguments class of {cls.__name__}")
    return found


@functools.cache
def _required(cls: type) -> frozenset[str]:
    names = _types.input_type_py_to_pulumi_names(cls)
    parameters = inspect.signature(cls.__init__).parameters.values()
    return frozenset(names[p.name] for p in parameters if p.name in names and p.default is inspect.Parameter.empty)


_properties = functools.cache(_types.input_type_types)


def _object_problems(cls: type, value: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    known = _properties(cls)
    given = {key: item for key, item in value.items() if not key.startswith("__") and item is not None}
    for key in sorted(given.keys() - known.keys()):
        yield f"{path}{key}", f"is not a property of {cls.__name__.removesuffix('Args').removesuffix('Init')}"
    for key in sorted(_required(cls) - given.keys()):
        yield f"{path}{key}", "is missing"
    for key in given.keys() & known.keys():
        yield from _value_problems(known[key], given[key], f"{path}{key}")


def _value_problems(expected: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if value == UNKNOWN or value is None or expected in (Any, object):
        return
    members = [m for m in _members(expected) if m is not type(None)]
    if any(enumerations.is_closed(member) for member in members):
        members = [member for member in members if member is not str]
    attempts = [list(_member_problems(member, value, path)) for member in members]
    if attempts and all(attempts):
        yield from min(attempts, key=len)


def _members(expected: Any) -> Iterator[Any]:
    if typing.get_origin(expected) in (typing.Union, types.UnionType):
        for member in typing.get_args(expected):
            yield from _members(member)
    elif typing.get_origin(expected) not in (Awaitable, pulumi.Output):
        yield expected


def _member_problems(expected: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    origin, parameters = typing.get_origin(expected), typing.get_args(expected)
    if expected in (Any, object) or _is_asset(expected):
        return
    if origin is typing.Literal:
        if value not in parameters:
            yield path, f"must be {' or '.join(map(str, parameters))}, is {value!r}"
    elif origin in (Sequence, list):
        if not isinstance(value, list):
            yield path, f"must be a list, is {_kind(value)}"
            return
        for index, item in enumerate(value):
            yield from _value_problems(parameters[0], item, f"{path}[{index}]")
    elif origin in (Mapping, dict) or expected is dict:
        if not isinstance(value, dict):
            yield path, f"must be a map, is {_kind(value)}"
            return
        for key, item in value.items():
            yield from _value_problems(parameters[1] if parameters else Any, item, f"{path}.{key}")
    elif isinstance(expected, type) and _types.is_input_type(expected):
        if not isinstance(value, dict):
            yield path, f"must be an object, is {_kind(value)}"
            return
        yield from _object_problems(expected, value, f"{path}.")
    elif isinstance(expected, type) and _types.is_output_type(expected):
        if not isinstance(value, dict):
            yield path, f"must be an object, is {_kind(value)}"
            return
        yield from _output_object_problems(expected, value, f"{path}.")
    elif enumerations.is_enumeration(expected):
        if not enumerations.takes(expected, value):
            yield path, f"must be one of {', '.join(str(m.value) for m in expected)}, is {value!r}"
    elif not _is_scalar(expected, value):
        yield path, f"must be {getattr(expected, '__name__', expected)}, is {_kind(value)}"


def _is_asset(expected: Any) -> bool:
    return isinstance(expected, type) and issubclass(expected, pulumi.Asset | pulumi.Archive)


def _is_scalar(expected: Any, value: Any) -> bool:
    if isinstance(value, bool) or expected is bool:
        return isinstance(value, bool) and expected is bool
    return isinstance(value, {int: int, float: (int, float), str: str}.get(expected, ()))


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}.get(type(value), "a number")


def output_problems(token: str, outputs: dict[str, Any]) -> list[tuple[str, str]]:
    """Every output that the SDK promises and that is missing or of another type, as (path, reason)."""
    promised = required_outputs(token)
    missing = [(name, "is missing") for name in promised if outputs.get(name) is None]
    return missing + [
        problem for name, hint in promised.items() for problem in _value_problems(hint, outputs.get(name), name)
    ]


def _output_object_problems(cls: type, value: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    known = _types.output_type_types(cls)
    for key in sorted(value.keys() - known.keys()):
        yield f"{path}{key}", f"is not a property of {cls.__name__}"
    for key, hint in _always_there(cls):
        if value.get(key) is None:
            yield f"{path}{key}", "is missing"
        yield from _value_problems(hint, value.get(key), f"{path}{key}")


def required_outputs(token: str) -> dict[str, Any]:
    """Types of the outputs that the SDK declares as always there, by name."""
    cls = resource_class(token)
    return dict(_always_there(cls)) if cls else {}


@functools.cache
def _always_there(cls: type) -> tuple[tuple[str, Any], ...]:
    found: list[tuple[str, Any]] = []
    for _, name, prop in _types._py_properties(cls):
        hint = typing.get_type_hints(prop.fget).get("return", Any)
        if typing.get_origin(hint) is pulumi.Output:
            hint = typing.get_args(hint)[0]
        if type(None) not in typing.get_args(hint):
            found.append((name, hint))
    return tuple(found)


def example(expected: Any, seed: str) -> Any:
    """A value of a type, the same for the same seed: stands for what a cloud would answer where nobody reads it."""
    member = next(_members(expected), str)
    origin = typing.get_origin(member)
    if origin in (Sequence, list):
        return []
    if origin in (Mapping, dict) or member in (Any, object, dict):
        return {}
    if isinstance(member, type) and _types.is_output_type(member):
        return {name: example(hint, f"{seed}-{name}") for name, hint in _always_there(member)}
    if enumerations.is_enumeration(member):
        return next(iter(member)).value
    return {int: 0, float: 0, bool: False}.get(member, seed)
