"""What the project says of itself is true: its version, its code map, and whose code its checks run."""

import re
import tomllib
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
ROOMS = ("components", "stack", "sandbox", "tests")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned_by_commit_beside_its_version(workflow: Path) -> None:
    used = re.findall(r"uses: *(.+)", workflow.read_text())

    assert used
    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_a_hook_of_another_repository_is_pinned_by_commit_beside_its_version() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    others = [one for one in yaml.safe_load(text)["repos"] if one["repo"] != "local"]

    assert len(re.findall(r"^ +rev: [0-9a-f]{40} # frozen: v\d+\.\d+\.\d+$", text, re.MULTILINE)) == len(others) > 0


def test_a_local_hook_runs_what_the_lint_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    lint = (ROOT / "Makefile").read_text().partition("\nlint:")[2].partition("\n\n")[0]

    commands = {line.strip().removesuffix(" --check .").removesuffix(" .") for line in lint.splitlines()[1:]}
    assert {hook["entry"].removesuffix(" --force-exclude") for hook in hooks} == commands


def test_the_newest_version_of_the_changelog_is_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["prometheus-stack"]["version"]
    unreleased, *released = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    numbers = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\S+)", heading) for heading in released]

    assert unreleased == "[Unreleased]"
    assert all(numbers)
    assert released[0].startswith(f"[{version}] ")
    ordered = [([int(part) for part in one.groups()[:3]], date.fromisoformat(one[4])) for one in numbers if one]
    assert ordered == sorted(ordered, reverse=True)


def _named() -> set[str]:
    """Folders and files of the code map: the first column of its table."""
    section = CONTRIBUTING.partition("\n## Code map\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def _rooms(root: Path) -> set[str]:
    """Folders at the top that are kept in git and not hidden, and the packages in the rooms, one deep."""
    ignored = [line.strip("/") for line in (root / ".gitignore").read_text().split()]
    top = {one.name for one in root.iterdir() if one.is_dir() and not one.name.startswith(".")}
    packages = {
        file.parent.relative_to(root).as_posix() for room in ROOMS for file in root.glob(f"{room}/*/__init__.py")
    }
    return {f"{one}/" for one in top | packages if not any(fnmatch(one, pattern) for pattern in ignored)}


def test_the_code_map_names_every_room() -> None:
    assert _rooms(ROOT) - _named() == set()


def test_the_code_map_names_nothing_that_is_not_there() -> None:
    assert [one for one in _named() if not (ROOT / one).exists()] == []


def test_a_new_room_is_noticed(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("/venv/\n__pycache__/\n*.pyc\n")
    for room in ("components/gcp", "policies", "venv/lib", "sandbox/__pycache__"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "components" / "gcp" / "__init__.py").touch()

    assert _rooms(tmp_path) == {"components/", "components/gcp/", "policies/", "sandbox/"}


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_a_path_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text()
    tops = "|".join(re.escape(one.name) for one in ROOT.iterdir() if one.name not in ("venv", ".sandbox"))
    paths = set(re.findall(rf"`((?:{tops})(?:/[\w./-]*)?)`|\]\((\w[\w./-]*)\)", text))

    assert paths
    assert [one for path in paths if not (ROOT / (one := path[0] or path[1])).exists()] == []
