"""What stands in the parts of a rule file, and what is wrong with one."""

from collections.abc import Mapping
from typing import Any, cast

from components.azure.durations import DurationError, seconds

LACKING = ("limit", "query_offset", "partial_response_strategy", "keep_firing_for")
"""Keys of Prometheus and Thanos that rules in Azure do not have."""
Part = Mapping[str, Any]


class WrongField(ValueError):
    """What is wrong with a part of a file, with its key."""


def check_keys(part: Part, known: tuple[str, ...]) -> None:
    for key in part:
        if key in LACKING:
            raise WrongField(f"{key}: rules in Azure have no such thing; leave it out")
        if key not in known:
            raise WrongField(f"{key}: is not a known key here; known: {', '.join(known)}")


def text(part: Part, key: str) -> str:
    value = part.get(key)
    if not isinstance(value, str) or not value.strip():
        raise WrongField(f"{key}: is missing or no text")
    return value.strip()


def texts(part: Part, key: str) -> dict[str, str]:
    value: object = part.get(key) or {}
    found = mapping(value)
    if not isinstance(value, Mapping) or not all(isinstance(item, str) for item in found.values()):
        raise WrongField(f"{key}: must be a map of texts")
    return {**found}


def seconds_of(part: Part, key: str) -> int:
    """Nought where the key is left out, or is that."""
    if key not in part:
        return 0
    try:
        return seconds(text(part, key))
    except DurationError as error:
        raise WrongField(f"{key}: {error}") from None


def mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
