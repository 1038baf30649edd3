"""Looking up what exists before anything is made: plain values, and mistakes that name the way out."""

from collections.abc import Callable
from typing import TypeVar

import pulumi

T = TypeVar("T")


class SourceError(pulumi.RunError):
    """Why what somebody else has made cannot be used, as a sentence, and the way out."""


def looked_up(look_up: Callable[[], T]) -> T:
    """What a cloud answers. The SDK raises what a provider says as a plain Exception, ours as a RunError."""
    try:
        return look_up()
    except pulumi.RunError as error:
        raise SourceError(str(error)) from None
    except Exception as error:
        raise SourceError(f"cannot be looked up: {reason(error)}") from None


def reason(error: Exception) -> str:
    """What an engine or a provider says, without how the SDK and the engine came to hear it."""
    lines = [line.strip(" \t*") for line in str(error).splitlines() if line.strip()]
    said = (lines or [type(error).__name__])[-1].removesuffix(" ()").rpartition(" returned an error: ")[2]
    return said.partition(" failed: ")[2] or said
