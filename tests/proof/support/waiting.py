"""The proof's only way to wait: for a condition, with its name, and with patience."""

import time
from collections.abc import Callable

PATIENCE = 150
"""Seconds for whatever is bound to come: how fast a loaded machine is, is no claim. Also of requests and clients."""
_SECONDS_BETWEEN_LOOKS = 0.1


def wait_until(condition: Callable[[], bool], *, what: str | Callable[[], str], seconds: float = PATIENCE) -> None:
    """Waits for a condition; the failure names what was waited for, as `what` tells it then."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s for {what if isinstance(what, str) else what()}")
        time.sleep(_SECONDS_BETWEEN_LOOKS)
