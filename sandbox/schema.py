"""What the installed SDKs say against the inputs and outputs of a resource."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi
from pulumi.runtime import rpc

from sandbox import enumerations, sdk
from sandbox.values import is_list, is_map

UNKNOWN = rpc.UNKNOWN


def input_problems(token: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every property of the inputs that the type does not have, lacks or wants otherwise, as (path, reason)."""
    cls = sdk.resource_class(token)
    if cls is None:
        return []
    return list(_object_problems(sdk.arguments_class(cls), inputs, ""))


def _object_problems(cls: type, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    known = sdk.properties(cls)
    given = {key: item for key, item in value.items() if not key.startswith("__") and item is not None}
    for key in sorted(given.keys() - known.keys()):
        yield f"{path}{key}", f"is not a property of {cls.__name__.removesuffix('Args').removesuffix('Init')}"
    for key in sorted(sdk.required(cls) - given.keys()):
        yield f"{path}{key}", "is missing"
    for key in given.keys() & known.keys():
        yield from _value_problems(known[key], given[key], f"{path}{key}")


def _value_problems(expected: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if value == UNKNOWN or value is None or expected in (Any, object):
        return
    members = [m for m in sdk.members(expected) if m is not type(None)]
    if any(enumerations.is_closed(member) for member in members):
        members = [member for member in members if member is not str]
    attempts = [list(_member_problems(member, value, path)) for member in members]
    if attempts and all(attempts):
        yield from min(attempts, key=len)


def _member_problems(expected: Any, value: Any, path: str) -> Iterator[tuple[str, str]]:
    origin, parameters = typing.get_origin(expected), typing.get_args(expected)
    if expected in (Any, object) or _is_asset(expected):
        return
    if origin is typing.Literal:
        if value not in parameters:
            yield path, f"must be {' or '.join(map(str, parameters))}, is {value!r}"
    elif origin in (Sequence, list):
        if not is_list(value):
            yield path, f"must be a list, is {_kind(value)}"
            return
        for index, item in enumerate(value):
            yield from _value_problems(parameters[0], item, f"{path}[{index}]")
    elif origin in (Mapping, dict) or expected is dict:
        if not is_map(value):
            yield path, f"must be a map, is {_kind(value)}"
            return
        for key, item in value.items():
            yield from _value_problems(parameters[1] if parameters else Any, item, f"{path}.{key}")
    elif isinstance(expected, type) and sdk.is_input_type(expected):
        if not is_map(value):
            yield path, f"must be an object, is {_kind(value)}"
            return
        yield from _object_problems(expected, value, f"{path}.")
    elif isinstance(expected, type) and sdk.is_output_type(expected):
        if not is_map(value):
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
    return isinstance(value, {"int": int, "float": (int, float), "str": str}.get(getattr(expected, "__name__", ""), ()))


def _kind(value: Any) -> str:
    names = {"dict": "an object", "list": "a list", "str": "a string", "bool": "a boolean"}
    return names.get(type(value).__name__, "a number")


def output_problems(token: str, outputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every output that the SDK promises and that is missing or of another type, as (path, reason)."""
    promised = sdk.required_outputs(token)
    missing = [(name, "is missing") for name in promised if outputs.get(name) is None]
    return missing + [
        problem for name, hint in promised.items() for problem in _value_problems(hint, outputs.get(name), name)
    ]


def _output_object_problems(cls: type, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    known = sdk.output_types(cls)
    for key in sorted(value.keys() - known.keys()):
        yield f"{path}{key}", f"is not a property of {cls.__name__}"
    for key, hint in sdk.always_there(cls):
        if value.get(key) is None:
            yield f"{path}{key}", "is missing"
        yield from _value_problems(hint, value.get(key), f"{path}{key}")
