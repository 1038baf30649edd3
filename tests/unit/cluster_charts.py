"""Upstream's own data for the charts: values, schemas, definitions. Tests that need it skip where it is not there."""

import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

SHARED_DIR = os.environ.get("SHARED_DIR", "")
needs_charts = pytest.mark.skipif(
    not (Path(SHARED_DIR) / "data" / "VERSIONS.md").is_file(),
    reason="SHARED_DIR does not lead to the folder with the charts' values and schemas",
)


def chart_text(path: str) -> str:
    return (Path(SHARED_DIR) / "data" / path).read_text()


def chart_yaml(path: str) -> Any:
    return yaml.load(chart_text(path), Loader=yaml.CSafeLoader)


def packaged_text(chart: str, version: str, path: str) -> str:
    """A file of the chart as it is published."""
    with tarfile.open(Path(SHARED_DIR) / "data" / "charts" / f"{chart}-{version}.tgz") as package:
        content = package.extractfile(f"{chart}/{path}")
        assert content
        return content.read().decode()


def packaged_yaml(chart: str, version: str, path: str) -> Any:
    return yaml.load(packaged_text(chart, version, path), Loader=yaml.CSafeLoader)


def definition_schema(path: str, version: str) -> dict[str, Any]:
    """The schema of a custom resource, made strict: the API server drops unknown fields without a word."""
    versions = chart_yaml(path)["spec"]["versions"]
    return _strict(next(v for v in versions if v["name"] == version)["schema"]["openAPIV3Schema"])


def unknown_keys(values: dict[str, Any], defaults: dict[str, Any], path: str = "") -> list[str]:
    """Paths in `values` that a chart does not have; below an empty mapping of the chart everything is free."""
    found: list[str] = []
    for key, value in values.items():
        here = f"{path}.{key}".lstrip(".")
        if key not in defaults:
            found.append(here)
        elif isinstance(value, dict) and isinstance(defaults[key], dict) and defaults[key]:
            found += unknown_keys(value, defaults[key], here)
    return found


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: _strict(value) for key, value in schema.items()}
    if isinstance(strict.get("properties"), dict) and strict.get("type") == "object":
        strict.setdefault("additionalProperties", False)
    if strict.pop("x-kubernetes-int-or-string", False):
        strict.pop("type", None)
    return strict
