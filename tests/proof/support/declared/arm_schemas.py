"""Azure Resource Manager's own schemas of its resources, and bodies as the provider sends them there."""

import functools
import inspect
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from sandbox import sdk
from tests.proof.support.declared.declarations import Declared

# Of templates, not of what the API takes: an expression stands in brackets.
EXPRESSION = {"definitions": {"expression": {"type": "string", "pattern": r"^\[.*\]$"}}}
REGISTRY: Registry[Any] = Registry().with_resource(
    "https://schema.management.azure.com/schemas/common/definitions.json", Resource(EXPRESSION, DRAFT4)
)
RENAMED = {"enableHttpsTrafficOnly": "supportsHttpsTrafficOnly", "odataType": "odata.type"}
"""Properties that the SDK calls otherwise than the API."""
BEFORE = ("scope", "resourceUri")
"""Properties that are the first part of an id."""
PREVIEW_STREAMS = ("Microsoft-PrometheusMetrics", "Microsoft-ContainerInsights-Group-Default")
"""Streams of data collection rules for Prometheus and for containers, which the schema's enumeration lacks
(https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-remote-write,
https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-data-collection-configure)."""


class MissingSchema(LookupError):
    """Nobody has brought the schema of a type in the version that the SDK uses."""


def folder() -> Path | None:
    """Where the schemas are, by API version; None where nobody has brought them."""
    path = Path(os.environ.get("SHARED_DIR", "")) / "data" / "arm"
    return path if os.environ.get("SHARED_DIR") and path.is_dir() else None


def problems(one: Declared) -> list[str]:
    """What Azure's schema says against a resource as it was declared, each with its path."""
    document, definition = _definition(one)
    body = _body(one, document, definition)
    validator = jsonschema.Draft4Validator({**document, **definition}, registry=REGISTRY)
    return [
        f"{'.'.join(str(step) for step in error.absolute_path)}: {error.message}"
        for top in validator.iter_errors(body)
        for error in _deepest(top)
        if error.instance not in PREVIEW_STREAMS
    ]


def _deepest(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """Of a choice between a definition and an expression only the definition's errors tell anything."""
    choices = [e for e in error.context or [] if e.schema != EXPRESSION["definitions"]["expression"]]
    if not choices:
        yield error
    for choice in choices:
        yield from _deepest(choice)


def _definition(one: Declared) -> tuple[dict[str, Any], dict[str, Any]]:
    provider, *segments = one.id.rpartition("/providers/")[2].split("/")
    document = _document(provider, _api_version(one.token), "_".join(segments[::2]))
    known = {**document.get("extension_resourceDefinitions", {}), **document["resourceDefinitions"]}
    return document, known["_".join(segments[::2])]


@functools.cache
def _document(provider: str, api_version: str, resource: str) -> dict[str, Any]:
    root = folder()
    assert root is not None
    for path in sorted((root / api_version).glob(f"{provider}*.json")):
        document = json.loads(path.read_text())
        for definition in document.get("definitions", {}).values():
            if definition.get("oneOf") and not definition.get("properties"):
                # Of a type that comes in several kinds: that what a kind adds is an object, which no kind keeps to.
                definition.pop("additionalProperties", None)
        if resource in {**document.get("extension_resourceDefinitions", {}), **document["resourceDefinitions"]}:
            return document
    raise MissingSchema(f"no schema of {provider} {resource} in version {api_version}")


@functools.cache
def _api_version(token: str) -> str:
    """The version that the SDK's class says it uses."""
    cls = sdk.resource_class(token)
    assert cls is not None
    return re.findall(r"Uses Azure REST API version ([0-9a-z-]+)\.", inspect.getsource(cls))[0]


def _body(one: Declared, document: Mapping[str, Any], definition: Mapping[str, Any]) -> dict[str, Any]:
    path = {segment.lower() for segment in one.id.split("/")}
    inputs = {
        RENAMED.get(key, key): value
        for key, value in one.inputs.items()
        if not (isinstance(value, str) and value.lower() in path) and key not in BEFORE and not key.startswith("__")
    }
    known = definition["properties"]
    own = {"apiVersion": known["apiVersion"]["enum"][0], "type": known["type"]["enum"][0], "properties": {}}
    return {**own, "name": _name(one.id, known["name"]), **_shaped(inputs, definition, document)}


def _name(id_: str, definition: Mapping[str, Any]) -> str:
    """The names of a child's parents are part of its own, where the schema's pattern says so."""
    names = id_.rpartition("/providers/")[2].split("/")[2::2]
    return "/".join(names) if "*/" in str(definition) else names[-1]


def _shaped(value: Any, definition: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """A value as the API takes it: the SDK leaves out the level `properties` that ARM puts around most of them."""
    definition = _resolved(definition, document, value)
    if isinstance(value, list):
        return [_shaped(item, definition.get("items", {}), document) for item in value]
    if not isinstance(value, dict) or not definition.get("properties"):
        return value
    own = definition["properties"]
    value = {RENAMED.get(key, key): item for key, item in value.items()}
    inner = _resolved(own["properties"], document).get("properties", {}) if "properties" in own else {}
    here = {key: _shaped(item, own.get(key, {}), document) for key, item in value.items() if key not in inner}
    below = {key: _shaped(item, inner[key], document) for key, item in value.items() if key in inner}
    if unknown := sorted(here.keys() - own.keys()):
        raise LookupError(f"{', '.join(unknown)}: no such property, neither at the top nor in `properties`")
    return {**here, "properties": below} if below else here


def _resolved(definition: Mapping[str, Any], document: Mapping[str, Any], value: Any = None) -> Mapping[str, Any]:
    """The definition behind a reference; of a choice the one that is no expression, and that the value says it is."""
    if "$ref" in definition:
        return _resolved(document["definitions"][definition["$ref"].rpartition("/")[2]], document, value)
    choices = [one for one in definition.get("oneOf", []) if "definitions.json" not in one.get("$ref", "")]
    found = [_resolved(choice, document, value) for choice in choices]
    return next((one for one in found if _says_it_is(value, one)), found[0] if found else definition)


def _says_it_is(value: Any, definition: Mapping[str, Any]) -> bool:
    """Whether what a value says of its own type is what the definition has for it."""
    said = {RENAMED.get(key, key): item for key, item in value.items()} if isinstance(value, dict) else {}
    kinds = {key: one["enum"] for key, one in definition.get("properties", {}).items() if "enum" in one}
    return all(said.get(key) in kind for key, kind in kinds.items() if key in said)
