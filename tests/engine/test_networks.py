"""Who else resolves through the private zones: clusters and machines of networks that a route leads from."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from sandbox.reachability.rules import answer
from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open

STACK = (ROOT / "tests" / "stacks" / "azure-monitor.yaml").read_text()
SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111"
NETWORKS = f"{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks"
OWN = f"{NETWORKS}/vnet-prod"
PEERED = f"{NETWORKS}/vnet-peered"
NAMESAKE = f"{SUBSCRIPTION}/resourceGroups/rg-aks/providers/Microsoft.Network/virtualNetworks/vnet-peered"
SHARED = "global.handler.control.monitor.azure.com"
LINK = "azure-native:privatedns:VirtualNetworkLink"
STORES = {"azure-monitor": 6, "thanos": 1}
"""Kinds of stores in Azure, and how many zones lead to each."""


def _world(tmp_path: Path, cluster: str = OWN, **properties: Any) -> Path:
    """A world with two peered networks of one name, and the cluster in the network of that id."""
    world = yaml.safe_load(WORLD.read_text())
    peered = {"location": "westeurope", "subnets": {"nodes": "10.30.0.0/20"}, "peers": [OWN], **properties}
    world["azure"]["networks"] |= {PEERED: peered, NAMESAKE: peered}
    world["kubernetes"]["prod-weu"]["network"] = cluster
    path = tmp_path / "world.yaml"
    path.write_text(yaml.safe_dump(world))
    return path


def _stack(tmp_path: Path, *networks: str, kind: str = "azure-monitor") -> Path:
    """A stack file with one private store, whose zones these networks resolve through too."""
    text = STACK.replace("{kind: azure-monitor}", f"{{kind: {kind}}}")
    if networks:
        text = text.replace("/subnets/endpoints}", f"/subnets/endpoints, networks: [{', '.join(networks)}]}}")
    path = tmp_path / "Pulumi.networks.yaml"
    path.write_text(text)
    return path


def _linked(box: Sandbox) -> list[str]:
    return sorted(link.inputs["virtualNetwork"]["id"] for link in box.cloud.of(LINK))


@pytest.mark.parametrize("kind", STORES)
def test_a_cluster_in_a_peered_network_meets_a_closed_door_until_it_resolves_through_the_zones(
    sandbox: Open, tmp_path: Path, said: list[str], kind: str
) -> None:
    world = _world(tmp_path, PEERED)
    with pytest.raises(CommandError):
        sandbox(_stack(tmp_path, kind=kind), world=world).up()
    refused = "".join(said).partition("Diagnostics:")[2]

    sandbox(_stack(tmp_path, PEERED, kind=kind), world=world).up()
    box = sandbox(tmp_path / "Pulumi.networks.yaml", world=world)
    linked, again = _linked(box), box.up()
    box.destroy()

    assert f"which in {PEERED} is a closed door (its public address, with public network access off)" in refused
    assert "[reachable-before-writing]" in refused
    assert linked == sorted([OWN, PEERED] * STORES[kind])
    assert set(again) == {"same"}
    assert box.cloud.objects == {}


@pytest.mark.parametrize(
    ("network", "answer"),
    [
        ({"zones": ["privatelink.blob.core.windows.net"]}, "[azure-zone-linked-twice]"),
        ({"peers": [], "hosts": [SHARED]}, "[reachable-stays]"),
    ],
    ids=["one that others linked to a zone of that name", "one that no route leads from"],
)
def test_a_network_that_would_lose_what_it_has_is_refused_by_its_name(
    sandbox: Open, tmp_path: Path, said: list[str], network: dict[str, Any], answer: str
) -> None:
    with pytest.raises(CommandError):
        sandbox(_stack(tmp_path, PEERED), world=_world(tmp_path, **network)).up()

    refused = [part for part in "".join(said).partition("Diagnostics:")[2].split("\n\n") if answer in part]
    assert refused
    assert all("vnet-peered" in part for part in refused)


def test_networks_come_and_go_and_nothing_else_changes(sandbox: Open, tmp_path: Path) -> None:
    world = _world(tmp_path, hosts=[SHARED])
    built = sandbox(_stack(tmp_path), world=world).up()["create"]

    planned = sandbox(_stack(tmp_path, PEERED, NAMESAKE), world=world).preview()
    added = sandbox(tmp_path / "Pulumi.networks.yaml", world=world).up()
    both = _linked(sandbox(tmp_path / "Pulumi.networks.yaml", world=world))
    removed = sandbox(_stack(tmp_path, NAMESAKE), world=world).up()
    box = sandbox(_stack(tmp_path), world=world)
    one, back = _linked(box), box.up()

    # A link is a component with one resource in it.
    zones = STORES["azure-monitor"]
    network = 2 * zones
    assert planned["create"] == 2 * network
    assert not {"replace", "delete"} & set(planned)
    assert added == {"create": 2 * network, "same": built}
    assert both == sorted([OWN, PEERED, NAMESAKE] * zones)
    assert removed == {"delete": network, "same": built + network}
    assert one == sorted([OWN, NAMESAKE] * zones)
    assert back == {"delete": network, "same": built}


def test_a_network_that_a_cluster_writes_from_keeps_its_names(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    world = _world(tmp_path, PEERED)
    sandbox(_stack(tmp_path, PEERED), world=world).up()

    with pytest.raises(CommandError):
        sandbox(_stack(tmp_path), world=world).up()

    assert "[reachable-stays]" in "".join(said).partition("Diagnostics:")[2]


@pytest.mark.parametrize("kind", STORES)
def test_a_store_that_stays_out_keeps_its_public_address_in_the_network_of_the_others(
    sandbox: Open, tmp_path: Path, kind: str
) -> None:
    path = _stack(tmp_path, kind=kind)
    path.write_text(f"{path.read_text()}    outside: {{kind: {kind}, access: public}}\n")
    box = sandbox(path)

    box.up()

    told = {name: _told(box, name, kind) for name in ("azure", "outside")}
    assert told["azure"] == {"an open door (a private endpoint)"}
    assert told["outside"] == {"an open door (its public address)"}


def _told(box: Sandbox, backend: str, kind: str) -> set[str]:
    """What the hosts of a store are from the cluster's network."""
    if kind == "thanos":
        accounts = box.cloud.of("azure-native:storage:StorageAccount")
        names = [one.inputs["accountName"] for one in accounts if one.inputs["accountName"].startswith(backend)]
        hosts = [f"{name}.blob.core.windows.net" for name in names]
    else:
        endpoint = box.outputs()["endpoints"].value[backend]
        hosts = [endpoint["writeHost"], endpoint["queryHost"]]
    return {str(answer(OWN, host, box.cloud.objects.values(), box.cloud.world)) for host in hosts}
