"""Remote write to a workspace of another AWS account: the spoke's own policy and the hub's both have to allow it."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proof.support.declared.declarations import Stack, declared
from tests.proof.support.keyless.permissions import (
    BY_NONE_OF_ITS_OWN,
    BY_NONE_OF_THEIRS,
    policy_edited,
    refusal,
    unshared,
    with_policy,
    without,
)
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version, running
from tests.proof.support.keyless.run import Run
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.aws_authority import AMP_HOSTS, ROLE_POLICY
from tests.proof.support.stand_ins.clusters import cluster_of

pytestmark = pytest.mark.proof

SPOKE = ROOT / "Pulumi.spoke-eks.yaml"
HUBS_ACCOUNT, SPOKES_ACCOUNT = "123456789012", "210987654321"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Request]]:
    """A request that the spoke's Prometheus has signed for the hub's workspace, and who knows its session."""
    stack, home = declared(SPOKE), tmp_path_factory.mktemp("signed")
    entries = [entry for entry in entries_of(stack) if "sigv4" in entry]
    with running(stack, cluster_of(SPOKE), home, entries=entries) as made:
        made.wait(lambda: bool(made.authorities.asked(AMP_HOSTS, 200)), "a signed request")
        yield made, made.authorities.asked(AMP_HOSTS, 200)[0]


def test_a_role_of_another_account_writes_where_its_own_policy_and_the_workspaces_allow_it(
    written: tuple[Run, Request], claim: Callable[..., None]
) -> None:
    made, request = written
    assert not refusal(made, request, made.stack)
    assert {role.outputs["arn"].split(":")[4] for _, role in made.aws.sessions.values()} == {SPOKES_ACCOUNT}
    assert made.stack.outputs["endpoints"]["amp"]["accountId"] == HUBS_ACCOUNT
    claim(
        "remote write of a spoke reaches the AMP workspace of its hub in another account, by a role of its own: its "
        "policy and the workspace's resource policy both have to allow it",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (sigv4)",
    )


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(unshared, id="shared with nobody"),
        pytest.param(
            policy_edited(lambda statement: statement["Principal"].update(AWS=["arn:aws:iam::345678901234:root"])),
            id="shared with another account",
        ),
        pytest.param(policy_edited(lambda statement: statement.update(Action="aps:QueryMetrics")), id="for reading"),
        pytest.param(policy_edited(lambda statement: statement.update(Effect="Deny")), id="denied"),
        pytest.param(
            lambda stack: with_policy(stack, lambda inputs: inputs.update(workspaceId="ws-another")),
            id="another workspace is shared",
        ),
    ],
)
def test_what_the_hub_does_not_allow_is_refused(written: tuple[Run, Request], broken: Callable[[Stack], Stack]) -> None:
    made, request = written
    assert BY_NONE_OF_THEIRS in refusal(made, request, broken(made.stack))


def test_what_the_hub_allows_and_the_roles_own_policy_does_not_is_refused(written: tuple[Run, Request]) -> None:
    made, request = written
    objects = without(made.stack.objects, ROLE_POLICY)
    assert BY_NONE_OF_ITS_OWN in refusal(made, request, dataclasses.replace(made.stack, objects=objects))


def test_what_the_hub_has_not_shared_prometheus_drops_and_says_so(tmp_path: Path) -> None:
    broken = unshared(declared(SPOKE))
    entries = [entry for entry in entries_of(broken) if "sigv4" in entry]
    with running(broken, cluster_of(SPOKE), tmp_path, entries=entries) as made:
        made.wait_refused(BY_NONE_OF_THEIRS)
