"""Backends may be called what the program calls its own parts."""

from pathlib import Path

from sandbox.engine import ROOT
from tests.engine.conftest import Open
from tests.engine.hubs import AMP_WORKSPACE, variant

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


def test_names_as_long_as_allowed_are_within_every_limit(sandbox: Open, tmp_path: Path) -> None:
    stack = tmp_path / "Pulumi.names.yaml"
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("name: dev-weu", f"name: {'c' * 63}")
    for name in ("azure", "amp", "thanos"):
        text = text.replace(f"    {name}: {{", f"    {name.ljust(35, 'x')}: {{").replace(
            f"    {name}:\n", f"    {name.ljust(35, 'x')}:\n"
        )
    stack.write_text(text)

    built = sandbox(stack).up()

    assert set(built) == {"create"}
    assert {len(name) for name in sandbox(stack).outputs()["targets"].value} == {35}


def test_a_stack_without_a_cluster_may_have_a_long_name(sandbox: Open, tmp_path: Path) -> None:
    hub = variant(
        tmp_path, "hub", f"hub-{'x' * 90}", backends={"metrics": {"kind": "amp"}}, azure=None, environment="dev"
    )

    sandbox(hub).up()

    [workspace] = sandbox(hub).cloud.of(AMP_WORKSPACE)
    assert len(workspace.inputs["alias"]) <= 100
