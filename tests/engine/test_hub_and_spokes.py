"""A hub and two of its spokes, in another subscription and another account, beside one another."""

from pathlib import Path

import pytest
from pulumi.automation import CommandError

from sandbox.cloud import Cloud
from tests.engine.conftest import TOGETHER, Open
from tests.engine.hubs import (
    AMP_WORKSPACE,
    ASSIGNMENT,
    HUB,
    IDENTITY,
    MONITOR_WORKSPACE,
    RELEASE,
    RULE,
    diagnostics,
    label,
    planned,
    section,
    variant,
)

AMP = {"amp": {"kind": "amp", "stack": HUB}}


def test_hub_and_spokes_are_unchanged_the_second_time_and_after_a_refresh(together: Open) -> None:
    for stack in TOGETHER:
        refreshed = together(stack).refresh()
        assert set(refreshed) == {"same"}, stack
        assert together(stack).up(expect_no_changes=True), stack


def test_a_spoke_that_goes_leaves_the_hub_and_the_other_spoke_as_they_were(together: Open) -> None:
    before = together("spoke-aks").cloud.objects
    box = together("spoke-aks")
    gone = box.destroy()

    left = box.cloud.objects
    assert {key: before[key] for key in left} == left
    # Providers, components and the stack itself are resources of the engine's only.
    assert len(before) - len(left) < gone["delete"]
    assert not [key for key in left if "spoke-weu" in key or "rg-spoke-network" in key]
    for stack in ("hub", "spoke-eks"):
        assert together(stack).up(expect_no_changes=True), stack


def test_spokes_of_one_workspace_have_a_rule_an_identity_a_role_and_a_label_each(together: Open) -> None:
    box = together("hub")
    cloud = box.cloud
    rules = {one.id for one in cloud.of(RULE) if "rg-spoke" in one.id}
    (workspace,) = (one.id for one in cloud.of(MONITOR_WORKSPACE))

    assert len(rules) == 2
    assert {_destination(cloud, rule) for rule in rules} == {workspace}
    assert {one.inputs["scope"] for one in cloud.of(ASSIGNMENT)} == rules, "each may write through its own rule only"
    assert len({one.inputs["principalId"] for one in cloud.of(ASSIGNMENT)}) == 2
    assert len([*cloud.of(IDENTITY)]) == 2
    assert {label(box, context) for context in ("spoke-weu", "spoke-euw1")} == {"spoke-weu", "spoke-euw1"}


def _destination(cloud: Cloud, rule: str) -> str:
    found = next(one for one in cloud.of(RULE) if one.id == rule)
    return found.inputs["destinations"]["monitoringAccounts"][0]["accountResourceId"]


def test_azure_keeps_a_hub_whose_workspace_a_spokes_rule_names(together: Open, said: list[str]) -> None:
    before = {one.id for one in together("hub").cloud.of(MONITOR_WORKSPACE)}
    with pytest.raises(CommandError):
        together("hub").destroy()

    assert "409 CannotDeleteResource: DataCollectionRule /subscriptions/33333333" in diagnostics(said)
    assert "still needs AzureMonitorWorkspace" in diagnostics(said)
    assert "[azure-still-needed]" in diagnostics(said)
    assert {one.id for one in together("hub").cloud.of(MONITOR_WORKSPACE)} == before


def test_pulumi_keeps_the_stores_of_a_hub_in_production(sandbox: Open, said: list[str]) -> None:
    sandbox("hub").up()
    with pytest.raises(CommandError):
        sandbox("hub").destroy(protected=False)

    assert "protected" in diagnostics(said)
    kept = sandbox("hub").cloud
    assert len([*kept.of(MONITOR_WORKSPACE, AMP_WORKSPACE)]) == 2


def _amp_hub_and_spokes(sandbox: Open, folder: Path) -> tuple[Path, list[Path]]:
    """Of one workspace that is not protected: an AKS and an EKS cluster of another account write to it."""
    shared = {"amp": {"kind": "amp", "sharedWith": ["210987654321"]}}
    hub = variant(folder, "hub", environment="dev", azure=None, backends=shared)
    aws = section("spoke-eks", "aws")
    spokes = [
        variant(folder, "spoke-aks", azure=section("spoke-aks", "azure", privateLink=None), aws=aws, backends=AMP),
        variant(folder, "spoke-eks", azure=None, backends=AMP),
    ]
    for stack in (hub, *spokes):
        sandbox(stack).up()
    return hub, spokes


def test_a_stores_new_url_shows_in_each_spokes_preview_and_aws_lets_the_hub_go_under_them(
    sandbox: Open, tmp_path: Path, said: list[str]
) -> None:
    hub, spokes = _amp_hub_and_spokes(sandbox, tmp_path)
    moved = section("hub", "aws", region="eu-central-1")
    shared = {"amp": {"kind": "amp", "sharedWith": ["210987654321"]}}
    sandbox(variant(tmp_path, "hub", environment="dev", azure=None, aws=moved, backends=shared)).up()

    for spoke in spokes:
        changed = {name: inputs for name, (op, inputs) in planned(sandbox(spoke)).items() if op == "update"}
        release = changed[f"{RELEASE} prometheus-release"]
        (target,) = release["values"]["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
        assert target["url"].startswith("https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-")
        assert target["sigv4"]["region"] == "eu-central-1"

    sandbox(hub).destroy()
    assert not [*sandbox(hub).cloud.of(AMP_WORKSPACE)]
    with pytest.raises(CommandError):
        sandbox(spokes[0]).preview()
    assert f"backends.amp.stack: {HUB} has no export endpoints; run `pulumi up --stack {HUB}` first" in diagnostics(
        said
    )
