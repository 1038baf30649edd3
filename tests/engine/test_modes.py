"""Every private mode of Azure, with what goes wrong and what moves: no door that is used closes on the way.

The oracle judges each step (`[reachable-…]`): names that machines of others in the network use, and what runs here.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pulumi.automation import CommandError

from sandbox.stack_files import ROOT
from tests.engine.conftest import Open

STACKS = ROOT / "tests" / "stacks"
MODES = (
    "azure-monitor",
    "azure-queries-public",
    "azure-grafana",
    "azure-collection",
    "container-insights",
    "private-zones-given",
    "private-dns-none",
    "private-scope-adopted",
)
CRITICAL = ("PrivateEndpoint", "DataCollectionEndpoint", "PrivateLinkScopedResource")
"""What stands between a name and its door."""


@pytest.mark.parametrize("fault", CRITICAL)
@pytest.mark.parametrize("mode", MODES)
def test_what_fails_to_be_made_closes_no_door_and_the_next_up_completes(
    sandbox: Open, said: list[str], mode: str, fault: str
) -> None:
    path = STACKS / f"{mode}.yaml"
    with pytest.raises(CommandError):
        sandbox(path, fail=fault).up()

    text = "".join(said)
    assert "500 InternalServerError: simulated failure of" in text
    assert "[reachable-" not in text
    built = sandbox(path).up()
    assert sandbox(path).up() == {"same": sum(built.values())}


# Records in zones of others, whose links this stack does not make, are gone for a moment: writers try again.
@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "private-zones-given"])
def test_endpoints_move_to_another_subnet_behind_public_doors(sandbox: Open, tmp_path: Path, mode: str) -> None:
    closed = (STACKS / f"{mode}.yaml").read_text()
    path = tmp_path / f"{mode}.yaml"

    def up(text: str) -> Mapping[str, int]:
        path.write_text(text)
        return sandbox(path).up()

    up(closed)
    opened = closed.replace("privateLink: {", "privateLink: {publicAccess: open, ")
    opened = opened.replace("privateLink:\n", "privateLink:\n      publicAccess: open\n")
    assert opened != closed
    up(opened)
    moved = up(opened.replace("/subnets/endpoints", "/subnets/nodes"))
    up(closed.replace("/subnets/endpoints", "/subnets/nodes"))

    assert moved.get("replace")
    assert set(sandbox(path).up()) == {"same"}
    endpoints = [*sandbox(path).cloud.of("azure-native:network:PrivateEndpoint")]
    assert {str(one.inputs["subnet"]["id"]).rsplit("/", 1)[1] for one in endpoints} == {"nodes"}
