"""Every stack file of the repository, through its whole life in the real engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.cloud import Cloud, Object
from sandbox.engine import ROOT
from sandbox.reachability.hosts import knows, used
from sandbox.reachability.rules import answer
from sandbox.stack_files import hubs_of
from tests.engine.conftest import Open

STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *(ROOT / "tests" / "stacks").glob("*.yaml")])
LONGER = ("edge", "amp-private", "azure-government", "sign-in-application", "prometheus-of-others")


@pytest.mark.parametrize("stack_file", STACK_FILES, ids=lambda path: path.stem)
def test_a_stack_is_built_stays_unchanged_and_goes_without_a_trace(
    sandbox: Open, said: list[str], stack_file: Path
) -> None:
    hubs = {hub: sandbox(hub).up()["create"] for hub in hubs_of(stack_file)}
    before = sandbox(stack_file).cloud.objects
    planned = sandbox(stack_file).preview()
    built = sandbox(stack_file).up()
    again = sandbox(stack_file).up()
    refreshed = sandbox(stack_file).refresh()
    box = sandbox(stack_file)
    secrets = _secrets(box.cloud)
    state = str(box.state())
    told, called = _told(box.state()), _called(box.cloud, before)
    read = [one["type"] for one in box.state()["resources"] if one.get("external")]
    destroyed = box.destroy()

    count = planned["create"]
    assert planned == {"create": count}
    assert built == {"create": count}, "what was previewed is not what was built"
    assert again == {"same": count}
    # Who signs in is in no file of a pod; what a Prometheus of others calls is not on the simulated cluster.
    if stack_file.stem != "prometheus-of-others":
        assert {host for host in told if knows(host) and not host.startswith("sts.")} == called
    # What is only read is counted where the engine refreshes and destroys, not where it builds.
    assert refreshed == {"same": count + len(read)}
    assert destroyed == {"delete": count, **({"discard": len(read)} if read else {})}
    assert read.count("pulumi:pulumi:StackReference") == len(hubs)
    left = [one.token for key, one in box.cloud.objects.items() if key not in before]
    # An account's trust in a cluster, which roles of others may rest on.
    assert set(left) <= {"aws:iam/openIdConnectProvider:OpenIdConnectProvider"}
    assert {hub: sandbox(hub).up() for hub in hubs} == {hub: {"same": count} for hub, count in hubs.items()}
    assert bool(secrets) == any(word in stack_file.stem for word in ("dev", "thanos", "auth", "other", "application"))
    for secret in secrets:
        assert secret not in state
        assert secret not in "\n".join(said)


def _told(state: dict[str, Any]) -> set[str]:
    """What the stack says that a firewall has to let out."""
    (stack,) = [one for one in state["resources"] if one["type"] == "pulumi:pulumi:Stack"]
    return set(stack["outputs"]["egress"])


def _called(cloud: Cloud, before: Mapping[str, Object]) -> set[str]:
    """Names of clouds that what the stack runs on its cluster is told of, and that lead to a public address there."""
    objects = [*cloud.objects.values()]
    uses = {use for use in used(objects, cloud.world) if use.by and use.by not in before}
    answers = {use.host: answer(use.network, use.host, objects, cloud.world) for use in uses}
    return {host for host, found in answers.items() if "public address" in str(found)}


def _secrets(cloud: Cloud) -> list[str]:
    """Every secret text of a stack, as the clouds have it."""
    drawn = [one.outputs["result"] for one in cloud.of("random:index/randomPassword:RandomPassword")]
    held = [one.inputs["stringData"] for one in cloud.of("kubernetes:core/v1:Secret")]
    return drawn + [text for data in held for key, text in data.items() if key != "username"]


@pytest.mark.parametrize("stack_file", sorted((ROOT / "tests" / "stacks").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_store_takes_a_dozen_lines(stack_file: Path) -> None:
    lines = [line for line in stack_file.read_text().splitlines() if line.strip()]

    assert len(lines) <= (14 if stack_file.stem in LONGER else 12)
