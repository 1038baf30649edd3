"""Through the engine: who vouches for a hub's Thanos reaches its spokes, and so does who vouches for it later."""

from pathlib import Path

import pytest
import yaml

from sandbox.engine import ROOT
from tests.authorities import ANOTHER_AUTHORITY, AUTHORITY
from tests.engine.conftest import Open

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "Pulumi.hub-thanos.yaml"


def write(hub: Path, certificates: str) -> None:
    """The repository's hub, but with certificates of a company's own authority."""
    stack = yaml.safe_load((ROOT / hub.name).read_text())
    stack["config"]["prometheus-stack:ingress"] |= {
        "acmeServer": "https://acme.example.com/directory",
        "certificateAuthority": certificates,
    }
    hub.write_text(yaml.safe_dump(stack))


def test_spokes_trust_the_authority_that_their_hub_has_named_last(sandbox: Open, hub: Path) -> None:
    def trusted() -> dict[str, str]:
        """What the Prometheus of each cluster trusts, by cluster and ConfigMap."""
        objects = [one for one in sandbox("spoke-other").cloud.objects.values() if one.token == CONFIG_MAP]
        return {f"{one.scope} {one.id}": one.inputs["data"]["ca.crt"] for one in objects if one.id.endswith("-ca")}

    write(hub, AUTHORITY)
    sandbox(hub).up()
    sandbox("spoke-other").up()
    first, again = trusted(), sandbox("spoke-other").up()
    write(hub, AUTHORITY + ANOTHER_AUTHORITY)
    sandbox(hub).up()
    changed = sandbox("spoke-other").up()

    config_maps = {"prod-weu monitoring/remote-write-thanos-ca", "edge-3 monitoring/remote-write-metrics-ca"}
    assert first == dict.fromkeys(config_maps, AUTHORITY)
    assert set(again) == {"same"}
    assert changed["update"] == 1
    assert trusted() == dict.fromkeys(config_maps, AUTHORITY + ANOTHER_AUTHORITY)
