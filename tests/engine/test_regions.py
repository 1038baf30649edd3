"""A region of AWS: one that there is not, and one that is given up."""

from pathlib import Path

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT
from tests.engine.conftest import Open

AMP = ROOT / "tests" / "stacks" / "amp.yaml"
WORKSPACE = "aws:amp/workspace:Workspace"


def elsewhere(folder: Path, region: str, environment: str = "prod") -> Path:
    """The stack with its AWS section in another region; it looks nothing up that is in the old one."""
    config = yaml.safe_load(AMP.read_text())["config"]
    config["prometheus-stack:environment"] = environment
    config["prometheus-stack:aws"]["region"] = region
    config["prometheus-stack:cluster"] |= {"kind": "other", "oidcIssuer": "https://oidc.example.com/one"}
    path = folder / "Pulumi.amp.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


def test_data_that_is_protected_is_not_moved_to_another_region(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    sandbox(elsewhere(tmp_path, "eu-west-1")).up()
    box = sandbox(elsewhere(tmp_path, "us-east-1"))
    before = [one.id for one in box.cloud.of(WORKSPACE)]

    with pytest.raises(CommandError):
        box.up()

    assert "protect" in "\n".join(said)
    assert [one.id for one in box.cloud.of(WORKSPACE)] == before


def test_a_region_that_there_is_not_ends_the_program_before_anything_is_made(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    box = sandbox(elsewhere(tmp_path, "eu-west-9"))

    with pytest.raises(CommandError):
        box.up()

    text = "\n".join(said)
    assert "invalid AWS Region: eu-west-9" in text
    assert "Traceback" not in text
    assert not box.cloud.objects
