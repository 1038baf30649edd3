"""Mistakes in a stack file, as sentences: which key, what is wrong, and the way out."""

import difflib
import re
import typing
from collections.abc import Iterator, Sequence
from typing import Any, cast

from pydantic_core import ErrorDetails

from stack.config.model import Model

Problem = tuple[str, str]
"""A key and what is wrong with it."""

_SAID_ONCE = "what is true of the network is said once, as"
MOVED = {
    ("backends", "privateLink"): f"{_SAID_ONCE} azure.privateLink",
    ("backends", "vpcEndpoint"): f"{_SAID_ONCE} aws.vpcEndpoint",
    ("azure", "location"): "the region of the network is looked up; leave it out",
}
"""Keys that were: a section and a key somewhere below it, and what to do now."""

_SENTENCES = {
    "missing": "is missing",
    "union_tag_not_found": "kind is missing",
    "string_type": "must be a string, in quotes",
    "int_type": "must be a whole number, without quotes",
    "bool_type": "must be true or false, without quotes",
    "list_type": "must be a list",
    "dict_type": "must be a map",
    "model_type": "must be a map",
    "model_attributes_type": "must be a map",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}


def problem_of(error: ErrorDetails, root: type[Model]) -> Problem:
    """pydantic's error as a key and a sentence. It repeats a union's tag in the path, which no stack file has."""
    path = [str(part) for part in error["loc"] if not re.fullmatch(r"<[a-z]+>", str(part))]
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            problem = unknown_key(path, known_keys(root, path[:-1]))
        case "union_tag_invalid":
            problem = f"kind must be one of {context['expected_tags']}, is {context['tag']!r}"
        case "less_than_equal":
            problem = f"must be at most {context['le']}, is {error['input']}"
        case "greater_than_equal":
            problem = f"must be at least {context['ge']}, is {error['input']}"
        case "literal_error":
            problem = f"must be {context['expected']}, is {error['input']!r}"
        case "value_error":
            problem = str(context["error"])
        case kind:
            problem = _SENTENCES.get(kind, error["msg"])
    if len(path) > 2 and path[0] == "backends":
        del path[2]
    # A check of several keys names the one to change: `replicas: must be …`.
    if named := re.match(r"([a-z][A-Za-z]*): (.*)", problem, re.DOTALL):
        path, problem = [*path, named[1]], named[2]
    return ".".join(path).removesuffix(".[key]"), problem


def unknown_key(path: Sequence[str], known: Sequence[str]) -> str:
    """What to write instead of a key that there is not: its new name, the nearest one, or those that there are."""
    if new := MOVED.get((path[0], path[-1])):
        return f"is not a known key here any more: {new}"
    if near := difflib.get_close_matches(path[-1], known, n=1):
        return f"is not a known key here; did you mean {near[0]}?"
    return f"is not a known key here; known: {', '.join(sorted(known))}"


def known_keys(root: type[Model], path: Sequence[str]) -> list[str]:
    """Keys that may stand at a path of pydantic's, which names a union's tag where it takes one."""
    models = [root]
    for step in path:
        fields = [
            field for model in models for name, field in model.model_fields.items() if _alias(field, name) == step
        ]
        tagged = [model for model in models if step in _tags(model)]
        if fields:
            models = [model for field in fields for model in _models(field.annotation)]
        elif tagged:
            models = tagged
    return [_alias(field, name) for model in models for name, field in model.model_fields.items()]


def _alias(field: Any, name: str) -> str:
    return field.alias or name


def _tags(model: type[Model]) -> tuple[Any, ...]:
    kind = model.model_fields.get("kind")
    return typing.get_args(kind.annotation) if kind else ()


def _models(annotation: Any) -> Iterator[type[Model]]:
    """The models in an annotation: those of a union, of a map's values, of a list's items."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a map; else nothing."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
