"""Azure's own agent while somebody uses the store: switched on, to another value, and off again."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from sandbox.world import DEFAULT as WORLD
from tests.engine.conftest import Open
from tests.engine.hubs import diagnostics

STACKS = ROOT / "tests" / "stacks"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
RULE = "azure-native:monitor:DataCollectionRule"
ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
LOGS = "azure-native:operationalinsights:Workspace"
SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111"
NETWORKS = f"{SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks"
BOTH: dict[str, Any] = {"metrics": "azure", "containerInsights": {}}


def variant(
    folder: Path, of: str = "azure-collection", *, azure: dict[str, Any] | None = None, **sections: Any
) -> Path:
    """A stack file with other sections, and in the section `azure` other keys; None takes one away."""
    config: dict[str, Any] = yaml.safe_load((STACKS / f"{of}.yaml").read_text())["config"]
    changed = {**config["prometheus-stack:azure"], **(azure or {})}
    config["prometheus-stack:azure"] = {key: said for key, said in changed.items() if said is not None}
    config.update({f"prometheus-stack:{name}": said for name, said in sections.items()})
    path = folder / "Pulumi.changing.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


def associated(box: Sandbox) -> set[str]:
    return {one.inputs["associationName"] for one in box.cloud.of(ASSOCIATION)}


def private(link: bool) -> dict[str, Any]:
    return {} if link else {"privateLink": None}


@pytest.mark.parametrize("link", [True, False], ids=["private", "public"])
def test_it_is_switched_on_and_off_beside_a_prometheus_that_writes(sandbox: Open, tmp_path: Path, link: bool) -> None:
    keys = {"environment": "dev"}
    built = sandbox(variant(tmp_path, azure={"collection": None, **private(link)}, **keys)).up()["create"]
    on = sandbox(variant(tmp_path, azure={"collection": BOTH, **private(link)}, **keys)).up()
    fewer = sandbox(variant(tmp_path, azure={"collection": {"metrics": "azure"}, **private(link)}, **keys)).up()
    off = sandbox(variant(tmp_path, azure={"collection": None, **private(link)}, **keys)).up()

    assert on == {"create": on["create"], "same": built}
    assert set(fewer) == {"delete", "same"}
    assert off == {"delete": on["create"] - fewer["delete"], "same": built}


def test_what_is_collected_changes_in_place(sandbox: Open, tmp_path: Path) -> None:
    built = sandbox(variant(tmp_path)).up()["create"]
    logs = {"retentionDays": 365, "interval": "10m", "namespaces": ["shop"]}
    changed = sandbox(variant(tmp_path, azure={"collection": {**BOTH, "containerInsights": logs}})).up()

    assert changed == {"update": 2, "same": built - 2}, "the workspace and the rule of logs"


@pytest.mark.parametrize("link", [True, False], ids=["private", "public"])
def test_the_agent_follows_its_workspace_to_another_region(sandbox: Open, tmp_path: Path, link: bool) -> None:
    accounts = "providers/Microsoft.Monitor/accounts"
    here = f"{SUBSCRIPTION}/resourceGroups/rg-observability/{accounts}/metrics"
    there = f"/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-spoke/{accounts}/metrics-neu"

    def stack(workspace: str) -> Path:
        backends = {"azure": {"kind": "azure-monitor", "workspaceId": workspace}}
        return variant(tmp_path, azure=private(link), backends=backends, environment="dev")

    sandbox(stack(here)).up()
    sandbox(stack(there)).up()
    box = sandbox(stack(there))

    rules = {one.inputs["dataCollectionRuleName"]: one.inputs["location"] for one in box.cloud.of(RULE)}
    assert rules["MSProm-northeurope-prod-weu"] == "northeurope"
    assert "MSProm-westeurope-prod-weu" not in rules
    assert "configurationAccessEndpoint" in associated(box)
    assert set(box.up()) == {"same"}


def test_another_cluster_is_associated_and_the_first_one_is_let_go(sandbox: Open, tmp_path: Path) -> None:
    cluster = {"kind": "aks", "resourceGroup": "rg-aks"}
    first = {**cluster, "name": "dev-weu", "context": "dev-weu"}
    second = {**first, "name": "prod-weu"}
    stack = {"azure": {"privateLink": None}, "environment": "dev", "name": "shop"}
    sandbox(variant(tmp_path, **stack, cluster=first)).up()

    sandbox(variant(tmp_path, **stack, cluster=second)).up()
    box = sandbox(variant(tmp_path, **stack, cluster=second))

    assert {one.inputs["resourceUri"].rsplit("/", 1)[1] for one in box.cloud.of(ASSOCIATION)} == {"prod-weu"}
    assert associated(box) == {"MSProm-westeurope-prod-weu", "ContainerInsightsExtension"}
    assert set(box.up()) == {"same"}


def test_in_production_logs_stay_and_the_private_way_to_them_can_go(sandbox: Open, tmp_path: Path) -> None:
    sandbox(variant(tmp_path)).up()
    [before] = [one.id for one in sandbox(variant(tmp_path)).cloud.of(LOGS)]

    sandbox(variant(tmp_path, azure={"privateLink": None})).up()
    box = sandbox(variant(tmp_path, azure={"privateLink": None}))

    assert [one.id for one in box.cloud.of(LOGS)] == [before]
    assert {one.inputs["networkAcls"]["publicNetworkAccess"] for one in box.cloud.of(ENDPOINT)} == {"Enabled"}
    assert associated(box) == {"MSProm-westeurope-prod-weu", "ContainerInsightsExtension"}
    assert set(box.up()) == {"same"}


def test_a_cluster_that_resolves_elsewhere_is_not_associated(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    peered = {"name": "peered-weu", "kind": "aks", "resourceGroup": "rg-aks", "context": "peered-weu"}
    backends = {"central": {"kind": "remote-write", "url": "https://metrics.example.com/push"}}
    stack: dict[str, Any] = {"of": "container-insights", "cluster": peered, "backends": backends}
    link = {"subnetId": f"{NETWORKS}/vnet-hub/subnets/endpoints"}
    with pytest.raises(CommandError):
        sandbox(variant(tmp_path, azure={"privateLink": link}, **stack)).up()
    refused = diagnostics(said)

    linked = {**link, "networks": [f"{NETWORKS}/vnet-peered"]}
    sandbox(variant(tmp_path, azure={"privateLink": linked}, **stack)).up()
    with pytest.raises(CommandError):
        sandbox(variant(tmp_path, azure={"privateLink": link}, **stack)).up()

    assert "configurationAccessEndpoint names" in refused
    assert "[reachable-before-writing]" in refused
    assert "[reachable-stays]" in diagnostics(said)


def test_an_association_of_somebody_else_is_not_taken_over(sandbox: Open, tmp_path: Path, said: list[str]) -> None:
    world = yaml.safe_load(WORLD.read_text())
    cluster = f"{SUBSCRIPTION}/resourceGroups/rg-aks/providers/Microsoft.ContainerService/managedClusters/prod-weu"
    theirs = f"{cluster}/providers/Microsoft.Insights/dataCollectionRuleAssociations/ContainerInsightsExtension"
    world["azure"]["resources"] = {theirs: {}}
    path = tmp_path / "world.yaml"
    path.write_text(yaml.safe_dump(world))

    with pytest.raises(CommandError):
        sandbox(variant(tmp_path), world=path).up()

    assert "dataCollectionRuleAssociations/ContainerInsightsExtension already exists [azure-existing]" in diagnostics(
        said
    )


@pytest.mark.parametrize(
    "fault",
    ["DataCollectionRuleAssociation", "DataCollectionRuleAssociation:2", "Workspace", "PrivateLinkScopedResource:3"],
)
def test_the_next_up_completes_after_a_failed_create(sandbox: Open, tmp_path: Path, fault: str) -> None:
    with pytest.raises(CommandError):
        sandbox(variant(tmp_path), fail=fault).up()

    built = sandbox(variant(tmp_path)).up()

    assert set(built) <= {"create", "same"}
    assert sandbox(variant(tmp_path)).up() == {"same": sum(built.values())}
