"""The grammar of IAM documents: what AWS does not take at all."""

import json
from collections.abc import Mapping
from typing import Any, cast

Statement = Mapping[str, Any]

_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}


class Malformed(ValueError):
    """What AWS does not take for a document; its text says why."""


def parse(value: Any) -> list[Statement]:
    """Statements of a document. Raises Malformed where it is none."""
    try:
        document = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError) as error:
        raise Malformed(f"syntax errors in policy: {error}") from None
    if not isinstance(document, dict):
        raise Malformed("syntax errors in policy: it is no JSON object")
    statements = _items(cast(dict[str, Any], document).get("Statement"))
    if not statements:
        raise Malformed("it has no statement")
    for statement in statements:
        _check_grammar(statement)
    return statements


def statements_of(value: Any) -> list[Statement]:
    """Statements of a document that was checked before; none where there is no document."""
    try:
        return parse(value) if value else []
    except Malformed:
        return []


def listed(value: Any) -> list[str]:
    """An element's texts, of which a single one stands without brackets."""
    return [one for one in _items(value) if isinstance(one, str)]


def principals_of(statement: Statement, kind: str) -> list[str]:
    """Principals of a kind, such as AWS or Service, that a statement names."""
    principal = statement.get("Principal")
    return listed(cast(dict[str, Any], principal).get(kind, [])) if isinstance(principal, dict) else []


def _check_grammar(statement: Any) -> None:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    if not isinstance(statement, dict):
        raise Malformed("a statement is no JSON object")
    parts = cast(dict[str, Any], statement)
    if unknown := sorted(parts.keys() - _ELEMENTS):
        raise Malformed(f"unknown field {', '.join(unknown)}")
    if parts.get("Effect") not in ("Allow", "Deny"):
        raise Malformed("a statement's Effect must be Allow or Deny")
    if ("Action" in parts) == ("NotAction" in parts):
        raise Malformed("a statement must have either Action or NotAction")
    for element in ("Action", "NotAction", "Resource", "NotResource"):
        if element in parts and not _texts(parts[element]):
            raise Malformed(f"{element} must be one text or more")
    if not isinstance(parts.get("Sid", ""), str):
        raise Malformed("Sid must be a text")
    for element in ("Principal", "NotPrincipal"):
        if element in parts and not _is_principal(parts[element]):
            raise Malformed(f"{element} must be '*' or an object of texts")
    condition = parts.get("Condition", {})
    if not isinstance(condition, dict) or not all(map(_is_condition, cast(dict[str, Any], condition).values())):
        raise Malformed("Condition must be an object of operators, each an object of keys and values")


def _texts(value: Any) -> bool:
    return bool(value) and len(listed(value)) == len(_items(value))


def _is_principal(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, dict) and all(map(_texts, cast(dict[str, Any], value).values()))
    )


def _is_condition(block: Any) -> bool:
    if not isinstance(block, dict):
        return False
    values = cast(dict[str, Any], block).values()
    return all(isinstance(value, str | bool | int) for one in values for value in _items(one))


def _items(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
