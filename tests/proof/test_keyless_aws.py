"""Remote write to Amazon Managed Prometheus without a secret: the declared role's session signs every request."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.proof.support.declared.alike import known_by_identity
from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.declared.stack_files import writing_to
from tests.proof.support.keyless.breaks import Edit, account_name, of_prometheus
from tests.proof.support.keyless.prometheus import entries_of, keyless, prometheus_version, running
from tests.proof.support.keyless.run import Run
from tests.proof.support.pods.admission import AWS_TOKENS, edited
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import once_for_alike
from tests.proof.support.stand_ins.authorities import Request
from tests.proof.support.stand_ins.aws_authority import AMP_HOSTS, ROLE, ROLE_POLICY, STS_HOSTS
from tests.proof.support.stand_ins.clusters import cluster_of

pytestmark = pytest.mark.proof

INJECTED, PROJECTED = (ROOT / "tests" / "stacks" / name for name in ("amp.yaml", "edge.yaml"))


def amp_entries(stack: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries_of(stack) if "sigv4" in entry]


@once_for_alike(known_by_identity)
@pytest.mark.parametrize("stack_file", writing_to("amp"), ids=lambda path: path.stem)
def test_remote_write_arrives_signed_by_a_session_of_the_declared_role(
    stack_file: Path, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack, cluster = declared(stack_file), cluster_of(stack_file)
    entries = amp_entries(stack)
    assert entries
    with running(stack, cluster, tmp_path, entries=entries) as made:
        made.wait(lambda: all(made.receiver(e["name"]).batches for e in entries), "samples in every workspace")
        assert not made.authorities.refusals()
        assert not made.authorities.strays
        roles = {role.outputs["arn"] for role in stack.of(ROLE)}
        for one in made.authorities.asked(STS_HOSTS):
            form = parse_qs(one.body.decode())
            assert one.host == f"sts.{cluster.region}.amazonaws.com"
            assert form["RoleArn"][0] in roles
            assert form["WebIdentityToken"] == [made.pod.on_disk(f"{AWS_TOKENS}/token").read_text()]
        written = {f"https://{one.host}{one.path}" for one in made.authorities.asked(AMP_HOSTS, 200)}
        assert written == {entry["url"] for entry in entries}
    claim(
        "remote write reaches the AMP workspace signed with SigV4 (region, service aps, path, security token; "
        "signature verified with botocore) by a session of the declared role, assumed with the pod's service account "
        "token (provider, subject and audience as in the trust policy, workspace as in the role's policy)",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (sigv4)",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"body": b"other samples"}, "the signature does not match", id="body"),
        pytest.param({"path": "/workspaces/ws-other/api/v1/remote_write"}, "the signature does not match", id="path"),
        pytest.param({"method": "PUT"}, "the signature does not match", id="method"),
        pytest.param({"host": "aps-workspaces.us-east-1.amazonaws.com"}, "should be scoped to us-east-1", id="region"),
        pytest.param({"headers": {"x-amz-date": "20200101T000000Z"}}, "the signature does not match", id="date"),
        pytest.param({"headers": {"x-amz-security-token": "of another session"}}, "security token", id="token"),
        pytest.param({"headers": {"authorization": ""}}, "not signed by a session", id="no-signature"),
    ],
)
def test_a_request_that_differs_from_the_signed_one_is_refused(
    written: tuple[Run, Request], change: dict[str, Any], reason: str
) -> None:
    made, request = written
    assert made.aws.refuse(request) is None
    headers = {**request.headers, **change.get("headers", {})}
    assert reason in str(made.aws.refuse(dataclasses.replace(request, **{**change, "headers": headers})))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Request]:
    """A request that Prometheus has signed, and who knows its session."""
    stack, home = declared(INJECTED), tmp_path_factory.mktemp("signed")
    with running(stack, cluster_of(INJECTED), home, entries=amp_entries(stack)) as made:
        made.wait(lambda: bool(made.authorities.asked(AMP_HOSTS, 200)), "a signed request")
        return made, made.authorities.asked(AMP_HOSTS, 200)[0]


def audience(inputs: dict[str, Any]) -> None:
    [volume] = [v for v in inputs["values"]["prometheus"]["prometheusSpec"]["volumes"] if v["name"] == "aws-token"]
    volume["projected"]["sources"][0]["serviceAccountToken"]["audience"] = "api://AzureADTokenExchange"


def region(inputs: dict[str, Any]) -> None:
    for entry in inputs["values"]["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]:
        if "sigv4" in entry:
            entry["sigv4"]["region"] = "us-east-1"


def provider(inputs: dict[str, Any]) -> None:
    document = json.loads(inputs["assumeRolePolicy"])
    document["Statement"][0]["Principal"]["Federated"] += "/"
    inputs["assumeRolePolicy"] = json.dumps(document)


def another_workspace(inputs: dict[str, Any]) -> None:
    document = json.loads(inputs["policy"])
    document["Statement"][0]["Resource"] = [arn[:-1] for arn in document["Statement"][0]["Resource"]]
    inputs["policy"] = json.dumps(document)


def another_role(inputs: dict[str, Any]) -> None:
    inputs["values"]["prometheus"]["serviceAccount"]["annotations"]["eks.amazonaws.com/role-arn"] += "-reader"


def another_path(inputs: dict[str, Any]) -> None:
    for entry in inputs["values"]["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]:
        entry["url"] = entry["url"].replace("remote_write", "write")


@pytest.mark.parametrize(
    ("stack_file", "token", "edit", "reason"),
    [
        pytest.param(INJECTED, RELEASE, of_prometheus(account_name), "Not authorized", id="service-account"),
        pytest.param(PROJECTED, RELEASE, of_prometheus(audience), "Incorrect token audience", id="audience"),
        pytest.param(PROJECTED, ROLE, provider, "Not authorized", id="provider-of-the-trust"),
        pytest.param(INJECTED, RELEASE, of_prometheus(another_role), "Not authorized", id="role"),
        pytest.param(INJECTED, RELEASE, of_prometheus(region), "should be scoped to eu-west-1", id="region"),
        pytest.param(INJECTED, ROLE_POLICY, another_workspace, "AccessDeniedException", id="resource-of-the-policy"),
        pytest.param(PROJECTED, RELEASE, of_prometheus(another_path), "ResourceNotFoundException", id="path"),
    ],
)
def test_a_break_is_refused(stack_file: Path, token: str, edit: Edit, reason: str, tmp_path: Path) -> None:
    broken = edited(declared(stack_file), token, edit)
    entries = amp_entries(broken)
    with running(broken, cluster_of(stack_file), tmp_path, entries=entries, starts=False) as made:
        made.wait_refused(reason)


def test_a_role_that_sts_refuses_keeps_prometheus_from_starting_and_from_writing_elsewhere(
    tmp_path: Path, claim: Callable[..., None]
) -> None:
    broken = edited(declared(PROJECTED), ROLE, provider)
    entries = keyless(entries_of(broken))
    with running(broken, cluster_of(PROJECTED), tmp_path, entries=entries, starts=False) as made:
        made.wait_refused("Not authorized")
        made.wait(lambda: made.ended, "Prometheus to give up")
    claim(
        "a role that STS refuses keeps the whole Prometheus from starting: the target's URL waits for the role",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (sigv4)",
    )
