"""Keyless remote write to stores of somebody else: by a hub's own rule, and to workspaces that exist already."""

import copy
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.proof.support.declared.declarations import declared
from tests.proof.support.keyless.breaks import ROLE_ASSIGNMENT
from tests.proof.support.keyless.permissions import BY_NONE_OF_THEIRS, refusal, shared, unshared, without
from tests.proof.support.keyless.prometheus import entries_of, keyless, prometheus_version, running
from tests.proof.support.keyless.run import Run
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.aws_authority import AMP_HOSTS
from tests.proof.support.stand_ins.azure_ingestion import RULE
from tests.proof.support.stand_ins.clusters import cluster_of
from tests.proof.support.stand_ins.workspaces import MONITOR_WORKSPACE

pytestmark = pytest.mark.proof

ACCOUNT, OWNER = "123456789012", "210987654321"
SPOKES_GROUP = "/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/rg-spoke"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
THEIR_MONITOR = (
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-observability"
    "/providers/Microsoft.Monitor/accounts/metrics"
)
THEIR_AMP = f"arn:aws:aps:eu-west-1:{OWNER}:workspace/ws-0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A Prometheus that writes by the rule of a hub, and to workspaces that exist already, one of another account."""
    home = tmp_path_factory.mktemp("elsewhere")
    stack_file = every_other_source(home)
    stack = shared(declared(stack_file), THEIR_AMP, account=ACCOUNT)
    entries = keyless(entries_of(stack))
    with running(stack, cluster_of(stack_file), home, entries=entries) as made:
        made.wait(lambda: all(made.receiver(one["name"]).batches for one in entries), "samples in every workspace")
        yield made


def test_an_identity_of_the_spokes_own_writes_by_the_hubs_rule_and_to_a_workspace_that_exists(
    elsewhere: Run, claim: Callable[..., None]
) -> None:
    stack = elsewhere.stack
    hubs = {one.token: one.id for one in stack.others}
    [own] = [one.id for one in stack.of(RULE)]
    written = {name: elsewhere.ingestion.workspace(one) for name, one in azure_requests(elsewhere).items()}
    assert written == {"shared": hubs[MONITOR_WORKSPACE], "existing": THEIR_MONITOR}
    assert {one.inputs["scope"] for one in stack.of(ROLE_ASSIGNMENT)} == {hubs[RULE], own}
    [identity] = stack.of(IDENTITY)
    assert identity.id.startswith(f"{SPOKES_GROUP}/")
    signed_in = {
        elsewhere.entra.claims(one, elsewhere.entra.cluster.azure.monitor)["oid"]
        for one in azure_requests(elsewhere).values()
    }
    assert signed_in == {identity.outputs["principalId"]}
    claim(
        "remote write with an identity of the spoke's own reaches the workspace of its hub by the hub's own data "
        "collection rule (rule: shared), and by a rule of the spoke's a workspace that exists already",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (azuread.workload_identity)",
    )


def test_a_workspace_of_another_account_that_exists_already_takes_what_its_owner_lets_in(
    elsewhere: Run, claim: Callable[..., None]
) -> None:
    [signed, *_] = elsewhere.authorities.asked(AMP_HOSTS, 200)
    assert signed.path.startswith(f"/workspaces/{THEIR_AMP.rpartition('/')[2]}/")
    closed = unshared(elsewhere.stack)
    assert BY_NONE_OF_THEIRS in refusal(elsewhere, signed, closed)
    assert BY_NONE_OF_THEIRS in refusal(elsewhere, signed, shared(closed, THEIR_AMP, account=OWNER)), "not the role's"
    claim(
        "remote write reaches an AMP workspace of another account that exists already, once that account lets it in",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (sigv4)",
    )


def test_a_rule_that_leads_to_no_workspace_takes_nothing(elsewhere: Run) -> None:
    request = azure_requests(elsewhere)["shared"]
    assert elsewhere.ingestion.refuse(request) is None
    ingestion = copy.copy(elsewhere.ingestion)
    ingestion.stack = dataclasses.replace(elsewhere.stack, others=without(elsewhere.stack.others, MONITOR_WORKSPACE))
    assert "which is no workspace" in str(ingestion.refuse(request))


def azure_requests(made: Run) -> dict[str, Request]:
    """A request that Azure took, by the name of its entry."""
    taken = {f"https://{one.host}{one.path}": one for one in made.authorities.asked("*", 200)}
    return {entry["name"]: taken[entry["url"]] for entry in made.entries if "azureAd" in entry}


def every_other_source(home: Path) -> Path:
    """A stack that writes by the rule of a hub, and to workspaces that exist already, one of another account."""
    stack = yaml.safe_load((ROOT / "tests" / "stacks" / "edge.yaml").read_text())
    subscription, group = SPOKES_GROUP.split("/")[2::2]
    stack["config"]["prometheus-stack:azure"] |= {"subscriptionId": subscription, "resourceGroup": group}
    hubs = {"stack": "organization/prometheus-stack/hub", "backend": "azure"}
    stack["config"]["prometheus-stack:backends"] = {
        "shared": {"kind": "azure-monitor", **hubs, "rule": "shared"},
        "existing": {"kind": "azure-monitor", "workspaceId": THEIR_MONITOR},
        "central": {"kind": "amp", "workspace": {"id": THEIR_AMP.rpartition("/")[2], "accountId": OWNER}},
    }
    (file := home / "edge-others.yaml").write_text(yaml.safe_dump(stack))
    return file
