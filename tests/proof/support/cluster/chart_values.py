"""Which values of a release its chart reads: those its values.yaml declares, and those that change what it renders."""

import copy
import functools
import tarfile
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tests.proof.support.cluster import helm
from tests.proof.support.declared.declarations import Declared

Path = tuple[str, ...]
Values = dict[str, Any]


def unread(release: Declared, values: Values | None = None) -> list[str]:
    """Paths of values that the chart's values.yaml does not declare and that change nothing when taken out."""
    given = release.inputs.get("values", {}) if values is None else values
    defaults = chart_defaults(helm.chart_file(release))
    undeclared = [path for path in leaves(given) if not _declares(defaults, path)]
    if not undeclared:
        return []
    everything = helm.rendered(release, given)
    assert everything == helm.rendered(release, given), f"{release.id}: the chart renders something else every time"
    return [".".join(path) for path in undeclared if helm.rendered(release, without(given, path)) == everything]


def leaves(values: Mapping[str, Any], above: Path = ()) -> Iterator[Path]:
    """Paths of what is no map, or an empty one. A list is one value: the API server checks what is in it."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key)


def without(values: Values, path: Path) -> Values:
    """A copy that lacks one path."""
    left = copy.deepcopy(values)
    at = left
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return left


@functools.cache
def chart_defaults(packaged: str) -> Values:
    """Values.yaml of a packaged chart, with those of its dependencies under their names."""
    with tarfile.open(packaged) as archive:
        files = {one.name: one for one in archive if one.name.endswith(("/values.yaml", "/Chart.yaml"))}
        read = {name: yaml.load(archive.extractfile(one) or b"", yaml.CSafeLoader) or {} for name, one in files.items()}
    root = min(read, key=len).split("/")[0]
    return _with_dependencies(read, root)


def _with_dependencies(files: Mapping[str, Values], folder: str) -> Values:
    own = files.get(f"{folder}/values.yaml", {})
    for dependency in files[f"{folder}/Chart.yaml"].get("dependencies", []):
        below = f"{folder}/charts/{dependency['name']}"
        if f"{below}/Chart.yaml" in files:
            name = dependency.get("alias", dependency["name"])
            own = _merged(own, {name: _with_dependencies(files, below)})
    return own


def _merged(first: Values, second: Values) -> Values:
    """The first, with what only the second has."""
    both = {key: _merged(first[key], second[key]) for key in first.keys() & second.keys() if _maps(first, second, key)}
    return {**second, **first, **both}


def _maps(first: Values, second: Values, key: str) -> bool:
    return isinstance(first[key], dict) and isinstance(second[key], dict)


def _declares(defaults: Values, path: Path) -> bool:
    at: Any = defaults
    for key in path:
        if not isinstance(at, dict) or key not in at:
            return False
        at = at[key]
    return True
