"""Private endpoints live where their network lives: in its subscription and region, whatever the stack's are."""

from pathlib import Path

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open

STACK = (ROOT / "tests" / "stacks" / "azure-monitor.yaml").read_text()
OURS = "/subscriptions/11111111-1111-4111-8111-111111111111"
THEIRS = "/subscriptions/33333333-3333-4333-8333-333333333333"
OWN = f"{OURS}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-prod"
HUBS = f"{THEIRS}/resourceGroups/rg-spoke-network/providers/Microsoft.Network/virtualNetworks"
REGIONS = {f"{HUBS}/vnet-spoke": "westeurope", f"{HUBS}/vnet-spoke-neu": "northeurope"}
"""Networks of another subscription than the stack's, and their regions."""
ENDPOINTS = {"azure-monitor": 2, "thanos": 1}
"""Kinds of stores in Azure, and how many private endpoints lead to each."""


def _world(tmp_path: Path, cluster: str = OWN) -> Path:
    """A world in which the cluster's network is peered with those of the other subscription; the cluster is in one."""
    world = yaml.safe_load(WORLD.read_text())
    world["kubernetes"]["prod-weu"]["network"] = cluster
    networks = world["azure"]["networks"]
    for one, other in ((OWN, REGIONS), *((hub, [OWN]) for hub in REGIONS)):
        networks[one] = {**networks[one], "peers": [*other]}
    path = tmp_path / "world.yaml"
    path.write_text(yaml.safe_dump(world))
    return path


def _stack(tmp_path: Path, subnet_id: str, *, kind: str = "azure-monitor", networks: str = "") -> Path:
    """A stack file of one private store, its endpoints in that subnet."""
    text = STACK.replace("{kind: azure-monitor}", f"{{kind: {kind}}}").replace(f"{OWN}/subnets/endpoints", subnet_id)
    path = tmp_path / "Pulumi.subnets.yaml"
    path.write_text(text.replace(subnet_id, f"{subnet_id}, networks: [{networks}]") if networks else text)
    return path


def _refused(sandbox: Open, stack: Path, said: list[str], world: Path = WORLD) -> str:
    """What the program says that is refused; nothing has been made."""
    with pytest.raises(CommandError):
        sandbox(stack, world=world).up()
    assert sandbox(stack, world=world).cloud.objects == {}
    return "\n".join(said)


def _endpoints(box: Sandbox) -> list[tuple[str, str]]:
    found = box.cloud.of("azure-native:network:PrivateEndpoint")
    return [(one.id.partition("/providers/")[0], one.inputs["location"]) for one in found]


@pytest.mark.parametrize("network", REGIONS, ids=REGIONS.values())
@pytest.mark.parametrize("kind", ENDPOINTS)
def test_endpoints_in_a_network_of_another_subscription_are_made_there_and_go_without_a_trace(
    sandbox: Open, tmp_path: Path, kind: str, network: str
) -> None:
    stack, world = _stack(tmp_path, f"{network}/subnets/endpoints", kind=kind, networks=OWN), _world(tmp_path)
    planned = sandbox(stack, world=world).preview()
    built = sandbox(stack, world=world).up()
    box = sandbox(stack, world=world)
    endpoints, zones = _endpoints(box), [one.id for one in box.cloud.of("azure-native:privatedns:PrivateZone")]
    again, refreshed = box.up(), box.refresh()
    box.destroy()

    assert built == planned
    assert endpoints == [(f"{THEIRS}/resourceGroups/rg-spoke-network", REGIONS[network])] * ENDPOINTS[kind]
    assert zones
    assert all(zone.startswith(f"{OURS}/resourceGroups/rg-observability/") for zone in zones)
    assert set(again) == set(refreshed) == {"same"}
    assert box.cloud.objects == {}


def test_the_private_way_moves_with_its_cluster_to_a_network_of_another_subscription(
    sandbox: Open, tmp_path: Path
) -> None:
    network = f"{HUBS}/vnet-spoke"
    built = sandbox(_stack(tmp_path, f"{OWN}/subnets/endpoints"), world=_world(tmp_path)).up()

    stack, world = _stack(tmp_path, f"{network}/subnets/endpoints"), _world(tmp_path, network)
    changed = sandbox(stack, world=world).up()
    box = sandbox(stack, world=world)

    assert changed["same"] + changed["replace"] == built["create"]
    assert changed["create"] == 1, "the provider of the other subscription"
    assert _endpoints(box) == [(f"{THEIRS}/resourceGroups/rg-spoke-network", "westeurope")] * 2
    assert set(box.up()) == {"same"}


@pytest.mark.parametrize(
    ("subnet", "says"),
    [
        (OWN.replace("vnet-prod", "vnet-none"), "404 ResourceNotFound"),
        (OWN.replace("rg-network", "rg-none"), "404 ResourceGroupNotFound"),
        (f"{OWN}/subnets/none", "has no subnet none"),
        (f"{OWN}/subnets/tiny", "must be /27 or larger"),
    ],
)
def test_a_subnet_that_cannot_be_used_is_one_problem_before_anything_is_made(
    sandbox: Open, tmp_path: Path, said: list[str], subnet: str, says: str
) -> None:
    subnet_id = subnet if "/subnets/" in subnet else f"{subnet}/subnets/endpoints"
    refused = _refused(sandbox, _stack(tmp_path, subnet_id), said)

    assert "Traceback" not in refused
    problems = [line for line in refused.splitlines() if line.strip().startswith("prometheus-stack:")]
    assert {problem.split(": ")[0].strip() for problem in problems} == {"prometheus-stack:azure.privateLink.subnetId"}
    assert all(says in problem for problem in problems)


def test_an_account_of_blobs_takes_a_subnet_of_any_size(sandbox: Open, tmp_path: Path) -> None:
    stack = _stack(tmp_path, f"{OWN}/subnets/tiny", kind="thanos")
    sandbox(stack).up()

    assert _endpoints(sandbox(stack)) == [(f"{OURS}/resourceGroups/rg-observability", "westeurope")]


def test_a_cluster_that_does_not_resolve_through_the_zones_is_told_of_before_anything_is_made(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    hub = OWN.replace("vnet-prod", "vnet-hub")
    sandbox(_stack(tmp_path, f"{hub}/subnets/endpoints")).preview()
    alone = "\n".join(said)
    said.clear()
    sandbox(_stack(tmp_path, f"{hub}/subnets/endpoints", networks=OWN)).preview()

    assert f"warning: cluster.name: its nodes are in {OWN}, " in alone
    assert "cluster.name" not in "\n".join(said)
