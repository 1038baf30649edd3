"""AMP across accounts: what lets others write, what exists already, and what leads there from a VPC."""

import json
from typing import Any

import pulumi
import pytest

from components.aws.amp_sharing import AmpSharing, AmpSharingError
from components.aws.amp_vpc_endpoint import AmpVpcEndpoint
from components.aws.existing_workspace import existing_workspace, workspace_of_account
from components.contracts.endpoints import AmpEndpoint
from tests.recorder import Recorder, record
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for
from tests.unit.test_aws_amp import ACCOUNT, ARN, ENDPOINT, HOST, vpc_endpoint

POLICY = "aws:amp/resourcePolicy:ResourcePolicy"
LOOK_UP = "aws:amp/getWorkspace:getWorkspace"
OTHERS = ["210987654321", "999999999999"]
WORKSPACE: AmpEndpoint = {
    "kind": "amp",
    "write_url": f"{HOST}/api/v1/remote_write",
    "query_url": f"{HOST}/",
    "workspace_id": "ws-1",
    "workspace_arn": ARN,
    "account_id": ACCOUNT,
    "region": "eu-west-1",
    "built_by": "",
}


def shared(accounts: list[str]) -> AmpSharing:
    return AmpSharing("amp-sharing", {"endpoint": WORKSPACE, "account_ids": accounts})


def test_others_may_write_to_this_workspace_and_do_nothing_else() -> None:
    policy = record(lambda: shared(OTHERS) and None).one(POLICY)

    assert (policy["workspaceId"], policy["region"]) == ("ws-1", "eu-west-1")
    (statement,) = json.loads(policy["policyDocument"])["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Allow", "aps:RemoteWrite", ARN)
    assert statement["Principal"] == {"AWS": [f"arn:aws:iam::{account}:root" for account in OTHERS]}


def test_others_may_write_when_the_policy_is_there() -> None:
    recorder = record(lambda: Consumer({"ready": shared(OTHERS).ready}) and None)

    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") == {"amp-sharing-policy"}


def test_sharing_with_nobody_is_refused_before_any_policy() -> None:
    with pytest.raises(AmpSharingError, match="amp-sharing: account_ids must name at least one"):
        record(lambda: shared([]) and None)


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_existing_workspace_offers_what_one_that_is_built_offers(slash: str) -> None:
    found: list[Any] = []
    recorder = record(
        lambda: found.append(
            existing_workspace("ws-1", account_id=ACCOUNT, region="eu-west-1", opts=pulumi.InvokeOptions())
        ),
        calls={LOOK_UP: {"arn": ARN, "prometheusEndpoint": f"{HOST}{slash}"}},
    )

    assert found == [WORKSPACE]
    (asked,) = recorder.invokes
    assert dict(asked.args) == {"workspaceId": "ws-1", "region": "eu-west-1"}


def test_a_workspace_of_another_account_offers_the_same_without_being_looked_up() -> None:
    assert workspace_of_account("ws-1", account_id=ACCOUNT, region="eu-west-1") == WORKSPACE
    other = workspace_of_account("ws-1", account_id=OTHERS[0], region="us-east-1")
    assert other["workspace_arn"] == f"arn:aws:aps:us-east-1:{OTHERS[0]}:workspace/ws-1"
    assert other["write_url"] == "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write"


def statements(recorder: Recorder, service: str) -> list[dict[str, Any]]:
    return json.loads(recorder.of_type(ENDPOINT)[f"private-{service}"]["policy"])["Statement"]


def test_workspaces_of_other_accounts_are_reached_by_principals_of_ones_own_only() -> None:
    alone = record(lambda: vpc_endpoint() and None)
    among = record(lambda: vpc_endpoint(other_accounts=OTHERS) and None)
    (before,), (after,) = statements(alone, "aps-workspaces"), statements(among, "aps-workspaces")

    assert before["Resource"] == [f"arn:aws:aps:eu-west-1:{ACCOUNT}:*"]
    assert after["Resource"] == [
        *before["Resource"],
        *(f"arn:aws:aps:eu-west-1:{account}:*" for account in OTHERS),
    ]
    assert {**after, "Resource": []} == {**before, "Resource": []}
    assert after["Condition"] == {"StringEquals": {"aws:PrincipalAccount": [ACCOUNT]}}
    assert statements(among, "sts") == statements(alone, "sts")


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(record(lambda: shared(OTHERS) and None), AmpSharing, "amp-sharing")
    assert_component_rules(record(lambda: vpc_endpoint(other_accounts=OTHERS) and None), AmpVpcEndpoint, "private")
