"""Every proven claim goes into docs/proof.md when PROOF_TABLE names the file to write; alike stack files share runs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.support import sharing

Claim = tuple[str, str, str]
_CLAIMS = pytest.StashKey[dict[Claim, list[str]]]()
_SHARED = pytest.StashKey[dict[str, str]]()
"""Tests that passed by another's run, each with that one."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{sharing.MARKER}(consumed): one run for stack files of the same digest")
    config.stash[_CLAIMS], config.stash[_SHARED], config.stash[sharing.PASSED] = {}, {}, {}


@pytest.fixture
def claim(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Records that a claim was proven: what is claimed, by which program and version, with which command."""

    def record(text: str, consumer: str, command: str) -> None:
        request.config.stash[_CLAIMS].setdefault((text, consumer, command), []).append(request.node.nodeid)

    return record


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Does not run what an alike stack file has passed, and repeats its claims."""
    earlier = sharing.passed(pyfuncitem)
    if earlier is None:
        return None
    if earlier.skipped:
        pytest.skip(earlier.skipped)
    pyfuncitem.config.stash[_SHARED][pyfuncitem.nodeid] = earlier.test
    for tests in pyfuncitem.config.stash[_CLAIMS].values():
        tests += [pyfuncitem.nodeid for one in list(tests) if one == earlier.test]
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report: pytest.TestReport = yield
    if report.when == "call" and not report.failed and (key := sharing.key_of(item)):
        reason = report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
        item.config.stash[sharing.PASSED].setdefault(key, sharing.Passed(item.nodeid, reason))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for test, earlier in config.stash[_SHARED].items():
        terminalreporter.write_line(f"ALIKE {test}: the same to its consumer as {earlier.partition('[')[2]}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    table = os.environ.get("PROOF_TABLE")
    if table and session.config.stash[_CLAIMS]:
        Path(table).write_text(_table(session.config.stash[_CLAIMS], session.config.stash[_SHARED]))


def _table(claims: dict[Claim, list[str]], shared: dict[str, str]) -> str:
    rows = [
        f"| {text} | {consumer} | `{command}` | {_result(tests, shared)} |"
        for (text, consumer, command), tests in sorted(claims.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    head = [
        "# What has been proven",
        "",
        "Written by `make proof`. Simulated: the clouds. Real: every consumer.",
        "",
        "A run stands for every stack file that is the same to the consumer but for what clouds draw (identifiers, "
        "passwords); to what runs in a cluster a short name of a cluster, an environment or a domain is like another.",
        "",
    ]
    return "\n".join([*head, "| claim | consumer | command | result |", "|---|---|---|---|", *rows, ""])


def _result(tests: list[str], shared: dict[str, str]) -> str:
    runs = sum(test not in shared for test in tests)
    alike = f" for {len(tests)}" if runs < len(tests) else ""
    return f"accepted, {runs} run{'s' if runs > 1 else ''}{alike}"
