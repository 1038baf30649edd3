"""Through the engine: whoever signs in next has the role before Prometheus changes over, and the last one after it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine import ROOT, Sandbox
from sandbox.reachability.hosts import used
from tests.engine.conftest import Open

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
RELEASE, SECRET = "kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:Secret"
IDENTITIES = "providers/Microsoft.ManagedIdentity/userAssignedIdentities"
WRITERS = f"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-observability/{IDENTITIES}/writers"
NODES = f"/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-spoke/{IDENTITIES}/nodes"
APPLICATION = (ROOT / "tests" / "stacks" / "sign-in-application.yaml").read_text()
[SIGN_IN] = [line for line in APPLICATION.splitlines() if "signIn:" in line]
ISSUER = ' oidcIssuer: "https://oidc.example.com/edge-3"'
WAYS = {
    "made": "",
    "an identity": f"    signIn: {{identityId: {WRITERS}}}",
    "another identity": f"    signIn: {{identityId: {NODES}}}",
    "that identity, of the nodes": f"    signIn: {{kind: managed-identity, identityId: {NODES}}}",
    "a client id": "    signIn: {kind: managed-identity, clientId: a1a1a1a1-0000-4000-8000-000000000001, principalId: "
    "a1a1a1a1-0000-4000-8000-000000000002}",
    "an application": SIGN_IN,
}


def stack(folder: Path, way: str, *, sidecar: bool = False) -> Path:
    """The stack of the repository, signed in another way; with the secret and the issuer where they are needed."""
    text = APPLICATION.replace(SIGN_IN, WAYS[way]).replace("\n\n", "\n")
    if way != "an application":
        text = "\n".join(line for line in text.splitlines() if "client-secret:" not in line and "secure:" not in line)
    if way in ("made", "an identity", "another identity"):
        text = text.replace("context: edge-3", f"context: edge-3,{ISSUER}")
    path = folder / "Pulumi.signing.yaml"
    path.write_text(text.replace("{kind: azure-monitor}", f"{{kind: azure-monitor, sidecar: {str(sidecar).lower()}}}"))
    return path


def journal(box: Sandbox) -> list[dict[str, Any]]:
    """Every step that the clouds have taken, in its order."""
    return [json.loads(line) for line in box.cloud.path.read_text().splitlines()]


def principals(box: Sandbox) -> set[str]:
    return {one.inputs["principalId"] for one in box.cloud.of(ASSIGNMENT)}


def changed(sandbox: Open, folder: Path, old: str, new: str) -> tuple[list[dict[str, Any]], Sandbox]:
    """The steps from one way of signing in to another one."""
    before = sandbox(stack(folder, old))
    before.up()
    steps = len(journal(before))
    sandbox(stack(folder, new)).up()
    box = sandbox(stack(folder, new))
    return journal(box)[steps:], box


CHANGES = [*pairwise([*WAYS, "made"]), ("made", "a client id"), ("an application", "an identity")]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_nobody_writes_without_the_role_while_the_way_of_signing_in_changes(
    sandbox: Open, tmp_path: Path, old: str, new: str
) -> None:
    steps, box = changed(sandbox, tmp_path, old, new)
    again = box.up()

    [release] = [place for place, step in enumerate(steps) if step.get("token") == RELEASE]
    made = [place for place, step in enumerate(steps) if step.get("token") in (ASSIGNMENT, FEDERATION, SECRET)]
    gone = [place for place, step in enumerate(steps) if "gone" in step]
    assert made + gone, "something of signing in changes"
    assert all(place < release for place in made)
    assert all(place > release for place in gone)
    assert len(principals(box)) == 1
    assert set(again) == {"same"}


def test_an_identity_that_stays_keeps_its_role_when_it_signs_in_another_way(sandbox: Open, tmp_path: Path) -> None:
    steps, box = changed(sandbox, tmp_path, "another identity", "that identity, of the nodes")

    assert not [step for step in steps if ASSIGNMENT in (step.get("token"), step.get("gone", "").partition("|")[0])]
    assert principals(box) == {"b2b2b2b2-0000-4000-8000-000000000002"}
    assert not [*box.cloud.of(FEDERATION)]


def test_an_identity_of_others_stays_when_the_stack_goes(sandbox: Open, tmp_path: Path) -> None:
    box = sandbox(stack(tmp_path, "an identity"))
    box.up()
    [credential] = box.cloud.of(FEDERATION)
    box.destroy()

    assert credential.id.startswith(f"{WRITERS}/")
    assert box.cloud.objects == {}


@pytest.mark.parametrize("way", ["made", "an identity", "a client id"])
def test_a_sidecar_comes_and_goes_with_the_release_alone(sandbox: Open, tmp_path: Path, way: str) -> None:
    built = sandbox(stack(tmp_path, way)).up()

    with_sidecar = sandbox(stack(tmp_path, way, sidecar=True)).up()
    without = sandbox(stack(tmp_path, way)).up()

    assert with_sidecar == without == {"update": 1, "same": built["create"] - 1}


def test_the_oracle_sees_where_a_sidecar_writes_to(sandbox: Open, tmp_path: Path) -> None:
    text = (ROOT / "tests" / "stacks" / "azure-monitor.yaml").read_text()
    path = tmp_path / "Pulumi.private.yaml"
    path.write_text(text.replace("{kind: azure-monitor}", "{kind: azure-monitor, sidecar: true}"))
    box = sandbox(path)
    box.up()
    written = {use.host for use in used(box.cloud.objects.values(), box.cloud.world) if use.by}

    [endpoint] = box.cloud.of("azure-native:monitor:DataCollectionEndpoint")
    assert written == {endpoint.outputs["metricsIngestion"]["endpoint"].removeprefix("https://")}


def test_the_secret_of_an_application_is_nowhere_in_the_plain(sandbox: Open, said: list[str]) -> None:
    box = sandbox(ROOT / "tests" / "stacks" / "sign-in-application.yaml")
    box.up()
    [secret] = box.cloud.of(SECRET)
    [text] = secret.inputs["stringData"].values()
    outputs = str({name: output.value for name, output in box.outputs().items()})

    assert text
    assert text not in str(box.state())
    assert text not in "\n".join(said)
    assert text not in outputs
