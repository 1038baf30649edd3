"""What renovate.json matches: its custom managers, over the files that they name."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION: dict[str, Any] = json.loads((ROOT / "renovate.json").read_text())
_LEFT_OUT = {"venv", "__pycache__", "node_modules"}


@dataclass(frozen=True)
class Pin:
    """One version as a manager found it."""

    manager: str
    """The manager's description."""
    package: str
    """What is looked up: a package, image or module."""
    datasource: str
    registry: str
    """Address of the registry; empty where the datasource has one of its own."""
    start: int
    end: int
    """Where in the file the matched text stands."""


def managers() -> list[dict[str, Any]]:
    return CONFIGURATION["customManagers"]


def files() -> list[str]:
    """Every file of the repository, as Renovate names it."""
    found: list[str] = []
    for folder, folders, names in os.walk(ROOT):
        at = Path(folder).relative_to(ROOT)
        folders[:] = [f for f in folders if f not in _LEFT_OUT and (not f.startswith(".") or f == ".github")]
        found += [(at / name).as_posix() for name in names]
    return sorted(found)


def named(manager: Mapping[str, Any], all_files: list[str]) -> list[str]:
    """The files that a manager's patterns match."""
    patterns = [_pattern(text.strip("/")) for text in manager["managerFilePatterns"]]
    return [file for file in all_files if any(pattern.search(file) for pattern in patterns)]


def pins(manager: Mapping[str, Any], text: str) -> Iterator[Pin]:
    """What a manager finds in the text of a file that it names."""
    for expression in manager["matchStrings"]:
        for match in _pattern(expression).finditer(text):
            groups = {name: value or "" for name, value in match.groupdict().items()}

            def value(field: str, groups: dict[str, str] = groups) -> str:
                template = manager.get(f"{field}Template")
                return _rendered(template, groups) if template else groups.get(field, "")

            assert value("currentValue"), f"{manager['description']}: no version in {match[0]!r}"
            package = value("packageName") or value("depName")
            yield Pin(manager["description"], package, value("datasource"), value("registryUrl"), *match.span())


def unmatched(file: str, text: str, versions: Iterator[tuple[int, str]], by: list[dict[str, Any]]) -> list[str]:
    """Versions, given with where they stand, that not exactly one of the managers matches."""
    found = [pin for manager in by if named(manager, [file]) for pin in pins(manager, text)]
    return [
        f"{file}: {version} is matched by {counted or 'no manager'}"
        for at, version in versions
        if len(counted := [pin.manager for pin in found if pin.start <= at < pin.end]) != 1
    ]


def _pattern(expression: str) -> re.Pattern[str]:
    """A regular expression of JavaScript's, whose named groups look different."""
    return re.compile(re.sub(r"\(\?<(?=[a-zA-Z])", "(?P<", expression))


def _rendered(template: str, groups: Mapping[str, str]) -> str:
    return re.sub(r"\{\{\{(\w+)\}\}\}", lambda name: groups[name[1]], template)
