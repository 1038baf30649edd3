"""The engine's tests run on simulated clouds of their own, and need nothing but the engine."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine import MissingEngine, Sandbox, engine

Open = Callable[..., Sandbox]
TOGETHER = ("hub", "spoke-eks", "spoke-aks")
"""A hub before its spokes."""


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    try:
        engine()
    except MissingEngine as missing:
        pytest.fail(str(missing))


@pytest.fixture
def said() -> list[str]:
    """Every line the engine printed."""
    return []


@pytest.fixture
def sandbox(tmp_path: Path, said: list[str]) -> Iterator[Open]:
    """Opens a stack on the clouds of this test; what was made earlier in the test is still there."""
    opened: list[Sandbox] = []

    def open_(stack: str | Path, **options: Any) -> Sandbox:
        box = Sandbox(str(stack), home=tmp_path / "home", say=said.append, **options)
        opened.append(box)
        return box

    yield open_
    for box in opened:
        box.__exit__()


@pytest.fixture(scope="session")
def _built_together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("together") / "home"
    for stack in TOGETHER:
        with Sandbox(stack, home=home, say=lambda _: None) as box:
            box.up()
    return home


@pytest.fixture
def together(sandbox: Open, tmp_path: Path, _built_together: Path) -> Open:
    """Opens a stack on clouds where a hub and two spokes of it are up."""
    shutil.copytree(_built_together, tmp_path / "home")
    return sandbox
