"""Remote write to Azure Monitor as a principal that was there before the stack: an application, or the nodes'."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.keyless.breaks import ROLE_ASSIGNMENT, Edit, another_guid
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version, running
from tests.proof.support.pods.admission import edited
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins import directory
from tests.proof.support.stand_ins.clusters import cluster_of
from tests.proof.support.stand_ins.directory import METADATA_SERVICE
from tests.proof.support.stand_ins.national import NATIONAL

pytestmark = pytest.mark.proof

APPLICATION, NODES = (ROOT / "tests" / "stacks" / f"sign-in-{one}.yaml" for one in ("application", "managed-identity"))


@pytest.mark.parametrize(
    ("stack_file", "asked"),
    [(APPLICATION, NATIONAL["public"].entra), (NODES, METADATA_SERVICE)],
    ids=["application", "managed-identity"],
)
def test_remote_write_arrives_with_a_token_of_the_principal_that_has_the_role(
    stack_file: Path, asked: str, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack = declared(stack_file)
    entries = entries_of(stack)
    [role] = stack.of(ROLE_ASSIGNMENT)
    with running(stack, cluster_of(stack_file), tmp_path, entries=entries) as made:
        made.wait(lambda: all(made.receiver(one["name"]).batches for one in entries), "samples in the workspace")
        assert not made.authorities.refusals()
        assert not made.authorities.strays
        assert made.authorities.asked(asked)
        [request, *_] = [r for r in made.authorities.asked("*") if f"https://{r.host}{r.path}" == entries[0]["url"]]
        assert made.entra.claims(request, made.entra.cluster.azure.monitor)["oid"] == role.inputs["principalId"]
    claim(
        "as an application with its secret, or as the cluster's nodes, remote write reaches the data collection rule "
        "with a token of the principal that the role is given to",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (azuread.oauth, azuread.managed_identity)",
    )


def client_id(inputs: dict[str, Any]) -> None:
    for entry in inputs["values"].get("prometheus", {}).get("prometheusSpec", {}).get("additionalRemoteWrite", []):
        [way] = entry["azureAd"].keys() - {"cloud"}
        entry["azureAd"][way]["clientId"] = another_guid(entry["azureAd"][way]["clientId"])


def principal_id(inputs: dict[str, Any]) -> None:
    inputs["principalId"] = another_guid(inputs["principalId"])


@pytest.mark.parametrize(
    ("stack_file", "token", "edit", "reason"),
    [
        pytest.param(APPLICATION, RELEASE, client_id, "AADSTS700016", id="application-client-id"),
        pytest.param(
            NODES, RELEASE, client_id, "the requested identity isn't assigned", id="managed-identity-client-id"
        ),
        pytest.param(APPLICATION, ROLE_ASSIGNMENT, principal_id, "AuthorizationFailed", id="application-role"),
        pytest.param(NODES, ROLE_ASSIGNMENT, principal_id, "AuthorizationFailed", id="managed-identity-role"),
    ],
)
def test_a_break_is_refused(stack_file: Path, token: str, edit: Edit, reason: str, tmp_path: Path) -> None:
    broken = edited(declared(stack_file), token, edit)
    with running(broken, cluster_of(stack_file), tmp_path, entries=entries_of(broken)) as made:
        made.wait_refused(reason)


def test_another_secret_than_the_applications_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "secrets_of", lambda _: {"another"})
    stack = declared(APPLICATION)
    with running(stack, cluster_of(APPLICATION), tmp_path, entries=entries_of(stack)) as made:
        made.wait_refused("AADSTS7000215")
