"""The mutation run: what is a mutant, and who notices it."""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.mutation.mutants import draw
from tests.mutation.trees import HANGING, Job, Tree, run

PROGRAM = """
def tested() -> int:
    return 1


def imported() -> int:
    return 2


def untested() -> int:
    return 3


LIMIT = imported()
"""
TESTS = """
from program.numbers import LIMIT, tested


def test_one():
    assert tested() == 1


def test_limit():
    assert LIMIT
"""
NO_CODE = '''
"""What it is."""
from typing import NotRequired, TypedDict, TypeVar

__all__ = ["T", "Args"]
T = TypeVar("T", bound="Args")


class Args(TypedDict, total=False):
    """What it takes."""

    name: "NotRequired[str | None]"
    "A name."


def first(args: "Args | None") -> "str | None":
    """What it does."""
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for file, text in {"program/numbers.py": PROGRAM, "checks/test_numbers.py": TESTS}.items():
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text(text)
    return tmp_path


def test_a_planted_fault_survives_where_no_test_looks_and_is_killed_where_one_does(tree: Path) -> None:
    command = [sys.executable, "-m", "tests.mutation", "--root", str(tree), "--folders", "program", "--tests", "checks"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])

    survivors = "program/numbers.py:7 number\n-    return 2\n+    return 3\n"
    unreached = "program/numbers.py:11 number\n-    return 3\n+    return 4\n(no test runs it)\n"
    assert survivors in done.stdout, done.stderr
    assert unreached in done.stdout
    assert "2 of 4 killed, 0 of them hanging: 50.0%" in done.stdout
    assert done.returncode == 1
    assert (tree / "program/numbers.py").read_text() == PROGRAM


def test_what_a_test_run_cannot_see_is_no_mutant(tmp_path: Path) -> None:
    (tmp_path / "documented.py").write_text(NO_CODE)

    assert not list(draw(tmp_path, ["."], 1))


def test_the_description_of_a_field_is_documentation_and_its_limit_is_not(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text('Field(ge=1, description="How many.")\n')

    assert {mutant.after for mutant in draw(tmp_path, ["."], 1)} == {
        'Field(ge=2, description="How many.")\n',
        'Field(ge=None, description="How many.")\n',
        'Field(description="How many.")\n',
    }


def test_a_seed_decides_the_order_and_nothing_else(tree: Path) -> None:
    orders = {seed: [str(mutant) for mutant in draw(tree, ["program"], seed)] for seed in range(5)}

    assert orders[0] == [str(mutant) for mutant in draw(tree, ["program"], 0)]
    assert len({tuple(order) for order in orders.values()}) > 1
    assert len({tuple(sorted(order)) for order in orders.values()}) == 1


def test_a_job_that_hangs_is_ended_at_its_limit(tree: Path) -> None:
    jobs = [Job("sleeps", lambda: time.sleep(60) or 0, limit=0.2), Job("works", int, limit=60)]

    assert {job.name: code for job, _, code, _ in run([Tree(tree)], jobs)} == {"sleeps": HANGING, "works": 0}


def test_a_mutant_is_gone_after_its_job(tree: Path) -> None:
    module = Path("program/numbers.py")
    differs = partial(lambda: int(module.read_text() != "1"))

    ((_, _, code, _),) = run([Tree(tree)], [Job("reads", differs, limit=60, edit=(module, "1"))])

    assert code == 0
    assert (tree / module).read_text() == PROGRAM
