"""Tests that one stack file has passed for all stack files that are the same to the consumer.

Every stack file keeps its own test, which passes without running where an earlier one with the same digest has passed
with the same consumer. One that failed is run again for the next stack file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Consumed = Callable[[Path], str]
"""Digest of what a test's consumer gets of a stack file."""
Key = tuple[str, str, str]
MARKER = "once_for_alike"


@dataclass(frozen=True)
class Passed:
    """A test that has run for all that are alike."""

    test: str
    skipped: str = ""
    """Why it had nothing to do."""


PASSED = pytest.StashKey[dict[Key, Passed]]()


def once_for_alike(consumed: Consumed) -> pytest.MarkDecorator:
    """A mark of tests with one parameter that is a stack file."""
    return getattr(pytest.mark, MARKER).with_args(consumed)


def key_of(item: pytest.Item) -> Key | None:
    """What is the same about tests of alike stack files; None where the test is not shared."""
    marker, parameters = item.get_closest_marker(MARKER), _parameters(item)
    files = [value for value in parameters.values() if isinstance(value, Path)]
    if not marker or not files:
        return None
    [stack_file] = files
    others = {name: str(value) for name, value in parameters.items() if value is not stack_file}
    return (item.nodeid.partition("[")[0], str(sorted(others.items())), marker.args[0](stack_file))


def passed(item: pytest.Item) -> Passed | None:
    """The test of an alike stack file that has passed."""
    return item.config.stash[PASSED].get(key) if (key := key_of(item)) else None


def all_passed(request: pytest.FixtureRequest) -> bool:
    """Whether every selected test with this value of the fixture's parameter has passed for an alike stack file."""
    name, value = str(request.fixturename), request.param
    users = [one for one in request.session.items if _parameters(one).get(name) == value]
    return all(passed(one) for one in users)


def _parameters(item: pytest.Item) -> Mapping[str, Any]:
    return getattr(getattr(item, "callspec", None), "params", {})
