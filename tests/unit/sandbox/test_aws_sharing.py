"""A workspace that is shared with other accounts."""

from pathlib import Path

import pytest

from sandbox.aws.provider import Aws
from sandbox.cloud import Refused
from tests.unit.sandbox.aws_case import (
    ACCOUNT,
    EXISTING,
    OTHER_ACCOUNT,
    ROLE,
    WORKSPACE,
    beside,
    document,
    simulated_aws,
    trust,
)

SHARING = "aws:amp/resourcePolicy:ResourcePolicy"
READS = ["aps:GetLabels", "aps:GetMetricMetadata", "aps:GetSeries", "aps:QueryMetrics", "aps:RemoteWrite"]
WRITER = f"arn:aws:iam::{OTHER_ACCOUNT}:role/writer"


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return simulated_aws(tmp_path)


def policy(principal: str, actions: list[str] = READS, workspace: str = WORKSPACE) -> dict[str, str]:
    named = document(Principal={"AWS": principal}, Action=actions, Resource=workspace)
    return {"workspaceId": workspace.rsplit("/", 1)[1], "policyDocument": named}


@pytest.mark.parametrize("principal", [OTHER_ACCOUNT, f"arn:aws:iam::{OTHER_ACCOUNT}:root", ACCOUNT, "*"])
def test_a_workspace_is_shared_with_accounts_that_there_are(aws: Aws, principal: str) -> None:
    assert aws.create(SHARING, policy(principal)).id == "ws-here"


def test_a_workspace_is_shared_with_a_role_of_another_account_once_it_is_there(aws: Aws) -> None:
    with pytest.raises(Refused, match=r"Invalid principal.*\[aws-shared-with-nobody\]$"):
        aws.create(SHARING, policy(WRITER))

    beside(aws, OTHER_ACCOUNT).create(ROLE, {"name": "writer", "assumeRolePolicy": trust()})
    assert aws.create(SHARING, policy(WRITER)).id


def test_only_a_workspaces_own_account_shares_it(aws: Aws) -> None:
    everything = document(Principal="*", Action=READS, Resource="*")
    with pytest.raises(Refused, match="ResourceNotFoundException"):
        beside(aws, OTHER_ACCOUNT).create(SHARING, {**policy("*", workspace=EXISTING), "policyDocument": everything})
    assert aws.create(SHARING, policy(OTHER_ACCOUNT, workspace=EXISTING)).id


@pytest.mark.parametrize("action", ["aps:DeleteWorkspace", "aps:putresourcepolicy", "iam:PassRole"])
def test_nobody_is_let_in_to_what_is_no_api_of_prometheus(aws: Aws, action: str) -> None:
    with pytest.raises(Refused, match=r"\[aws-control-action\]$"):
        aws.create(SHARING, policy(OTHER_ACCOUNT, [action]))


@pytest.mark.parametrize("text", ["shared", "{}", '{"Statement": []}'])
def test_a_policy_that_is_no_document_is_answered(aws: Aws, text: str) -> None:
    (path, reason), *_ = aws.problems(SHARING, {"workspaceId": "ws-here", "policyDocument": text})

    assert path == "policyDocument"
    assert reason.startswith("MalformedPolicyDocument")
