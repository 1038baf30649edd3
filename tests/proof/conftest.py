"""Every proven claim goes into docs/proof.md when PROOF_TABLE names the file to write."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_CLAIMS = pytest.StashKey[dict[tuple[str, str, str], list[str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_CLAIMS] = {}


@pytest.fixture
def claim(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Records that a claim was proven: what is claimed, by which program and version, with which command."""

    def record(text: str, consumer: str, command: str) -> None:
        request.config.stash[_CLAIMS].setdefault((text, consumer, command), []).append(request.node.nodeid)

    return record


def pytest_sessionfinish(session: pytest.Session) -> None:
    table = os.environ.get("PROOF_TABLE")
    if table and session.config.stash[_CLAIMS]:
        Path(table).write_text(_table(session.config.stash[_CLAIMS]))


def _table(claims: dict[tuple[str, str, str], list[str]]) -> str:
    rows = [
        f"| {text} | {consumer} | `{command}` | accepted, {len(tests)} run{'s' if len(tests) > 1 else ''} |"
        for (text, consumer, command), tests in sorted(claims.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    head = ["# What has been proven", "", "Written by `make proof`. Simulated: the clouds. Real: every consumer.", ""]
    return "\n".join([*head, "| claim | consumer | command | result |", "|---|---|---|---|", *rows, ""])
