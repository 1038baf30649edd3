"""Stacks that are run one after another in one world: clusters, accounts and subscriptions of others are left alone."""

from pathlib import Path

import pytest

from sandbox.engine import ROOT
from tests.engine.conftest import Open

STACKS = ROOT / "tests" / "stacks"
OTHERS = {
    "amp.yaml": {
        "123456789012": "210987654321",
        "dev-euw1": "spoke-euw1",
    },
    "azure-monitor.yaml": {
        "11111111-1111-4111-8111-111111111111": "33333333-3333-4333-8333-333333333333",
        "rg-network": "rg-spoke-network",
        "vnet-prod": "vnet-spoke",
        "rg-observability": "rg-spoke",
        "rg-aks": "rg-spoke-aks",
        "prod-weu": "spoke-weu",
    },
}
"""What differs in the file of a stack of another account or subscription."""


def _of_others(name: str, folder: Path) -> Path:
    text = (STACKS / name).read_text()
    for mine, theirs in OTHERS[name].items():
        assert mine in text
        text = text.replace(mine, theirs)
    path = folder / f"Pulumi.other-{name}"
    path.write_text(text)
    return path


def _live_together(sandbox: Open, *stacks: Path) -> None:
    """The stacks are built one after another; the first stays as it is beside the others, and goes before them."""
    built = [sandbox(stack).up() for stack in stacks]
    first = sandbox(stacks[0])
    again, refreshed = first.up(), first.refresh()
    for stack in stacks:
        sandbox(stack).destroy()

    assert again == {"same": built[0]["create"]}
    assert set(refreshed) == {"same"}
    assert sandbox(stacks[0]).cloud.objects == {}


def test_stacks_of_several_clusters_share_a_world(sandbox: Open) -> None:
    _live_together(sandbox, *(STACKS / name for name in ("thanos.yaml", "azure-monitor.yaml", "amp.yaml")))


@pytest.mark.parametrize("name", OTHERS)
def test_a_stack_is_built_again_in_another_account(sandbox: Open, tmp_path: Path, name: str) -> None:
    _live_together(sandbox, STACKS / name, _of_others(name, tmp_path))
