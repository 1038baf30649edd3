"""Stores whose stack changes: what would delete them, or leave the stack stuck half-way, is refused or goes through."""

from pathlib import Path

import pytest
from pulumi.automation import CommandError

from tests.engine.conftest import Open
from tests.engine.hubs import (
    AMP_WORKSPACE,
    COLLECTION,
    HUBS_SUBSCRIPTION,
    MONITOR_WORKSPACE,
    SPOKES_SUBSCRIPTION,
    diagnostics,
    section,
    variant,
)

CLUSTER = {"name": "dev-weu", "kind": "aks", "resourceGroup": "rg-aks", "context": "dev-weu"}
OWNER = "organization/prometheus-stack/owner"
OTHER = "organization/prometheus-stack/other"
ACCOUNTS = "providers/Microsoft.Monitor/accounts"
THERE = f"/subscriptions/{HUBS_SUBSCRIPTION}/resourceGroups/rg-observability/{ACCOUNTS}/metrics"
ELSEWHERE = f"/subscriptions/{SPOKES_SUBSCRIPTION}/resourceGroups/rg-spoke/{ACCOUNTS}/metrics-neu"


def _owner(folder: Path, **backend: object) -> Path:
    return variant(
        folder,
        "hub",
        "owner",
        backends={"amp": {"kind": "amp", **backend}},
        environment="dev",
        azure=section("hub", "azure"),
        cluster=CLUSTER,
    )


def test_a_store_that_this_stack_has_built_is_not_taken_for_one_that_exists(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    sandbox(_owner(tmp_path)).up()
    [workspace] = sandbox(_owner(tmp_path)).cloud.of(AMP_WORKSPACE)

    with pytest.raises(CommandError):
        sandbox(_owner(tmp_path, workspace={"id": workspace.id})).up()

    assert "backends.amp.workspace: is built by this stack, which would delete it" in diagnostics(said)
    assert [one.id for one in sandbox(_owner(tmp_path)).cloud.of(AMP_WORKSPACE)] == [workspace.id]


def test_a_store_does_not_go_round_in_a_circle(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    sandbox(_owner(tmp_path)).up()
    spoke = {"name": "edge-1", "kind": "other", "context": "edge-1", "oidcIssuer": "https://oidc.example.com/edge-1"}
    backends = {"amp": {"kind": "amp", "stack": OWNER}}
    sandbox(variant(tmp_path, "hub", "other", backends=backends, environment="dev", azure=None, cluster=spoke)).up()

    with pytest.raises(CommandError):
        sandbox(_owner(tmp_path, stack=OTHER)).up()

    assert f"{OTHER} has it from this stack, which would delete it" in diagnostics(said)
    assert [*sandbox(_owner(tmp_path)).cloud.of(AMP_WORKSPACE)]


def test_a_hub_that_gets_a_cluster_keeps_its_stores_under_the_name_they_have(sandbox: Open, tmp_path: Path) -> None:
    sandbox(variant(tmp_path, "hub")).up()
    stores = (MONITOR_WORKSPACE, AMP_WORKSPACE, *COLLECTION)
    before = {one.id for one in sandbox(variant(tmp_path, "hub")).cloud.of(*stores)}

    path = variant(tmp_path, "hub", cluster=CLUSTER)
    path.write_text(f"{path.read_text()}  prometheus-stack:name: hub\n")

    changed = sandbox(path).up()

    assert before == {one.id for one in sandbox(variant(tmp_path, "hub")).cloud.of(*stores)}
    assert set(changed) == {"create", "same"}


@pytest.mark.parametrize("private", [True, False])
def test_a_workspace_is_followed_by_one_in_another_region(sandbox: Open, tmp_path: Path, private: bool) -> None:
    azure = section("spoke-aks", "azure", **({} if private else {"privateLink": None}))

    def stack(workspace: str) -> Path:
        backends = {"azure": {"kind": "azure-monitor", "workspaceId": workspace}}
        return variant(tmp_path, "spoke-aks", backends=backends, azure=azure)

    sandbox(stack(THERE)).up()
    sandbox(stack(ELSEWHERE)).up()
    box = sandbox(stack(ELSEWHERE))

    assert "same" in box.up(expect_no_changes=True)
    assert {one.inputs["location"] for one in box.cloud.of(*COLLECTION)} == {"northeurope"}
