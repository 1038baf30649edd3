"""Backends may be called what the program calls its own parts."""

from pathlib import Path

from sandbox.engine import ROOT
from tests.engine.conftest import Open

BACKENDS = """
    prometheus: {kind: thanos}
    prometheus-query: {kind: thanos}
    prometheus-blobs: {kind: azure-monitor}
    metrics-publisher: {kind: azure-monitor}
    monitor: {kind: amp}
    amp-writer: {kind: amp}
    ingress-nginx: {kind: remote-write, url: "https://metrics.example.com/push"}
"""


def test_no_two_resources_meet_in_a_name(sandbox: Open, tmp_path: Path) -> None:
    sections = (ROOT / "Pulumi.dev.yaml").read_text().partition("  prometheus-stack:backends:")[0]
    stack = tmp_path / "Pulumi.names.yaml"
    stack.write_text(f"{sections}  prometheus-stack:backends:{BACKENDS}")

    built = sandbox(stack).up()

    assert set(built) == {"create"}
    assert len(sandbox(stack).outputs()["targets"].value) == BACKENDS.count("kind")
