"""A network that leaves the stack file."""

import re
from pathlib import Path

from sandbox.engine import Sandbox
from sandbox.stack_files import ROOT
from tests.engine.conftest import Open


def test_in_production_stores_become_public_again_and_the_data_stays(sandbox: Open, tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("environment: dev", "environment: prod")
    path = tmp_path / "Pulumi.changing.yaml"
    path.write_text(text)
    sandbox(path).up()
    before = _data(sandbox(path))
    path.write_text(re.sub(r"    privateLink: .*\n", "", text))

    changed = sandbox(path).up()

    after = _data(sandbox(path))
    assert after == before
    assert "delete" in changed
    left = {one.token for one in sandbox(path).cloud.objects.values()}
    assert not {token for token in left if "privatedns" in token or "PrivateEndpoint" in token}


def _data(box: Sandbox) -> set[str]:
    tokens = ("monitor:AzureMonitorWorkspace", "storage:StorageAccount", "storage:BlobContainer")
    return {one.id for token in tokens for one in box.cloud.of(f"azure-native:{token}")}
