"""Accounts and regions of AWS are kept apart: each sees its own, and names others' only by their ARNs."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.provider import Aws
from sandbox.cloud import Cloud, Object, Refused
from tests.unit.sandbox.aws_case import (
    ACCOUNT,
    CENTRAL,
    CONFIGURATION,
    INLINE,
    LOGS,
    OTHER_ACCOUNT,
    POLICY,
    PROVIDER,
    ROLE,
    SECURITY_GROUP,
    TOPIC,
    VPC,
    WORKSPACES,
    beside,
    document,
    simulated_aws,
    trust,
    world,
)

GET_WORKSPACE = "aws:amp/getWorkspace:getWorkspace"
GET_PROVIDER = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider"
OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
WRITER: dict[str, Any] = {"name": "writer", "assumeRolePolicy": trust()}
READS: dict[str, Any] = {"role": "writer", "policy": document(Action="aps:RemoteWrite", Resource="*")}


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return simulated_aws(tmp_path)


@pytest.fixture
def other(aws: Aws) -> Aws:
    """The provider of another account."""
    return beside(aws, OTHER_ACCOUNT)


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (ROLE, WRITER),
        (POLICY, {"name": "p", "policy": READS["policy"]}),
        (OIDC, {"url": "https://issuer.example.com", "clientIdLists": ["a"]}),
        (LOGS, {"name": "/aws/vendedlogs/prometheus/a"}),
        (TOPIC, {"name": "alerts"}),
    ],
)
def test_one_name_in_two_accounts_is_two_things(aws: Aws, other: Aws, token: str, inputs: dict[str, Any]) -> None:
    mine, theirs = aws.create(token, inputs), other.create(token, inputs)

    assert f":{ACCOUNT}:" in mine.outputs["arn"]
    assert f":{OTHER_ACCOUNT}:" in theirs.outputs["arn"]
    with pytest.raises(Refused, match="already exists"):
        aws.create(token, inputs)
    aws.delete(mine)
    assert aws.find(token, mine.id, mine.outputs) is None
    assert other.find(token, theirs.id, theirs.outputs) is theirs


def test_a_log_group_of_one_name_is_another_in_each_region(aws: Aws) -> None:
    near, far = beside(aws), beside(aws, region="eu-central-1")
    name = {"name": "/aws/vendedlogs/prometheus/a"}

    one, two = near.create(LOGS, name), far.create(LOGS, name)
    three = near.create(LOGS, {**name, "region": "us-east-1"})

    assert {o.outputs["region"] for o in (one, two, three)} == {"eu-west-1", "eu-central-1", "us-east-1"}
    assert near.find(LOGS, name["name"], three.outputs) is three
    assert near.find(LOGS, name["name"], {}) is one


def test_a_role_of_another_account_is_not_there(aws: Aws, other: Aws) -> None:
    aws.create(ROLE, WRITER)

    with pytest.raises(Refused, match=r"NoSuchEntity: role 'writer'.*leads-nowhere"):
        other.create(INLINE, READS)


def test_a_role_is_not_kept_by_a_policy_of_its_namesake(aws: Aws, other: Aws) -> None:
    mine = aws.create(ROLE, WRITER)
    theirs = other.create(ROLE, WRITER)
    other.create(INLINE, READS)

    aws.delete(mine)
    with pytest.raises(Refused, match="still needs Role writer"):
        other.delete(theirs)


def test_policies_of_a_namesake_do_not_fill_a_role(aws: Aws, other: Aws) -> None:
    long = document(Sid="s" * 6_000, Action="aps:RemoteWrite", Resource="*")
    for account in (aws, other):
        account.create(ROLE, WRITER)
        account.create(INLINE, {"role": "writer", "name": "p", "policy": long})

    with pytest.raises(Refused, match="aws-inline-size"):
        aws.create(INLINE, {"role": "writer", "name": "q", "policy": long})


def test_a_workspace_of_another_account_can_be_named_by_its_arn_alone(aws: Aws, other: Aws) -> None:
    workspace = aws.create(WORKSPACES, {"alias": "hub"})
    arns = [workspace.outputs["arn"], CENTRAL]

    assert other.create(POLICY, {"name": "p", "policy": document(Action="aps:RemoteWrite", Resource=arns)}).id
    with pytest.raises(Refused, match=r"ResourceNotFoundException.*leads-nowhere"):
        other.create(CONFIGURATION, {"workspaceId": workspace.id, "retentionPeriodInDays": 30})


def test_a_network_of_another_account_is_not_there(aws: Aws, other: Aws) -> None:
    group = aws.create(SECURITY_GROUP, {"name": "clients", "vpcId": VPC})

    for one in (VPC, group.id):
        with pytest.raises(Refused, match=r"NotFound.*leads-nowhere"):
            other.create(SECURITY_GROUP, {"name": "mine", "vpcId": one})


def test_a_look_up_of_a_workspace_answers_in_its_account_and_region(aws: Aws, other: Aws) -> None:
    made = aws.create(WORKSPACES, {"alias": "hub"})
    far = aws.create(WORKSPACES, {"alias": "far", "region": "eu-central-1"})

    assert aws.invoke(GET_WORKSPACE, {"workspaceId": made.id})["alias"] == "hub"
    found = aws.invoke(GET_WORKSPACE, {"workspaceId": far.id, "region": "eu-central-1"})
    assert (found["arn"], found["region"]) == (far.outputs["arn"], "eu-central-1")
    assert found["prometheusEndpoint"] == far.outputs["prometheusEndpoint"]
    assert other.invoke(GET_WORKSPACE, {"workspaceId": CENTRAL.rsplit("/", 1)[1]})["arn"] == CENTRAL
    for account, workspace in ((other, made), (aws, far)):
        with pytest.raises(Refused, match="ResourceNotFoundException"):
            account.invoke(GET_WORKSPACE, {"workspaceId": workspace.id})
    with pytest.raises(Refused, match="ResourceNotFoundException"):
        aws.invoke(GET_WORKSPACE, {"workspaceId": made.id, "region": "eu-central-1"})


def test_a_look_up_of_a_workspace_answers_whatever_the_sdk_reads(aws: Aws) -> None:
    made = aws.create(WORKSPACES, {"alias": "hub", "tags": {"team": "a"}})
    found = aws.invoke(GET_WORKSPACE, {"workspaceId": made.id})

    promised = {"alias", "arn", "createdDate", "id", "kmsKeyArn", "prometheusEndpoint", "region", "status", "tags"}
    assert found.keys() == promised | {"workspaceId"}
    assert found["tags"] == {"team": "a"}


@pytest.mark.parametrize("args", [{"arn": PROVIDER}, {"url": f"https://{PROVIDER.partition('/')[2]}"}])
def test_a_provider_of_identities_is_not_there_for_another_account(aws: Aws, other: Aws, args: dict[str, Any]) -> None:
    assert aws.invoke(GET_PROVIDER, args)["arn"] == PROVIDER
    with pytest.raises(Refused, match=r"NoSuchEntity|not found"):
        other.invoke(GET_PROVIDER, args)


def test_what_was_written_before_accounts_were_kept_apart_is_still_read(tmp_path: Path) -> None:
    journal = tmp_path / "cloud.jsonl"
    old = {"token": ROLE, "id": "writer", "inputs": WRITER, "outputs": {"arn": f"arn:aws:iam::{ACCOUNT}:role/writer"}}
    gone = Object(ROLE, "gone", {}, {})
    lines: list[dict[str, Any]] = [old, vars(gone), {"gone": gone.key}]
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    assert [one.id for one in Cloud.load(journal, world()).objects.values()] == ["writer"]
