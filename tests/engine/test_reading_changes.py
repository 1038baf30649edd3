"""Who reads Azure Monitor changes while a cluster writes to it: no door that somebody uses closes."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.engine import ROOT, Sandbox
from sandbox.reachability.doors import INTERNET
from sandbox.reachability.rules import answer
from tests.engine.conftest import Open

STACK = yaml.safe_load((ROOT / "tests" / "stacks" / "azure-grafana.yaml").read_text())["config"]
ADMIN, READER = STACK["prometheus-stack:azure"]["grafana"]["admins"][0], "66666666-6666-4666-8666-666666666666"
VNET = STACK["prometheus-stack:azure"]["privateLink"]["subnetId"].partition("/subnets/")[0]
CENTRAL = (
    "/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-spoke/providers/Microsoft.Dashboard"
    "/grafana/central"
)
GRAFANA, WAY = "azure-native:dashboard:Grafana", "azure-native:dashboard:ManagedPrivateEndpoint"
WORKSPACE, ROLE = "azure-native:monitor:AzureMonitorWorkspace", "azure-native:authorization:RoleAssignment"
DATA_READER = "b0d8363b-8ddd-447d-831f-62ca05bff136"
OWN: dict[str, Any] = {"grafana": {"admins": [ADMIN]}}


def _file(folder: Path, azure: dict[str, Any] | None = None, **backend: Any) -> Path:
    """The stack of one private store, with more in its section `azure` and on its backend."""
    plain = {key: value for key, value in STACK["prometheus-stack:azure"].items() if key != "grafana"}
    config = {
        **STACK,
        "prometheus-stack:azure": {**plain, **(azure or {})},
        "prometheus-stack:backends": {"azure": {"kind": "azure-monitor", **backend}},
    }
    path = folder / "Pulumi.reading.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


def _queries(box: Sandbox) -> list[bool]:
    """Whether the store answers queries, in its network and elsewhere."""
    (workspace,) = box.cloud.of(WORKSPACE)
    host = workspace.outputs["metrics"]["prometheusQueryEndpoint"].removeprefix("https://")
    objects = [*box.cloud.objects.values()]
    return [answer(network, host, objects, box.cloud.world).is_open for network in (VNET, INTERNET)]


def _readers(box: Sandbox) -> int:
    return len([one for one in box.cloud.of(ROLE) if one.inputs["roleDefinitionId"].endswith(DATA_READER)])


def _same_store(box: Sandbox) -> set[str]:
    kept = (WORKSPACE, "azure-native:monitor:DataCollectionEndpoint", "azure-native:monitor:DataCollectionRule")
    return {one.id for one in box.cloud.of(*kept)}


def test_queries_become_public_and_private_again_while_the_cluster_writes(sandbox: Open, tmp_path: Path) -> None:
    sandbox(_file(tmp_path)).up()
    box = sandbox(_file(tmp_path))
    store, told = _same_store(box), [_queries(box)]

    for queries in ("public", "private"):
        sandbox(_file(tmp_path, queries=queries)).up()
        box = sandbox(_file(tmp_path, queries=queries))
        told.append(_queries(box))
        assert _same_store(box) == store
        assert "same" in box.up(expect_no_changes=True)

    assert told == [[True, False], [True, True], [True, False]]


def test_a_grafana_comes_follows_its_stack_to_another_one_and_goes(sandbox: Open, tmp_path: Path) -> None:
    sandbox(_file(tmp_path)).up()
    before = dict(sandbox(_file(tmp_path)).cloud.objects)

    own = _file(tmp_path, OWN, grafana="own", readers=[READER])
    assert set(sandbox(own).up()) == {"create", "same"}
    box = sandbox(own)
    assert (len([*box.cloud.of(GRAFANA)]), _readers(box), len([*box.cloud.of(WAY)])) == (1, 2, 1)

    theirs = _file(tmp_path, grafana=CENTRAL)
    sandbox(theirs).up()
    box = sandbox(theirs)
    assert (len([*box.cloud.of(GRAFANA)]), _readers(box)) == (0, 1)
    assert [way.id.startswith(CENTRAL) for way in box.cloud.of(WAY)] == [True]

    sandbox(_file(tmp_path)).up()
    box = sandbox(_file(tmp_path))
    assert box.cloud.objects.keys() == before.keys()


@pytest.mark.parametrize("private", [True, False])
def test_a_page_opens_and_closes_and_the_grafana_stays(sandbox: Open, tmp_path: Path, private: bool) -> None:
    said: dict[bool, dict[str, Any]] = {True: OWN, False: {"grafana": {"admins": [ADMIN], "access": "public"}}}
    sandbox(_file(tmp_path, said[private], grafana="own")).up()
    (before,) = [one.id for one in sandbox(_file(tmp_path, said[private], grafana="own")).cloud.of(GRAFANA)]

    changed = _file(tmp_path, said[not private], grafana="own")
    sandbox(changed).up()
    box = sandbox(changed)
    (grafana,) = box.cloud.of(GRAFANA)
    host = grafana.outputs["properties"]["endpoint"].removeprefix("https://")
    objects = [*box.cloud.objects.values()]

    assert grafana.id == before
    assert answer(VNET, host, objects, box.cloud.world).is_open
    assert answer(INTERNET, host, objects, box.cloud.world).is_open is private
    assert "same" in box.up(expect_no_changes=True)


def test_an_admin_more_or_less_changes_nobody_elses_right_even_in_production(sandbox: Open, tmp_path: Path) -> None:
    def file(*admins: str) -> Path:
        path = _file(tmp_path, {"grafana": {"admins": [*admins]}}, grafana="own")
        path.write_text(path.read_text().replace("environment: dev", "environment: prod"))
        return path

    built = sandbox(file(ADMIN, READER)).up()["create"]

    changed = sandbox(file(READER)).up()

    assert changed == {"delete": 2, "same": built - 2}


def test_a_cluster_of_another_name_takes_a_grafana_of_another_name_along(sandbox: Open, tmp_path: Path) -> None:
    def file(name: str) -> Path:
        path = _file(tmp_path, OWN, grafana="own")
        path.write_text(f"{path.read_text()}  prometheus-stack:name: {name}\n")
        return path

    sandbox(file("first")).up()
    sandbox(file("second")).up()
    box = sandbox(file("second"))

    assert [one.inputs["workspaceName"][:7] for one in box.cloud.of(GRAFANA)] == ["second-"]
    assert "same" in box.up(expect_no_changes=True)
