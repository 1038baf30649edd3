"""A stack pays for its own clouds only."""

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.cloud import Cloud
from sandbox.engine import ROOT
from sandbox.providers import serve

PROGRAM = """
import sys
from pathlib import Path
from sandbox.engine import Sandbox
Sandbox(sys.argv[1], home=Path(sys.argv[2]), say=lambda _: None, providers=sys.argv[3]).preview()
print(*sorted({name.split(".")[0] for name in sys.modules if name.startswith("pulumi_")}))
"""


@pytest.mark.parametrize(
    ("stack", "sdks"),
    [
        ("amp", "pulumi_aws pulumi_kubernetes"),
        ("azure-monitor", "pulumi_azure_native pulumi_kubernetes"),
        ("remote-write", "pulumi_kubernetes"),
    ],
)
def test_a_stack_imports_the_sdks_of_its_own_stores_only(tmp_path: Path, stack: str, sdks: str) -> None:
    serving = serve(Cloud.load(tmp_path / "cloud.jsonl"))
    try:
        result = subprocess.run(
            [
                sys.executable,
                "-c",
                PROGRAM,
                str(ROOT / "tests" / "stacks" / f"{stack}.yaml"),
                str(tmp_path),
                serving.addresses,
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        serving.stop()

    assert result.stdout.strip().splitlines()[-1:] == [sdks], result.stderr
