"""IAM's provider of a cluster's issuer: an account has one, and roles of others rest on it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import CommandError

from sandbox.engine import ROOT, Sandbox
from tests.engine.conftest import Open

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
EKS, ANYWHERE = (ROOT / "tests" / "stacks" / name for name in ("amp.yaml", "edge.yaml"))


def stack_file(folder: Path, of: Path, said: str = "", **sections: Any) -> Path:
    """A stack file with another word on the provider, and other sections; None takes a section away."""
    config: dict[str, Any] = yaml.safe_load(of.read_text())["config"]
    if said:
        config["prometheus-stack:aws"]["oidcProvider"] = said
    config.update({f"prometheus-stack:{name}": value for name, value in sections.items()})
    path = folder / of.name
    path.write_text(yaml.safe_dump({"config": {key: value for key, value in config.items() if value is not None}}))
    return path


def world_without_providers(folder: Path, providers: dict[str, Any]) -> Path:
    """The world, with other providers in IAM."""
    world = yaml.safe_load((ROOT / "sandbox" / "world.yaml").read_text())
    world["aws"]["oidcProviders"] = providers
    path = folder / "world.yaml"
    path.write_text(yaml.safe_dump(world))
    return path


def providers(box: Sandbox) -> list[str]:
    """What the stack has made of them."""
    return [one.id for one in box.cloud.of(PROVIDER)]


def test_a_provider_stays_when_the_stack_no_longer_says_that_it_makes_it(sandbox: Open, tmp_path: Path) -> None:
    sandbox(stack_file(tmp_path, ANYWHERE, "create")).up()
    box = sandbox(stack_file(tmp_path, ANYWHERE, "existing"))

    box.up()
    assert len(providers(box)) == 1
    assert set(sandbox(stack_file(tmp_path, ANYWHERE, "existing")).up()) == {"same"}


def test_a_provider_outlives_the_stack_and_is_taken_over_by_the_next(sandbox: Open, tmp_path: Path) -> None:
    path = stack_file(tmp_path, ANYWHERE)
    sandbox(path).up()
    sandbox(path).destroy()
    box = sandbox(path)
    (left,) = providers(box)

    again = box.up()
    assert again.get("import") == 1
    assert providers(box) == [left]
    assert set(sandbox(path).up()) == {"same"}
    assert set(sandbox(path).refresh()) == {"same"}


def test_a_provider_outlives_the_backend_that_it_was_made_for(sandbox: Open, tmp_path: Path) -> None:
    path = stack_file(tmp_path, ANYWHERE)
    sandbox(path).up()
    (made,) = providers(sandbox(path))
    box = sandbox(stack_file(tmp_path, ANYWHERE, aws=None, backends={"azure": {"kind": "azure-monitor"}}))

    box.up()
    assert providers(box) == [made]


def test_a_provider_that_was_there_before_is_taken_over_as_it_is(sandbox: Open, tmp_path: Path) -> None:
    path = stack_file(tmp_path, EKS, "create")
    up = sandbox(path).up()
    box = sandbox(path)

    assert up.get("import") == 1
    assert providers(box) == []
    assert set(box.up()) == {"same"}
    box = sandbox(path)
    box.destroy()
    assert set(sandbox(stack_file(tmp_path, EKS, "existing")).up()) == {"create"}


@pytest.mark.parametrize(
    ("audiences", "says"),
    [(None, "has no provider of"), (["sts.example.com"], "takes no tokens that are meant for sts.amazonaws.com")],
)
def test_a_cluster_that_iam_does_not_trust_is_told_before_anything_is_made(
    sandbox: Open, tmp_path: Path, said: list[str], audiences: list[str] | None, says: str
) -> None:
    arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
    world = world_without_providers(tmp_path, {arn: {"clientIds": audiences}} if audiences else {})

    with pytest.raises(CommandError):
        sandbox(EKS, world=world).preview()

    text = "\n".join(said)
    assert "prometheus-stack:aws.oidcProvider: " in text
    assert says in text
    assert "Traceback" not in text
