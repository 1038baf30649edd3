"""Private DNS zones and a private link scope of others: who uses a store reaches it at every step, or is told."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT
from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open
from tests.engine.hubs import diagnostics

HUBS = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups"
SPOKES = "/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups"
NETWORKS = f"{SPOKES}/rg-spoke-network/providers/Microsoft.Network/virtualNetworks"
SCOPE = f"{HUBS}/rg-monitor/providers/Microsoft.Insights/privateLinkScopes/hub"
MONITOR = "privatelink.monitor.azure.com"
QUERIES = "privatelink.westeurope.prometheus.monitor.azure.com"
ZONES = (
    *(MONITOR, "privatelink.oms.opinsights.azure.com", "privatelink.ods.opinsights.azure.com"),
    *("privatelink.agentsvc.azure-automation.net", "privatelink.blob.core.windows.net", QUERIES),
)
SHARED = "api.monitor.azure.com"
RECORDS, LINK = "azure-native:network:PrivateDnsZoneGroup", "azure-native:privatedns:VirtualNetworkLink"
STAYS, BEFORE_WRITING = "[reachable-stays]", "[reachable-before-writing]"
World = dict[str, Any]
Files = Callable[..., Path]
Worlds = Callable[..., Path]


def given(*zones: str, group: str = "rg-dns") -> dict[str, Any]:
    return {"zones": {zone: f"{HUBS}/{group}/providers/Microsoft.Network/privateDnsZones/{zone}" for zone in zones}}


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., Path]:
    """The default world with its Azure changed."""

    def changed(*changes: Callable[[World], None]) -> Path:
        there = yaml.safe_load(WORLD.read_text())
        # What anchors share is changed one by one.
        there = {
            cloud: {section: copy.deepcopy(things) for section, things in of.items()} for cloud, of in there.items()
        }
        for change in changes:
            change(there["azure"])
        path = tmp_path / f"world-{len([*tmp_path.glob('world-*')])}.yaml"
        path.write_text(yaml.safe_dump(there))
        return path

    return changed


def linked(group: str, *networks: str) -> Callable[[World], None]:
    """The zones of a group are linked to these networks and no others."""

    def change(azure: World) -> None:
        for id_, zone in azure["privateDnsZones"].items():
            if f"/{group}/" in id_:
                azure["privateDnsZones"][id_] = {**zone, "links": [f"{NETWORKS}/{network}" for network in networks]}

    return change


def network(name: str, **properties: Any) -> Callable[[World], None]:
    def change(azure: World) -> None:
        azure["networks"][f"{NETWORKS}/{name}"] = {**azure["networks"][f"{NETWORKS}/{name}"], **properties}

    return change


@pytest.fixture
def stack(tmp_path: Path) -> Callable[..., Path]:
    """A stack file of the cluster in a network."""

    def written(cluster: str = "corp", environment: str = "prod", **link: Any) -> Path:
        file = yaml.safe_load((ROOT / "tests" / "stacks" / "private-dns-none.yaml").read_text())
        config = file["config"]
        config["prometheus-stack:environment"] = environment
        config["prometheus-stack:cluster"] |= {"name": f"{cluster}-weu", "context": f"{cluster}-weu"}
        config["prometheus-stack:azure"]["privateLink"] = {
            "subnetId": f"{NETWORKS}/vnet-{cluster}/subnets/endpoints",
            **link,
        }
        path = tmp_path / "Pulumi.adopting.yaml"
        path.write_text(yaml.safe_dump(file))
        return path

    return written


def refused(sandbox: Open, said: list[str], path: Path, **options: Any) -> str:
    """Why an `up` is refused."""
    said.clear()
    with pytest.raises(CommandError):
        sandbox(path, **options).up()
    return diagnostics(said)


def test_a_second_scope_on_zones_that_are_filled_takes_names_from_who_has_no_route_to_it(
    sandbox: Open, said: list[str], stack: Files
) -> None:
    why = refused(sandbox, said, stack("landing", dns=given(*ZONES)))

    assert f"was an open door in {NETWORKS}/vnet-branch; with this it is nothing" in why
    assert f"to which no route leads {STAYS}".replace(" [", ") [") in why


def test_so_does_a_second_endpoint_of_the_scope_that_fills_them(sandbox: Open, said: list[str], stack: Files) -> None:
    assert STAYS in refused(sandbox, said, stack("landing", scope=SCOPE, dns=given(*ZONES)))


@pytest.mark.parametrize(("group", "why"), [("rg-corp-dns", "NXDOMAIN"), ("", "public network access off")])
def test_without_dns_nothing_writes_before_somebody_has_written_the_records(
    sandbox: Open, said: list[str], stack: Files, world: Worlds, group: str, why: str
) -> None:
    there = world(*([] if group else [linked("rg-corp-dns")]))
    answer = refused(sandbox, said, stack("corp", dns="none"), world=there)

    assert BEFORE_WRITING in answer
    assert why in answer


def test_given_zones_that_are_not_linked_to_the_clusters_network_are_a_closed_door(
    sandbox: Open, said: list[str], stack: Files, world: Worlds
) -> None:
    path = stack("corp", dns=given(*ZONES, group="rg-corp-dns"))

    answer = refused(sandbox, said, path, world=world(linked("rg-corp-dns")))

    assert BEFORE_WRITING in answer
    assert f"warning: azure.privateLink.dns.zones.{MONITOR}: no network resolves through it" in answer


OTHERS_MACHINE = network("vnet-corp", hosts=[SHARED])
UNLINKED = linked("rg-corp-dns")


def test_private_only_is_refused_where_somebody_uses_what_is_not_in_the_scope(
    sandbox: Open, said: list[str], stack: Files, world: Worlds
) -> None:
    beside, alone = world(UNLINKED, OTHERS_MACHINE), world(UNLINKED)

    assert "PrivateOnly) [reachable-stays]" in refused(sandbox, said, stack(accessMode="private-only"), world=beside)
    sandbox(stack(accessMode="private-only"), world=alone).up()
    assert set(sandbox(stack(accessMode="private-only"), world=alone).up()) == {"same"}


def test_private_only_comes_and_goes_in_place_and_what_it_would_cut_off_is_seen(
    sandbox: Open, said: list[str], stack: Files, world: Worlds
) -> None:
    beside, alone = world(UNLINKED, OTHERS_MACHINE), world(UNLINKED)
    built = sandbox(stack(), world=beside).up()["create"]

    assert STAYS in refused(sandbox, said, stack(accessMode="private-only"), world=beside)
    for mode in ("private-only", "open"):
        assert sandbox(stack(accessMode=mode), world=alone).up() == {"update": 1, "same": built - 1}


def test_missing_names_change_in_place(sandbox: Open, stack: Files, world: Worlds) -> None:
    there = world(UNLINKED, OTHERS_MACHINE)
    built = sandbox(stack(), world=there).up()["create"]

    for missing in ("public", "fail"):
        changed = sandbox(stack(missingNames=missing), world=there).up()
        assert changed == {"update": len(ZONES), "same": built - len(ZONES)}


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_scope_of_others_follows_an_own_one_and_back_with_names_that_lead_on(
    sandbox: Open, stack: Files, world: Worlds, environment: str
) -> None:
    there = world(UNLINKED, OTHERS_MACHINE)
    box = sandbox(stack(environment=environment), world=there)
    built = box.up()["create"]

    changed = sandbox(stack(environment=environment, scope=SCOPE), world=there).up()
    adopted = sandbox(stack(environment=environment, scope=SCOPE), world=there)
    scopes = [*adopted.cloud.of("azure-native:monitor:PrivateLinkScope")]
    members = [one.id for one in adopted.cloud.of("azure-native:monitor:PrivateLinkScopedResource")]
    back = sandbox(stack(environment=environment), world=there).up()

    assert scopes == []
    assert [id_.rpartition("/scopedResources/")[0] for id_ in members] == [SCOPE]
    assert changed["same"] + changed["delete"] + changed["replace"] == built
    assert back["delete"] == 3, "the endpoint, its records, and the provider of the scope's subscription"


def test_an_endpoint_of_others_takes_over_from_an_own_one_and_back(sandbox: Open, stack: Files, world: Worlds) -> None:
    there = world(linked("rg-dns", "vnet-landing"))
    options = {"scope": SCOPE, "dns": given(*ZONES)}
    built = sandbox(stack("landing", **options), world=there).up()["create"]

    existing = {**options, "scopeEndpoint": "existing", "dns": given(QUERIES)}
    changed = sandbox(stack("landing", **existing), world=there).up()
    left = [one.id for one in sandbox(stack("landing", **existing), world=there).cloud.of(RECORDS)]
    back = sandbox(stack("landing", **options), world=there).up()

    assert changed == {"delete": 3, "same": built - 3}, "the component of the endpoint, with its records"
    assert len(left) == 1
    assert back == {"create": 3, "same": built - 3}


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.parametrize("dns", [given(*ZONES, group="rg-corp-dns"), "none"], ids=["zones", "none"])
def test_under_who_writes_own_zones_are_not_followed_by_those_of_others_and_stay(
    sandbox: Open, said: list[str], stack: Files, world: Worlds, environment: str, dns: Any
) -> None:
    """A network has one zone of a name: their owner cannot link it while ours are linked."""
    ours, own = world(UNLINKED), stack(environment=environment).read_text()
    built = sandbox(stack(environment=environment), world=ours).up()["create"]

    assert STAYS in refused(sandbox, said, stack(environment=environment, dns=dns), world=ours)
    path = stack()
    path.write_text(own)
    assert sum(sandbox(path, world=ours).up().values()) >= built
    box = sandbox(path, world=ours)
    assert set(box.up()) == {"same"}
    assert len([*box.cloud.of(LINK)]) == len(ZONES)


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_where_nobody_writes_zones_of_others_follow_own_ones_and_own_ones_those(
    sandbox: Open, stack: Files, world: Worlds, environment: str
) -> None:
    zones = given(*ZONES, group="rg-corp-dns")
    ours, theirs = world(UNLINKED), world()

    for dns, there in ((None, ours), (zones, ours), (zones, theirs), ("none", theirs), (None, ours)):
        path = stack(environment=environment, **({"dns": dns} if dns else {}))
        file = yaml.safe_load(path.read_text())
        del file["config"]["prometheus-stack:cluster"]
        path.write_text(yaml.safe_dump(file))
        sandbox(path, world=there).up()
        box = sandbox(path, world=there)
        assert set(box.up()) == {"same"}
        assert len([*box.cloud.of(LINK)]) == (0 if dns else len(ZONES))
        assert len([*box.cloud.of(RECORDS)]) == (0 if dns == "none" else 2)
    assert sandbox(path, world=ours).destroy()
    assert sandbox(path, world=ours).cloud.objects == {}


def test_own_zones_do_not_follow_those_of_others_that_are_linked(
    sandbox: Open, said: list[str], stack: Files, world: Worlds
) -> None:
    sandbox(stack(dns=given(*ZONES, group="rg-corp-dns")), world=world()).up()

    assert STAYS in refused(sandbox, said, stack(), world=world())


def test_records_that_a_policy_has_written_are_not_written_again(sandbox: Open, said: list[str], stack: Files) -> None:
    sandbox(stack("governed", dns="none")).up()

    answer = refused(sandbox, said, stack("governed", dns=given(*ZONES, group="rg-corp-dns")))

    assert "[azure-second-zone-group]" in answer
