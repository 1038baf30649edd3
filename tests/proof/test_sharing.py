"""One run stands for alike stack files, and for no other; a failure and a fixture in use are never shared."""

import pytest

pytest_plugins = ["pytester"]

CONFTEST = "from tests.proof.conftest import *"
TESTS = """
from pathlib import Path
import pytest
from tests.proof.support.sharing import all_passed, once_for_alike

HERE = Path(__file__).parent
FILES = [HERE / name for name in ("one", "twin", "other")]
once = once_for_alike(Path.read_text)

def note(text):
    with (HERE / "ran").open("a") as ran:
        ran.write(text + "\\n")

@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.name)
def server(request):
    note("no server" if all_passed(request) else "server " + request.param.name)
    return request.param

@once
def test_one(server, claim):
    note("one " + server.name)
    claim("it is so", "it", "ask")

@once
def test_two(server):
    note("two " + server.name)
    {body}
"""


@pytest.fixture
def ran(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[str]:
    """What has run of two tests over three stack files, of which the second is like the first."""
    monkeypatch.setenv("PROOF_TABLE", "table.md")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=TESTS.replace("{body}", request.param))
    for name, text in (("one", "same"), ("twin", "same"), ("other", "different")):
        (pytester.path / name).write_text(text)
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:randomly")
    return (pytester.path / "ran").read_text().splitlines()


@pytest.mark.parametrize("ran", ["pass"], indirect=True)
def test_alike_files_share_a_run_and_its_claims_and_others_do_not(ran: list[str], pytester: pytest.Pytester) -> None:
    assert ran == ["server one", "one one", "two one", "no server", "server other", "one other", "two other"]
    assert "accepted, 2 runs for 3 |" in (pytester.path / "table.md").read_text()


@pytest.mark.parametrize("ran", ["assert server.name == 'other'"], indirect=True)
def test_a_failure_is_not_shared(ran: list[str]) -> None:
    assert [one for one in ran if "twin" in one] == ["server twin", "two twin"]


@pytest.mark.parametrize("ran", ["pytest.skip('nothing to do')"], indirect=True)
def test_what_had_nothing_to_do_is_shared(ran: list[str]) -> None:
    assert "no server" in ran
