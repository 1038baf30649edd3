"""A user's mistake ends in a message, not in a traceback, and before any resource."""

import subprocess
import sys
from pathlib import Path

from sandbox.engine import ROOT

MISTAKES = """
config:
  prometheus-stack:environment: dev
  prometheus-stack:aws: {region: Ireland, accountId: "1"}
  prometheus-stack:cluster: {name: c, kind: eks}
  prometheus-stack:backends:
    amp: {kind: amp, retentionDays: 5000}
    azure: {kind: azure-monitor}
  prometheus-stack:bakends: {}
"""


def _sandbox(tmp_path: Path, stack_file: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "Pulumi.bad.yaml").write_text(stack_file)
    return subprocess.run(
        [sys.executable, "-m", "sandbox", "up", str(tmp_path / "Pulumi.bad.yaml"), "--home", str(tmp_path / "home")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_mistake_is_reported_before_any_resource(tmp_path: Path) -> None:
    result = _sandbox(tmp_path, MISTAKES)

    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "Traceback" not in said
    for key in (
        "aws.region",
        "aws.accountId",
        "cluster.context",
        "backends.amp.retentionDays",
        "backends.azure",
        "bakends",
    ):
        assert f"prometheus-stack:{key}: " in said
    assert "prometheus-stack:backends.amp.retentionDays: must be at most 1095" in said
    assert not (tmp_path / "home" / "cloud.jsonl").exists(), "something was created"


def test_a_section_of_the_wrong_type_is_refused_by_the_engine(tmp_path: Path) -> None:
    result = _sandbox(tmp_path, "config: {prometheus-stack:azure: 5}\n")

    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "Traceback" not in said
    assert "'prometheus-stack:azure' must be of type 'object'" in said


def test_a_stack_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "sandbox", "preview", "nowhere", "--home", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr == "error: there is no stack file Pulumi.nowhere.yaml\n"
