"""A network that comes to a stack file whose stores are written to already."""

from pathlib import Path

import pytest
from pulumi.automation import CommandError

from sandbox.stack_files import ROOT
from tests.engine.conftest import Open

DEV = (ROOT / "Pulumi.dev.yaml").read_text()
PUBLIC = "\n".join(line for line in DEV.splitlines() if "privateLink" not in line)


def private(folder: Path, *said: str) -> Path:
    """The dev stack with its network, and more said of that."""
    link = next(line for line in DEV.splitlines() if "privateLink" in line)
    path = folder / "Pulumi.dev.yaml"
    path.write_text(DEV.replace(link, link.replace("}", "".join(f", {one}" for one in said) + "}")))
    return path


def public(folder: Path) -> Path:
    path = folder / "Pulumi.dev.yaml"
    path.write_text(PUBLIC)
    return path


def test_in_two_updates_no_door_closes_before_names_lead_through_another(sandbox: Open, tmp_path: Path) -> None:
    sandbox(public(tmp_path)).up()
    before = {one.id for one in sandbox(public(tmp_path)).cloud.of("azure-native:storage:StorageAccount")}

    opened = sandbox(private(tmp_path, "publicAccess: open")).up()
    closed = sandbox(private(tmp_path)).up()

    assert opened["create"]
    assert "create" not in closed
    box = sandbox(private(tmp_path))
    accounts = [*box.cloud.of("azure-native:storage:StorageAccount")]
    assert {one.id for one in accounts} == before
    endpoints = [*box.cloud.of("azure-native:monitor:DataCollectionEndpoint")]
    assert {one.inputs["networkAcls"]["publicNetworkAccess"] for one in endpoints} == {"Disabled"}
    assert {one.inputs["publicNetworkAccess"] for one in accounts} == {"Disabled"}
    assert set(box.up()) == {"same"}


def test_in_one_update_doors_would_close_first_and_nothing_is_lost_by_trying(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    sandbox(public(tmp_path)).up()

    with pytest.raises(CommandError):
        sandbox(private(tmp_path)).up()

    assert "[reachable-stays]" in "\n".join(said)
    assert sandbox(private(tmp_path, "publicAccess: open")).up()["create"]
