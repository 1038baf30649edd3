"""Custom resources against the schemas of their own definitions, where the definitions lie at hand."""

import functools
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sandbox import sdk
from sandbox.kubernetes.fields import invalid, kind_of, untyped
from sandbox.rules import Request, Table
from sandbox.values import at, fields, is_map, items

RULES = Table("kubernetes")

TOOLS = Path(__file__).resolve().parents[2] / ".tools" / "share" / "definitions"
"""Definitions of `make tools`. They may also lie in the folder that SHARED_DIR names."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EVERYWHERE = ("apiVersion", "kind", "metadata")
_OPEN = "x-kubernetes-preserve-unknown-fields"


@RULES.rule(
    says="a custom resource that its definition does not describe (asked where the definition lies below the folder "
    "that SHARED_DIR names, or in .tools/share/definitions, and jsonschema is installed; without the CEL rules)",
    source="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation",
)
def _definition(request: Request) -> str | None:
    if sdk.resource_class(request.token) is not None:
        return None
    group, _, version = request.token.split(":")[1].partition("/")
    described = _described(folders(), group, version, kind_of(request.token))
    if described is None:
        return None
    body = {key: value for key, value in request.inputs.items() if key not in _EVERYWHERE}
    return next(_answers(request, described, body), None)


def folders() -> tuple[Path, ...]:
    """Where definitions may lie."""
    given = os.environ.get("SHARED_DIR")
    return (*([Path(given)] if given else []), TOOLS)


@functools.cache
def _described(places: tuple[Path, ...], group: str, version: str, kind: str) -> dict[str, Any] | None:
    """The schema of a version of a kind; None where no file at hand defines it."""
    wanted = re.compile(rf"^  group: {re.escape(group)}$[\s\S]*^    kind: {re.escape(kind)}$", re.MULTILINE)
    for path in (path for place in places for path in sorted(place.glob("**/*.y*ml"))):
        text = path.read_text(errors="replace")
        if "kind: CustomResourceDefinition" not in text or not wanted.search(text):
            continue
        for document in yaml.load_all(text, _Loader):
            named = (at(document, "spec", "group"), at(document, "spec", "names", "kind")) == (group, kind)
            for _, one in items(document, "spec", "versions") if named else ():
                if one.get("name") == version:
                    return _closed(fields(one, "schema", "openAPIV3Schema"))
    return None


def _closed(one: Mapping[str, Any]) -> dict[str, Any]:
    """A structural schema as JSON Schema, in which what is not named is refused; for a body without its metadata."""
    properties = {name: value for name, value in fields(one, "properties").items() if name not in _EVERYWHERE}
    required = [name for name in one.get("required", ()) if name in properties]
    return _strict({**one, "properties": properties, "required": required})


def _strict(one: Any) -> Any:
    if not is_map(one):
        return one
    strict = {key: value for key, value in one.items() if key not in ("properties", "items", "additionalProperties")}
    if strict.pop("x-kubernetes-int-or-string", False):
        strict["type"] = ["integer", "string"]
    if strict.pop("nullable", False) and "type" in strict:
        strict["type"] = [strict["type"], "null"]
    if properties := fields(one, "properties"):
        strict["properties"] = {name: _strict(value) for name, value in properties.items()}
        strict["additionalProperties"] = bool(one.get(_OPEN))
    if "items" in one:
        strict["items"] = _strict(one["items"])
    if "additionalProperties" in one:
        strict["additionalProperties"] = _strict(one["additionalProperties"])
    return strict


def _answers(request: Request, described: dict[str, Any], body: dict[str, Any]) -> Iterator[str]:
    """What an API server says of each mistake: what does not fit the schema's shape first, as it does."""
    try:
        import jsonschema
    except ImportError:
        return
    validator: Any = jsonschema.Draft202012Validator(described)
    errors: list[Any] = list(validator.iter_errors(body))
    for error in errors:
        path = _path(error.absolute_path)
        if error.validator == "additionalProperties":
            unknown = sorted(error.instance.keys() - error.schema.get("properties", {}).keys())
            yield untyped(request, f"{path}.{unknown[0]}: field not declared in schema")
        elif error.validator == "type":
            yield untyped(request, f"{path}: {error.message}")
    for error in errors:
        yield invalid(request, _path(error.absolute_path).lstrip(".") or "<nil>", f"Invalid value: {error.message}")


def _path(steps: Iterable[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
