"""Two clusters of one name that write to one workspace."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open
from tests.engine.hubs import (
    ASSIGNMENT,
    HUB,
    ROLE,
    RULE,
    SPOKES_SUBSCRIPTION,
    diagnostics,
    label,
    section,
    variant,
)

GROUPS = f"/subscriptions/{SPOKES_SUBSCRIPTION}/resourceGroups"
CLUSTERS = "providers/Microsoft.ContainerService/managedClusters"
AZURE = {"azure": {"kind": "azure-monitor", "stack": HUB}}
AMP = {"amp": {"kind": "amp", "stack": HUB}}


def _world(folder: Path) -> Path:
    """A world with a second cluster spoke-weu, in a group of its own and under the context twin."""
    world = yaml.safe_load(WORLD.read_text())
    clusters = world["azure"]["managedClusters"]
    clusters[f"{GROUPS}/rg-spoke/{CLUSTERS}/spoke-weu"] = clusters[f"{GROUPS}/rg-spoke-aks/{CLUSTERS}/spoke-weu"]
    world["kubernetes"]["twin"] = world["kubernetes"]["edge-3"]
    path = folder / "world.yaml"
    path.write_text(yaml.safe_dump(world))
    return path


def _twins(folder: Path, backends: dict[str, dict[str, str]], group: str, account: str) -> tuple[Path, Path]:
    """Both clusters' stack files, the second one's access in this group and account."""
    said: dict[str, Any] = {"backends": backends, "azure": section("spoke-aks", "azure", privateLink=None)}
    if "amp" in backends:
        said["aws"] = section("spoke-eks", "aws")
    first = variant(folder, "spoke-aks", **said)
    said["azure"] = {**said["azure"], "resourceGroup": group}
    if "amp" in backends:
        said["aws"] = {**said["aws"], "accountId": account}
    cluster = section("spoke-aks", "cluster", resourceGroup="rg-spoke", context="twin")
    return first, variant(folder, "spoke-aks", "twin", cluster=cluster, **said)


@pytest.mark.parametrize(
    ("backends", "answer"),
    [
        (
            AZURE,
            f"409 Conflict: {GROUPS}/rg-spoke/providers/Microsoft.Insights/dataCollectionEndpoints/spoke-weu-azure",
        ),
        (AMP, "already exists: Role spoke-weu-eu-west-1-prometheus"),
    ],
    ids=["one resource group", "one account"],
)
def test_the_second_is_refused_where_its_access_would_meet_the_firsts(
    sandbox: Open, tmp_path: Path, said: list[str], backends: dict[str, dict[str, str]], answer: str
) -> None:
    world = _world(tmp_path)
    first, twin = _twins(tmp_path, backends, "rg-spoke", "210987654321")
    sandbox("hub", world=world).up()
    sandbox(first, world=world).up()
    with pytest.raises(CommandError):
        sandbox(twin, world=world).up()

    assert answer in diagnostics(said)
    sandbox(twin, world=world).destroy()
    assert sandbox(first, world=world).up(expect_no_changes=True), "the first is as it was"


def test_in_groups_and_accounts_of_their_own_both_are_built_and_write_with_the_same_label_cluster(
    sandbox: Open, tmp_path: Path
) -> None:
    world = _world(tmp_path)
    first, twin = _twins(tmp_path, {**AZURE, **AMP}, "rg-spoke-aks", "123456789012")
    sandbox("hub", world=world).up()
    sandbox(first, world=world).up()
    sandbox(twin, world=world).up()
    box = sandbox(twin, world=world)

    rules = [one.id for one in box.cloud.of(RULE) if SPOKES_SUBSCRIPTION in one.id]
    assert len(rules) == 2
    assert {one.inputs["scope"] for one in box.cloud.of(ASSIGNMENT)} == set(rules)
    assert {one.scope for one in box.cloud.of(ROLE)} == {"123456789012", "210987654321"}
    assert [label(box, context) for context in ("spoke-weu", "twin")] == ["spoke-weu", "spoke-weu"]
