import json
from typing import Any

import parliament
import pytest

from components.aws.iam_documents import (
    irsa_trust_policy,
    remote_write_policy,
    sts_endpoint_policy,
    vpc_endpoint_policy,
)
from components.contracts.pod_identity import ServiceAccount

ARNS = ["arn:aws:aps:eu-west-1:123456789012:workspace/ws-1", "arn:aws:aps:eu-west-1:123456789012:workspace/ws-2"]
ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"
ENDPOINT = vpc_endpoint_policy("eu-west-1", ["123456789012", "999999999999"], ["123456789012", "210987654321"])
ACCOUNTS = [ServiceAccount(namespace="monitoring", name="prometheus"), ServiceAccount(namespace="obs", name="agent")]


def statement(document: dict[str, Any]) -> dict[str, Any]:
    assert document["Version"] == "2012-10-17"
    (only,) = document["Statement"]
    return only


def test_a_writer_may_write_to_the_workspaces_and_nothing_else() -> None:
    allowed = statement(remote_write_policy(ARNS))
    assert (allowed["Action"], allowed["Resource"]) == ("aps:RemoteWrite", ARNS)


def test_only_tokens_meant_for_aws_of_exactly_these_accounts_are_trusted() -> None:
    trust = statement(irsa_trust_policy("123456789012", ISSUER, ACCOUNTS))
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            "oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud": "sts.amazonaws.com",
            "oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": [
                "system:serviceaccount:monitoring:prometheus",
                "system:serviceaccount:obs:agent",
            ],
        }
    }


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_provider_is_the_accounts_one_of_the_issuer_with_its_slash(slash: str) -> None:
    trust = statement(irsa_trust_policy("123456789012", f"{ISSUER}{slash}", ACCOUNTS))
    provider = f"oidc.eks.eu-west-1.amazonaws.com/id/ABC{slash}"
    assert trust["Principal"] == {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{provider}"}
    assert f"{provider}:sub" in trust["Condition"]["StringEquals"]


def test_all_that_the_accounts_do_with_the_workspaces_passes_the_vpc_endpoint_and_nothing_else() -> None:
    passes = statement(ENDPOINT)
    assert passes["Action"] == "aps:*"
    assert passes["Resource"] == [f"arn:aws:aps:eu-west-1:{account}:*" for account in ("123456789012", "210987654321")]
    assert passes["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ["123456789012", "999999999999"]}}


def test_the_sts_endpoint_lets_tokens_be_exchanged_by_anybody_and_all_else_be_done_by_the_accounts() -> None:
    exchange, rest = sts_endpoint_policy(["123456789012", "999999999999"])["Statement"]
    assert exchange["Action"] == ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
    assert exchange["Principal"] == "*"
    # The caller has no account yet: a condition on it would refuse everybody.
    assert "Condition" not in exchange
    assert rest["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ["123456789012", "999999999999"]}}


def test_a_writer_has_no_wildcard_resource() -> None:
    assert not [arn for arn in statement(remote_write_policy(ARNS))["Resource"] if "*" in arn]


def test_policies_name_actions_that_exist_on_resources_they_fit() -> None:
    assert not parliament.analyze_policy_string(json.dumps(remote_write_policy(ARNS))).findings
    # Of all actions some are done by another name, or with no workspace yet.
    findings = parliament.analyze_policy_string(json.dumps(ENDPOINT)).findings
    assert {finding.issue for finding in findings} == {"RESOURCE_MISMATCH"}


def test_a_policy_of_every_resource_would_be_found() -> None:
    findings = parliament.analyze_policy_string(json.dumps(remote_write_policy(["*"]))).findings

    assert [finding.issue for finding in findings] == ["RESOURCE_STAR"]
