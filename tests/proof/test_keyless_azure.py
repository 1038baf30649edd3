"""Remote write to Azure Monitor without a secret: every pod's own token, exchanged for the declared identity's."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.proof.support.declared.alike import known_by_identity
from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.declared.stack_files import exchanging_tokens
from tests.proof.support.keyless.breaks import (
    FEDERATION,
    ROLE_ASSIGNMENT,
    Edit,
    account_name,
    another_guid,
    issuer,
    of_prometheus,
)
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version, running
from tests.proof.support.pods.admission import AZURE_TOKENS, edited, subject
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import once_for_alike
from tests.proof.support.stand_ins.clusters import cluster_of

pytestmark = pytest.mark.proof

INJECTED, PROJECTED = (ROOT / "tests" / "stacks" / name for name in ("azure-monitor.yaml", "edge.yaml"))
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"


def azure_entries(stack: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries_of(stack) if "azureAd" in entry]


@once_for_alike(known_by_identity)
@pytest.mark.parametrize("stack_file", exchanging_tokens(), ids=lambda path: path.stem)
def test_remote_write_arrives_with_a_token_of_the_declared_identity(
    stack_file: Path, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack, cluster = declared(stack_file), cluster_of(stack_file)
    entries = azure_entries(stack)
    assert entries
    with running(stack, cluster, tmp_path, entries=entries) as made:
        made.wait(lambda: all(made.receiver(e["name"]).batches for e in entries), "samples in every workspace")
        assert not made.authorities.refusals()
        assert not made.authorities.strays
        exchanges = [
            parse_qs(one.body.decode()) for one in made.authorities.asked(made.entra.host) if one.method == "POST"
        ]
        assert exchanges
        for form in exchanges:
            assert form["client_assertion"] == [made.pod.on_disk(f"{AZURE_TOKENS}/azure-identity-token").read_text()]
            assert form["scope"][0].split()[0] == f"{cluster.azure.monitor}//.default"
        for entry in entries:
            [request, *_] = [r for r in made.authorities.asked("*") if f"https://{r.host}{r.path}" == entry["url"]]
            claims = made.entra.claims(request, cluster.azure.monitor)
            assert claims["appid"] == entry["azureAd"]["workloadIdentity"]["clientId"]
            assert claims["oid"] in {one.outputs["principalId"] for one in stack.of(IDENTITY)}, "its own, not a hub's"
            workspace = stack.outputs["endpoints"][entry["name"]]["workspaceId"]
            assert made.ingestion.workspace(request) == workspace
            assert claims["xms_sub"] == subject(made.pod)
            forged = {**request.headers, "authorization": f"Bearer {exchanges[-1]['client_assertion'][0]}"}
            assert "not one for" in str(
                made.receiver(entry["name"]).refuse(dataclasses.replace(request, headers=forged))
            )
    claim(
        "remote write reaches the data collection rule, and by it the stack's workspace or its hub's, with a bearer "
        "token of the declared identity, exchanged for the pod's service account token (issuer, subject, audience as "
        "federated; tenant, scope and role as declared)",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (azuread.workload_identity)",
    )


def workload_identity(key: str, value: Callable[[str], str]) -> Edit:
    def edit(inputs: dict[str, Any]) -> None:
        for entry in inputs["values"].get("prometheus", {}).get("prometheusSpec", {}).get("additionalRemoteWrite", []):
            if "azureAd" in entry:
                entry["azureAd"]["workloadIdentity"][key] = value(entry["azureAd"]["workloadIdentity"][key])

    return edit


def audience(inputs: dict[str, Any]) -> None:
    [volume] = [v for v in inputs["values"]["prometheus"]["prometheusSpec"]["volumes"] if v["name"] == "azure-token"]
    volume["projected"]["sources"][0]["serviceAccountToken"]["audience"] = "sts.amazonaws.com"


def other_scope(inputs: dict[str, Any]) -> None:
    inputs["scope"] = inputs["scope"].replace("/dataCollectionRules/", "/dataCollectionEndpoints/")


@pytest.mark.parametrize(
    ("stack_file", "token", "edit", "reason"),
    [
        pytest.param(INJECTED, RELEASE, of_prometheus(account_name), "AADSTS700213", id="service-account"),
        pytest.param(PROJECTED, RELEASE, of_prometheus(audience), "AADSTS700212", id="audience"),
        pytest.param(INJECTED, FEDERATION, issuer, "AADSTS700211", id="slash-of-the-issuer"),
        pytest.param(PROJECTED, RELEASE, workload_identity("clientId", another_guid), "AADSTS700016", id="client-id"),
        pytest.param(INJECTED, RELEASE, workload_identity("tenantId", another_guid), "AADSTS90002", id="tenant"),
        pytest.param(INJECTED, ROLE_ASSIGNMENT, other_scope, "AuthorizationFailed", id="scope-of-the-role"),
    ],
)
def test_a_break_is_refused(stack_file: Path, token: str, edit: Edit, reason: str, tmp_path: Path) -> None:
    broken = edited(declared(stack_file), token, edit)
    with running(broken, cluster_of(stack_file), tmp_path, entries=azure_entries(broken)) as made:
        made.wait_refused(reason)


def elsewhere(inputs: dict[str, Any]) -> None:
    for mount in inputs["values"]["prometheus"]["prometheusSpec"]["volumeMounts"]:
        mount["mountPath"] = mount["mountPath"].replace("/azure/", "/entra/")


def no_label(inputs: dict[str, Any]) -> None:
    inputs["values"]["prometheus"]["prometheusSpec"]["podMetadata"]["labels"].clear()


@pytest.mark.parametrize(
    ("stack_file", "edit"),
    [pytest.param(PROJECTED, elsewhere, id="mount"), pytest.param(INJECTED, no_label, id="label-of-the-webhook")],
)
def test_a_token_that_is_not_there_is_missed(stack_file: Path, edit: Edit, tmp_path: Path) -> None:
    broken = edited(declared(stack_file), RELEASE, of_prometheus(edit))
    with running(broken, cluster_of(stack_file), tmp_path, entries=azure_entries(broken)) as made:
        made.wait(lambda: "azure-identity-token: no such file" in made.said(), "Prometheus to miss its token")
        assert not [request for request in made.authorities.asked("*") if request.method == "POST"]
