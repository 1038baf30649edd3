"""The import contracts are closed: a room that no layer names fails the lint, whatever it imports."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEW_ROOMS = {
    "a package of components": ("components/gcp/__init__.py", "components/gcp/workspace.py"),
    "a module of the program": ("stack/gcp.py",),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that the contracts speak of."""
    copy = tmp_path_factory.mktemp("contracts")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("components", "stack", "sandbox"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    script = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return subprocess.run(
        [sys.executable, "-c", script, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_rooms_that_there_are_keep_the_contracts(tree: Path) -> None:
    result = lint(tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("files", NEW_ROOMS.values(), ids=NEW_ROOMS)
def test_a_new_room_has_to_be_put_into_a_layer(tree: Path, files: tuple[str, ...]) -> None:
    for file in files:
        (tree / file).parent.mkdir(exist_ok=True)
        (tree / file).write_text('"""A new room."""\n')

    result = lint(tree)

    for file in files:
        (tree / file).unlink()
    assert result.returncode == 1
    assert "gcp" in result.stdout
    assert "BROKEN" in result.stdout
