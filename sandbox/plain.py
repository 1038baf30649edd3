"""Structures of plain values: what they hold, and where two of them differ."""

from collections.abc import Iterator, Mapping
from typing import Any, cast


def as_map(value: Any) -> dict[str, Any] | None:
    """The value where it is a map; else None."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_list(value: Any) -> list[Any] | None:
    """The value where it is a list; else None."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def strings(value: Any) -> Iterator[str]:
    """Every string in a structure."""
    if isinstance(value, str):
        yield value
    parts = as_map(value)
    for part in parts.values() if parts is not None else as_list(value) or []:
        yield from strings(part)


def at(value: Mapping[str, Any], path: str) -> Any:
    """What lies at a dotted path; None where nothing does."""
    found: Any = value
    for step in path.split("."):
        found = (as_map(found) or {}).get(step)
    return found


def changed_paths(old: Any, new: Any, path: str = "") -> list[str]:
    """Dotted paths at which two structures differ."""
    olds, news = as_map(old), as_map(new)
    if olds is None or news is None:
        return [] if old == new else [path]
    keys = sorted((olds.keys() | news.keys()) - {"__defaults"})
    dot = f"{path}." if path else ""
    return [p for key in keys for p in changed_paths(olds.get(key), news.get(key), f"{dot}{key}")]


def whole(value: Any) -> Any:
    """The structure with whole numbers as integers: protobuf knows none."""
    if (parts := as_map(value)) is not None:
        return {key: whole(part) for key, part in parts.items()}
    if (items := as_list(value)) is not None:
        return [whole(item) for item in items]
    return int(value) if isinstance(value, float) and value.is_integer() else value
