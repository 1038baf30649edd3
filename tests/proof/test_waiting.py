"""The proof waits for conditions, with patience."""

import re
from pathlib import Path

import pytest

from sandbox.engine import ROOT
from tests.proof.support import waiting
from tests.proof.support.waiting import PATIENCE, wait_until

FILES = [path for room in ("proof", "engine") for path in (ROOT / "tests" / room).rglob("*.py")]
SLEEP = re.compile(r"\bsleep\(")
LIMIT = re.compile(r"\b(?:seconds|timeout)=(?!0\b)\d")
"""A number in the place of PATIENCE or of a name that says what it is; 0 looks once."""


def test_a_condition_that_comes_true_is_waited_for() -> None:
    answers = iter([False, True])
    wait_until(lambda: next(answers), what="it")
    assert not list(answers)


def test_what_did_not_come_is_told_as_it_is_at_the_end() -> None:
    seen: list[str] = []
    with pytest.raises(AssertionError, match="waited 0 s for more than x"):
        wait_until(lambda: bool(seen.append("x")), what=lambda: f"more than {seen[0]}", seconds=0)


def test_patience_outlasts_a_loaded_machine() -> None:
    assert PATIENCE >= 120


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_sleeps_or_sets_a_limit_of_his_own(path: Path) -> None:
    text = path.read_text()
    assert not LIMIT.search(text)
    assert path == Path(waiting.__file__) or path == Path(__file__) or not SLEEP.search(text)


def test_a_limit_and_a_sleep_are_seen() -> None:
    assert LIMIT.search(f"wait_until(done, seconds={30})")
    assert not LIMIT.search("wait_until(done, seconds=PATIENCE)")
    assert SLEEP.search("time.sleep(1)")
