"""A store is replaced by one of another name: nobody is led to a closed door, or to nothing, meanwhile."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine import ROOT, Sandbox
from tests.engine.conftest import Open

STACK = (
    (ROOT / "tests" / "stacks" / "azure-monitor.yaml")
    .read_text()
    .replace("environment: prod", "environment: dev")
    .replace("kind: aks, resourceGroup: rg-aks,", "kind: other, oidcIssuer: https://oidc.example.com/edge,")
)
PUBLIC = re.sub(r"    privateLink: .*\n", "", STACK)
KINDS = ("azure-monitor", "thanos")
ENDPOINT = "azure-native:network:PrivateEndpoint"
WAYS = ("network:", "storage:", "monitor:")
"""Packages of what samples and blocks go through."""
WRITERS = ("kubernetes:helm.sh/v3:Release", "kubernetes:apps/v1:StatefulSet")


def _stack(tmp_path: Path, stack: str, kind: str, old: str = "", new: str = "") -> Path:
    """A stack file with one store, unprotected, in which the first text is replaced by the second."""
    path = tmp_path / "Pulumi.targets.yaml"
    path.write_text(stack.replace("{kind: azure-monitor}", f"{{kind: {kind}}}").replace(old, new))
    return path


def _journal(box: Sandbox) -> list[dict[str, Any]]:
    """Every step that the clouds have taken, in its order."""
    return [json.loads(line) for line in box.cloud.path.read_text().splitlines()]


def _gone(steps: list[dict[str, Any]]) -> Iterator[int]:
    ways = tuple(f"azure-native:{package}" for package in WAYS)
    return (place for place, step in enumerate(steps) if step.get("gone", "").startswith(ways))


@pytest.mark.parametrize("stack", [STACK, PUBLIC], ids=["private", "public"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_store_of_another_name_is_written_to_before_the_old_one_goes(
    sandbox: Open, tmp_path: Path, kind: str, stack: str
) -> None:
    before = sandbox(_stack(tmp_path, stack, kind))
    before.up()
    old, steps = {one.id for one in before.cloud.of(ENDPOINT)}, len(_journal(before))

    sandbox(_stack(tmp_path, stack, kind, "prod-weu,", "renamed,")).up()
    box = sandbox(tmp_path / "Pulumi.targets.yaml")
    taken, endpoints = _journal(box)[steps:], list(box.cloud.of(ENDPOINT))
    again = box.up()
    box.destroy()

    written = [place for place, step in enumerate(taken) if step.get("token") in WRITERS]
    assert written
    assert max(written) < min(_gone(taken))
    assert bool(endpoints) is (stack == STACK)
    assert old.isdisjoint(one.id for one in endpoints)
    assert set(again) == {"same"}
    assert box.cloud.objects == {}
