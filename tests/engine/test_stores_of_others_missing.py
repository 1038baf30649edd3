"""Stores of others that cannot be used: what a user reads, before anything is created."""

from pathlib import Path

import pulumi
import pytest
from pulumi.automation import CommandError

from tests.engine.conftest import Open
from tests.engine.hubs import HUB, HUBS_SUBSCRIPTION, diagnostics, exporting, variant

CONFIG = "prometheus-stack:backends"
AMP = {
    "version": 1,
    "kind": "amp",
    "writeUrl": "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write",
    "queryUrl": "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/",
    "workspaceId": "ws-1",
    "workspaceArn": "arn:aws:aps:eu-west-1:123456789012:workspace/ws-1",
    "accountId": "123456789012",
    "region": "eu-west-1",
    "builtBy": HUB,
}
GONE = f"/subscriptions/{HUBS_SUBSCRIPTION}/resourceGroups/rg-observability/providers/Microsoft.Monitor/accounts/gone"
LOST = "ws-99999999-2222-4333-8444-555555555555"


def _refused(sandbox: Open, said: list[str], stack: str | Path, command: str = "preview") -> list[str]:
    """What of the stack file's backends is refused, one mistake a line; nothing is built, no traceback is shown."""
    before = sandbox(stack).cloud.objects
    said.clear()
    with pytest.raises(CommandError):
        getattr(sandbox(stack), command)()
    assert sandbox(stack).cloud.objects == before
    assert "Traceback" not in "\n".join(said)
    # A program inside the engine's own process is quoted a second time by it.
    lines = [line.strip() for line in diagnostics(said).splitlines()]
    return sorted({line.removeprefix(f"{CONFIG}.") for line in lines if line.startswith(CONFIG)})


@pytest.mark.parametrize("command", ["preview", "up"])
def test_a_hub_that_has_never_been_made_is_named_and_so_is_where_to_look(
    sandbox: Open, said: list[str], command: str
) -> None:
    assert _refused(sandbox, said, "spoke-aks", command) == [
        f'azure.stack: cannot be read: unknown stack "{HUB}"; `pulumi stack ls --all` says which stacks there are'
    ]


def test_a_hub_that_has_never_been_up_is_named_and_so_is_what_to_run(sandbox: Open, said: list[str]) -> None:
    sandbox("hub")

    assert _refused(sandbox, said, "spoke-aks") == [
        f"azure.stack: {HUB} has no export endpoints; run `pulumi up --stack {HUB}` first"
    ]


def test_every_store_that_cannot_be_used_is_named_at_once(sandbox: Open, said: list[str], tmp_path: Path) -> None:
    hub = tmp_path / "Pulumi.hub.yaml"
    hub.write_text("config: {}\n")
    sandbox(hub, program=exporting({"amp": AMP, "newer": {**AMP, "version": 2}, "less": {**AMP, "region": None}})).up()
    wrong = {
        "nowhere": {"kind": "azure-monitor", "stack": "organization/prometheus-stack/nowhere"},
        "absent": {"kind": "amp", "stack": HUB},
        "other": {"kind": "thanos", "stack": HUB, "backend": "amp"},
        "newer": {"kind": "amp", "stack": HUB},
        "less": {"kind": "amp", "stack": HUB},
        "self": {"kind": "amp", "stack": "organization/prometheus-stack/wrong"},
        "gone": {"kind": "azure-monitor", "workspaceId": GONE},
        "lost": {"kind": "amp", "workspace": {"id": LOST}},
    }

    assert _refused(sandbox, said, variant(tmp_path, "spoke-eks", "wrong", backends=wrong)) == [
        f"absent.stack: {HUB} exports no backend absent; it has amp (amp), less (amp), newer (amp)",
        "gone.workspaceId: cannot be looked up: 404 ResourceNotFound: The Resource 'Microsoft.Monitor/accounts/gone' "
        "under resource group 'rg-observability' was not found.",
        f"less.stack: {HUB}: its endpoint less lacks region; run `pulumi up` there with this version of the program",
        f"lost.workspace: cannot be looked up: ResourceNotFoundException: Workspace not found: {LOST}",
        f"newer.stack: {HUB}: its endpoint newer is of version 2 of the contract, this program reads up to 1; update "
        "this program",
        'nowhere.stack: cannot be read: unknown stack "organization/prometheus-stack/nowhere"; `pulumi stack ls --all` '
        "says which stacks there are",
        f"other.stack: {HUB}: its backend amp is not of the kind thanos; it has amp (amp), less (amp), newer (amp)",
        "self.stack: organization/prometheus-stack/wrong is this stack; leave stack out to build the store here",
    ]


def test_a_stack_that_exports_something_else_says_what_to_run(sandbox: Open, said: list[str], tmp_path: Path) -> None:
    hub = tmp_path / "Pulumi.hub.yaml"
    hub.write_text("config: {}\n")
    sandbox(hub, program=lambda: pulumi.export("metrics", "https://metrics.example.com")).up()

    assert _refused(sandbox, said, "spoke-aks") == [
        f"azure.stack: {HUB} has no export endpoints; run `pulumi up --stack {HUB}` first"
    ]


def test_a_thanos_that_only_its_own_cluster_reaches_is_refused(sandbox: Open, said: list[str], tmp_path: Path) -> None:
    hub = f"{HUB}-thanos"
    sandbox(variant(tmp_path, "hub-thanos", ingress=None)).up()

    assert _refused(sandbox, said, "spoke-other") == [
        f"metrics.stack: {hub}: thanos is reached inside its cluster only; give that stack an ingress"
    ]
