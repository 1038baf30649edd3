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
