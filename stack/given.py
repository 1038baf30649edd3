"""What the configuration's checks have found to be there."""

from typing import TypeVar

T = TypeVar("T")


def given(value: T | None) -> T:
    """The value. Raises ValueError where the checks have let a stack file pass that lacks it."""
    if value is None:
        raise ValueError("a section is missing that the configuration's checks must have asked for")
    return value
