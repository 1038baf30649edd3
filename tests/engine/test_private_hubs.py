"""A hub whose stores are private, and spokes that write through its rule."""

from pathlib import Path

import pytest
from pulumi.automation import CommandError

from tests.engine.conftest import Open
from tests.engine.hubs import COLLECTION, HUB, HUBS_SUBSCRIPTION, diagnostics, section, variant

NETWORKS = f"/subscriptions/{HUBS_SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks"
PEERED = {"name": "peered-weu", "kind": "aks", "resourceGroup": "rg-aks", "context": "peered-weu"}


def _hub(tmp_path: Path, *networks: str) -> Path:
    link = {"subnetId": f"{NETWORKS}/vnet-hub/subnets/endpoints", **({"networks": [*networks]} if networks else {})}
    azure = section("hub", "azure", privateLink=link)
    return variant(tmp_path, "hub", backends={"azure": {"kind": "azure-monitor"}}, azure=azure, aws=None)


def _spoke(tmp_path: Path) -> Path:
    """A spoke on a cluster of a network that a route leads from to the hub's."""
    shared = {"azure": {"kind": "azure-monitor", "stack": HUB, "rule": "shared"}}
    azure = section("hub", "azure")
    return variant(tmp_path, "spoke-aks", "spoke", backends=shared, azure=azure, cluster=PEERED)


def test_a_spoke_reaches_a_private_rule_once_the_hub_links_its_network(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    sandbox(_hub(tmp_path)).up()
    with pytest.raises(CommandError):
        sandbox(_spoke(tmp_path)).up()
    refused = diagnostics(said)

    sandbox(_hub(tmp_path, f"{NETWORKS}/vnet-peered")).up()
    sandbox(_spoke(tmp_path)).up()
    box = sandbox(_spoke(tmp_path))

    assert "[reachable-before-writing]" in refused
    assert "same" in box.up(expect_no_changes=True)
    assert len([*box.cloud.of(*COLLECTION)]) == 2, "the hub's alone"


def test_a_hub_keeps_the_names_that_its_spoke_writes_to(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    sandbox(_hub(tmp_path, f"{NETWORKS}/vnet-peered")).up()
    sandbox(_spoke(tmp_path)).up()

    with pytest.raises(CommandError):
        sandbox(_hub(tmp_path)).up()

    assert "[reachable-stays]" in diagnostics(said)
