"""What a change of a stack file, or of the world, does to what is there."""

import re
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open

AMP = (ROOT / "tests" / "stacks" / "amp.yaml").read_text()


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "Pulumi.changing.yaml"
    path.write_text(text)
    return path


def test_a_value_that_can_change_changes_in_place(sandbox: Open, tmp_path: Path) -> None:
    built = sandbox(_file(tmp_path, AMP)).up()

    changed = sandbox(_file(tmp_path, AMP.replace("{kind: amp}", "{kind: amp, retentionDays: 400}"))).up()

    assert changed == {"update": 1, "same": built["create"] - 1}


def test_a_value_that_cannot_change_replaces_what_bears_it(sandbox: Open, tmp_path: Path) -> None:
    sandbox(_file(tmp_path, AMP)).up()

    changed = sandbox(_file(tmp_path, AMP.replace("name: dev-euw1", "name: other"))).up()
    box = sandbox(tmp_path / "Pulumi.changing.yaml")

    assert changed["replace"] == 2, "the role, and its policy with it"
    roles = [one.inputs["name"] for one in box.cloud.of("aws:iam/role:Role")]
    assert roles == ["other-eu-west-1-prometheus"], "the role of the old name is gone"


def test_what_somebody_deleted_is_seen_and_made_again(sandbox: Open, tmp_path: Path) -> None:
    stack = _file(tmp_path, AMP)
    sandbox(stack).up()
    box = sandbox(stack)
    box.cloud.remove(next(box.cloud.of("aws:iam/rolePolicy:RolePolicy")))

    assert sandbox(stack).refresh()["delete"] == 1
    assert sandbox(stack).up()["create"] == 1
    assert sandbox(stack).up(expect_no_changes=True)


def test_a_store_that_leaves_the_file_goes_and_takes_its_access_along(sandbox: Open, tmp_path: Path) -> None:
    other = '    other: {kind: remote-write, url: "https://metrics.example.com/push"}\n'
    sandbox(_file(tmp_path, AMP + other)).up()
    without = [line for line in AMP.splitlines() if "amp:" not in line and "aws:" not in line]
    box = sandbox(_file(tmp_path, "\n".join([*without, other])))

    box.up()

    assert list(box.outputs()["targets"].value) == ["other"]
    assert not [one for one in box.cloud.objects.values() if one.token.startswith("aws:")]


def test_in_production_the_private_way_moves_to_another_network_and_the_data_stays(
    sandbox: Open, tmp_path: Path
) -> None:
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("environment: dev", "environment: prod")
    built = sandbox(_file(tmp_path, text)).up()

    cluster_moved = tmp_path / "world.yaml"
    cluster_moved.write_text(re.sub(r"(    network: .*/)vnet-dev\n", r"\1vnet-other\n", WORLD.read_text()))

    changed = sandbox(_file(tmp_path, text.replace("vnet-dev", "vnet-other")), world=cluster_moved).up()
    box = sandbox(tmp_path / "Pulumi.changing.yaml")

    assert changed["same"] + changed["replace"] == built["create"]
    for token in ("network:PrivateEndpoint", "privatedns:VirtualNetworkLink"):
        moved = [one.inputs for one in box.cloud.of(f"azure-native:{token}")]
        assert moved
        assert all("vnet-other" in str(inputs) for inputs in moved)


def test_a_storage_class_is_that_of_every_volume(sandbox: Open, tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("kind: aks,", "kind: aks, storageClass: premium,")
    box = sandbox(_file(tmp_path, text))
    box.up()

    sets = [one.inputs["spec"] for one in box.cloud.of("kubernetes:apps/v1:StatefulSet")]
    classes = [claim["spec"]["storageClassName"] for spec in sets for claim in spec["volumeClaimTemplates"]]
    releases = {one.inputs["name"]: one.inputs["values"] for one in box.cloud.of("kubernetes:helm.sh/v3:Release")}
    storage = releases["kube-prometheus-stack"]["prometheus"]["prometheusSpec"]["storageSpec"]
    assert classes == ["premium"] * 3
    assert storage["volumeClaimTemplate"]["spec"]["storageClassName"] == "premium"


def test_another_size_of_volumes_does_not_stop_thanos(sandbox: Open, tmp_path: Path) -> None:
    text = (ROOT / "tests" / "stacks" / "thanos.yaml").read_text()
    sandbox(_file(tmp_path, text)).up()

    changed = sandbox(_file(tmp_path, text.replace("{kind: thanos", "{kind: thanos, storage: 100Gi"))).up()

    assert set(changed) == {"same"}


def _redundancy(tmp_path: Path, redundancy: str) -> Path:
    text = (ROOT / "tests" / "stacks" / "thanos.yaml").read_text()
    return _file(tmp_path, text.replace("{kind: thanos", f"{{kind: thanos, redundancy: {redundancy}"))


def _account(box: Sandbox) -> str:
    (account,) = box.cloud.of("azure-native:storage:StorageAccount")
    return account.inputs["sku"]["name"]


def test_redundancy_changes_in_place_to_another_region_and_back_and_not_to_another_number_of_zones(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    built = sandbox(_redundancy(tmp_path, "ZRS")).up()
    farther = sandbox(_redundancy(tmp_path, "GZRS")).up()

    with pytest.raises(CommandError):
        sandbox(_redundancy(tmp_path, "LRS")).up()
    refused = "".join(said)
    box = sandbox(_redundancy(tmp_path, "GZRS"))
    left, again = _account(box), box.up()
    nearer = sandbox(_redundancy(tmp_path, "ZRS")).up()

    one = {"update": 1, "same": built["create"] - 1}
    assert (farther, nearer) == (one, one)
    assert "Standard_GZRS of" in refused
    assert "cannot become Standard_LRS [azure-redundancy]" in refused
    assert left == "Standard_GZRS"
    assert set(again) == {"same"}
