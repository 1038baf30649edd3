"""Plain `pulumi up`: the Python language host, which comes with a released pulumi, runs the program from its folder."""

import shutil
import sys
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox

pytestmark = pytest.mark.skipif(
    not shutil.which("pulumi-language-python"), reason="pulumi-language-python is not on PATH: install pulumi"
)


def _sandbox(home: Path, stack: str, said: list[str]) -> Sandbox:
    project = home / "projects" / Path(stack).stem.removeprefix("Pulumi.")
    project.mkdir(parents=True)
    for part in ("__main__.py", "components", "stack"):
        (project / part).symlink_to(ROOT / part)
    (project / "venv").symlink_to(sys.prefix)
    return Sandbox(stack, home=home, program=None, say=said.append)


def test_the_dev_stack_is_built_stays_unchanged_and_goes(tmp_path: Path) -> None:
    said: list[str] = []
    with _sandbox(tmp_path, "dev", said) as sandbox:
        built = sandbox.up()
        again = sandbox.up()
        sandbox.destroy()

    assert set(built) == {"create"}
    assert again == {"same": built["create"]}
    assert sandbox.cloud.objects == {}


def test_a_mistake_is_told_once_and_without_a_traceback(tmp_path: Path) -> None:
    said: list[str] = []
    bad = tmp_path / "Pulumi.bad.yaml"
    bad.write_text("config: {prometheus-stack:environment: dev}\n")
    with _sandbox(tmp_path, str(bad), said) as sandbox, pytest.raises(CommandError):
        sandbox.up()

    told = "\n".join(said)
    assert told.count("prometheus-stack:backends: must not be empty") == 1
    assert told.count("prometheus-stack:cluster: is missing") == 1
    assert "Traceback" not in told
