"""Renovate knows every pin: charts, images, programs, packages, actions and the oldest versions accepted."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.cluster.versions import CHARTS, PROMETHEUS_VERSION
from components.thanos.versions import THANOS_VERSION
from tests.unit.pins import CONFIGURATION, ROOT, files, managers, named, pins, unmatched

FILES = files()
VERSION = r"(?:v?\d+\.\d+\.\d+(?:-[0-9a-z.]+)?|prom-remotewrite-\d+\.\d+)"
TOOLS = sorted(path.parent for pattern in ("go.mod", "package.json") for path in ROOT.glob(f"tools/*/{pattern}"))
PLACES = {
    r"tools/[^/]+/flags": r"[vV]ersion=v?([\d.]+)",
    r"\.github/workflows/.+": r"(?<!python)(?<!go)(?<!node)-version: (.+?)[,}]",
    r"Pulumi\.yaml": r"[vV]ersion: (.+)",
    r"pyproject\.toml": r"^(?:pythonVersion|target-version) = (.+)",
    r"\.pre-commit-config\.yaml": r"\brev: .*# frozen: (.+)",
}
"""Where versions stand in files that are no Python. Three of the workflow's are known to Renovate by itself."""
PYTHON = r"(components|stack|examples)/.+\.py"
PINNED = [file for file in FILES if any(re.fullmatch(place, file) for place in (PYTHON, *PLACES))]


def versions(file: str, text: str) -> Iterator[tuple[int, str]]:
    """Every version in a file, with where it stands; in Python, each text that is one or ends with one as a tag."""
    if re.fullmatch(PYTHON, file):
        lines = [0, *(match.end() for match in re.finditer("\n", text))]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and re.fullmatch(rf"(\S+:)?{VERSION}", str(node.value)):
                yield lines[node.lineno - 1] + node.col_offset, str(node.value)
        return
    place = next(expression for files, expression in PLACES.items() if re.fullmatch(files, file))
    for match in re.finditer(place, text, re.MULTILINE):
        yield match.start(1), match[1]


def wrong(file: str, added: str = "", by: list[dict[str, Any]] | None = None) -> list[str]:
    """What is wrong with a file's versions, with a text added to it, by some managers or all."""
    text = (ROOT / file).read_text() + added
    return unmatched(file, text, versions(file, text), managers() if by is None else by)


def test_every_version_is_matched_by_exactly_one_manager() -> None:
    assert [problem for file in PINNED for problem in wrong(file)] == []
    assert sum(len([*versions(file, (ROOT / file).read_text())]) for file in PINNED) >= 16


@pytest.mark.parametrize(
    ("file", "added"),
    [
        ("components/cluster/versions.py", '\nNEW = Chart("new", "1.2.3", registry=ELSEWHERE)\n'),
        ("components/thanos/versions.py", '\nSIDECAR_VERSION = "v1.2.3"\n'),
        ("components/thanos/pods.py", '\nIMAGE = "quay.io/brancz/kube-rbac-proxy:v0.19.1"\n'),
        ("stack/thanos.py", '\nVERSION = "1.2.3"\n'),
        ("tools/etcd/flags", "-X go.etcd.io/etcd/api/v3/version.Version=3.6.8\n"),
        ("Pulumi.yaml", '  newVersion: ">=1.2.3"\n'),
        (".github/workflows/ci.yml", '        with: {java-version: "21"}\n'),
        ("pyproject.toml", '\n[tool.black]\ntarget-version = ["py311"]\n'),
    ],
)
def test_a_new_version_that_no_manager_matches_is_noticed(file: str, added: str) -> None:
    assert len(wrong(file, added)) == 1


@pytest.mark.parametrize("manager", managers(), ids=lambda manager: manager["description"])
def test_every_manager_is_needed_and_every_expression_of_it_matches(manager: dict[str, Any]) -> None:
    others = [one for one in managers() if one is not manager]
    texts = [(ROOT / file).read_text() for file in named(manager, FILES)]

    assert any(wrong(file, by=others) for file in named(manager, FILES))
    for pattern in manager["managerFilePatterns"]:
        assert named({"managerFilePatterns": [pattern]}, FILES), pattern
    for expression in manager["matchStrings"]:
        assert any([*pins({**manager, "matchStrings": [expression]}, text)] for text in texts), expression


def test_a_chart_is_looked_up_where_the_program_gets_it() -> None:
    file = "components/cluster/versions.py"
    found = [pin for one in managers() if named(one, [file]) for pin in pins(one, (ROOT / file).read_text())]
    charts = {
        (pin.datasource, pin.package, pin.registry) for pin in found if pin.package != "quay.io/prometheus/prometheus"
    }

    assert charts == {
        ("docker", chart.reference.removeprefix("oci://"), "")
        if chart.registry
        else ("helm", chart.name, chart.repository)
        for chart in CHARTS
    }


def test_every_tool_is_of_a_kind_that_an_enabled_manager_reads() -> None:
    folders = {path for path in (ROOT / "tools").iterdir() if path.is_dir()}

    assert set(TOOLS) == folders
    assert {"gomod", "npm", "github-actions", "pip-compile", "custom.regex"} <= set(CONFIGURATION["enabledManagers"])


@pytest.mark.parametrize("tool", [path for path in TOOLS if (path / "flags").exists()], ids=lambda path: path.name)
def test_a_program_says_the_version_that_it_is_built_from(tool: Path) -> None:
    module = (ROOT / "tools" / tool.name / "go.mod").read_text()
    [package, *_] = re.findall(r"^tool (?:\(\s*)?(\S+)", module, re.MULTILINE)
    required = dict(re.findall(r"^\s*(\S+) v(\S+) // indirect", module, re.MULTILINE))
    built = required[max((one for one in required if f"{package}/".startswith(f"{one}/")), key=len)]
    said = re.findall(r"[vV]ersion=v?(\S+)", (tool / "flags").read_text())

    # Prometheus 3.14.0 is the module v0.314.0.
    assert said in ([], [built], [re.sub(r"^0\.(\d)(\d\d)\.", lambda m: f"{m[1]}.{int(m[2])}.", built)])


def test_the_proof_runs_the_versions_that_the_cluster_runs() -> None:
    assert f"Version={PROMETHEUS_VERSION}\n" in (ROOT / "tools/prometheus/flags").read_text()
    assert f"Version={THANOS_VERSION.removeprefix('v')}\n" in (ROOT / "tools/thanos/flags").read_text()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_file_says_how_it_is_made(name: str) -> None:
    pattern = CONFIGURATION["pip-compile"]["managerFilePatterns"][0].strip("/")

    assert re.search(pattern, f"{name}.txt")
    head, _, rest = (ROOT / f"{name}.txt").read_text().partition("\n#\n")
    [command] = re.findall(r"^#    (pip-compile .+)$", rest, re.MULTILINE)
    assert head.startswith("#\n# This file is autogenerated by pip-compile")
    assert f"--output-file={name}.txt" in command
    assert command.endswith(f" {name}.in")


def test_the_oldest_python_is_the_same_everywhere() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = [step.get("with", {}) for job in workflow["jobs"].values() for step in job["steps"]]
    project = (ROOT / "pyproject.toml").read_text()
    oldest = next(step["python-version"] for step in steps if "python-version" in step)

    assert f'pythonVersion = "{oldest}"' in project
    assert f'target-version = "py{oldest.replace(".", "")}"' in project
    assert f"sys.version_info < ({oldest.replace('.', ', ')})" in (ROOT / "Makefile").read_text()
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert f"with Python {oldest}\n" in (ROOT / name).read_text()
