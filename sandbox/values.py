"""Reading plain values that may be shaped in any way."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard


def is_map(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def at(value: Any, *path: str) -> Any:
    """The value below nested maps; None where there is none."""
    for step in path:
        value = value.get(step) if is_map(value) else None
    return value


def fields(value: Any, *path: str) -> Mapping[str, Any]:
    """The map below nested maps; empty where there is none."""
    found = at(value, *path)
    return found if is_map(found) else {}


def items(value: Any, *path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The maps in the list below nested maps, with their places in it."""
    found = at(value, *path)
    for index, item in enumerate(found if is_list(found) else ()):
        if is_map(item):
            yield index, item


def texts(value: Any, *path: str) -> list[str]:
    """The strings in the list below nested maps."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, str)] if is_list(found) else []


def strings(value: Any) -> Iterator[str]:
    """Every string in a structure."""
    if isinstance(value, str):
        yield value
    elif is_map(value) or is_list(value):
        for part in value.values() if is_map(value) else value:
            yield from strings(part)


def changed_paths(old: Any, new: Any, path: str = "") -> list[str]:
    """Dotted paths at which two structures differ."""
    if not (is_map(old) and is_map(new)):
        return [] if old == new else [path]
    keys = sorted({*old, *new} - {"__defaults"})
    dot = f"{path}." if path else ""
    return [p for key in keys for p in changed_paths(old.get(key), new.get(key), f"{dot}{key}")]


def whole(value: Any) -> Any:
    """The structure with whole numbers as integers: protobuf knows none."""
    if is_map(value):
        return {key: whole(part) for key, part in value.items()}
    if is_list(value):
        return [whole(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
