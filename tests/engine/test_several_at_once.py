"""One command for several stacks of one simulated world."""

import subprocess
import sys
from pathlib import Path

from sandbox.engine import ROOT


def _sandbox(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", "--home", str(home), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _told(result: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in result.stdout.splitlines() if line.startswith("── ")]


def test_stacks_come_up_as_they_are_named_and_go_the_other_way_round(tmp_path: Path) -> None:
    built = _sandbox(tmp_path, "up", "hub,spoke-eks")
    gone = _sandbox(tmp_path, "destroy", "hub,spoke-eks")

    assert (built.returncode, _told(built)) == (0, ["── up of the stack hub", "── up of the stack spoke-eks"])
    assert (gone.returncode, _told(gone)) == (0, ["── destroy of the stack spoke-eks", "── destroy of the stack hub"])


def test_the_first_stack_that_fails_is_the_last_one_tried(tmp_path: Path) -> None:
    result = _sandbox(tmp_path, "preview", "spoke-eks,hub")

    assert (result.returncode, _told(result)) == (1, ["── preview of the stack spoke-eks"])


def test_a_stack_that_has_no_file_is_named_before_any_is_touched(tmp_path: Path) -> None:
    result = _sandbox(tmp_path / "home", "up", "hub,nowhere")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "error: there is no stack file Pulumi.nowhere.yaml\n"
    assert not (tmp_path / "home").exists()


def test_the_demo_shows_each_stack_whole_before_the_next() -> None:
    made = ("tools", "venv/.dev", "venv/.program")
    result = subprocess.run(
        ["make", "-n", *(f"--old-file={target}" for target in made), "demo", "STACK=hub,spoke-aks", "CLUSTER="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    commands = [line.partition("-m sandbox")[2].split() for line in result.stdout.splitlines() if "-m sandbox" in line]
    whole = (["preview"], ["up"], ["outputs"], ["up", "--expect-no-changes"])
    assert commands == [[one[0], stack, *one[1:]] for stack in ("hub", "spoke-aks") for one in whole]
    assert result.stdout.count("1/4 preview of the stack") == 2
