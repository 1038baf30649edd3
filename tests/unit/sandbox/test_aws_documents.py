"""IAM documents are parsed and linted, and whatever else stands there is answered."""

import json
from typing import Any

import pytest

from components.aws.iam_documents import (
    irsa_trust_policy,
    remote_write_policy,
    sts_endpoint_policy,
    vpc_endpoint_policy,
)
from sandbox.aws.documents import DOCUMENTS, document_problems
from sandbox.aws.types import TYPES
from sandbox.schema import UNKNOWN
from tests.unit.sandbox.aws_case import WORKSPACE, document, trust

INLINE, ENDPOINT, ROLE = "aws:iam/rolePolicy:RolePolicy", "aws:ec2/vpcEndpoint:VpcEndpoint", "aws:iam/role:Role"
WRITE: dict[str, Any] = {"Action": "aps:RemoteWrite", "Resource": WORKSPACE}


def reasons(token: str, value: Any) -> list[str]:
    (name,) = DOCUMENTS[token]
    return [reason for path, reason in document_problems(token, {name: value}) if path == name]


def test_documents_are_properties_of_types_that_are_simulated() -> None:
    assert DOCUMENTS.keys() <= TYPES.keys()


@pytest.mark.parametrize(
    ("token", "value"),
    [
        (INLINE, json.dumps(remote_write_policy([WORKSPACE]))),
        (ENDPOINT, json.dumps(vpc_endpoint_policy("eu-west-1", ["123456789012"], ["123456789012"]))),
        (ENDPOINT, json.dumps(sts_endpoint_policy(["123456789012"]))),
        (ROLE, json.dumps(irsa_trust_policy("123456789012", "https://a/b", [{"namespace": "a", "name": "b"}]))),
        (ROLE, json.loads(trust())),
        (INLINE, document(Action="aps:*", Resource=WORKSPACE)),
        (INLINE, document(**WRITE, Condition={"StringEquals": {"aws:SourceOrgID": "o-1"}})),
        (INLINE, document(Action="aps:QueryMetrics", Resource="*")),
        (INLINE, document(**WRITE, Condition={"Bool": {"aws:SecureTransport": ["true", "false"]}})),
        (INLINE, document(**WRITE, Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": 5}})),
        (ENDPOINT, ""),
        (INLINE, UNKNOWN),
        (INLINE, {"Statement": {"Effect": "Allow", "Action": UNKNOWN, "Resource": WORKSPACE}}),
    ],
)
def test_a_document_that_aws_takes_is_no_problem(token: str, value: Any) -> None:
    assert not reasons(token, value)


@pytest.mark.parametrize(
    ("token", "value", "reason"),
    [
        (INLINE, "", "syntax errors in policy"),
        (INLINE, "{", "syntax errors in policy"),
        (INLINE, "[" * 100_000, "syntax errors in policy"),
        (INLINE, "5", "no JSON object"),
        (INLINE, "{}", "a statement is no JSON object"),
        (INLINE, '{"Statement": []}', "no statement"),
        (INLINE, '{"Statement": ["Allow"]}', "a statement is no JSON object"),
        (INLINE, document(**WRITE, Effect="allow"), "Effect must be Allow or Deny"),
        (INLINE, document(**WRITE, Actions=["aps:RemoteWrite"]), "unknown field Actions"),
        (INLINE, document(Resource=WORKSPACE), "either Action or NotAction"),
        (INLINE, document(**{**WRITE, "Action": [5]}), "Action must be one text or more"),
        (INLINE, document(**{**WRITE, "Resource": []}), "Resource must be one text or more"),
        (INLINE, document(**WRITE, Sid=5), "Sid must be a text"),
        (INLINE, document(**WRITE, Condition=["a"]), "Condition must be an object"),
        (INLINE, document(**WRITE, Condition={"StringEquals": "a"}), "Condition must be an object"),
        (INLINE, document(**WRITE, Condition={"StringEquals": {"a": [{}]}}), "Condition must be an object"),
        (ENDPOINT, document(**WRITE, Principal={"AWS": []}), "Principal must be"),
        (INLINE, document(**WRITE, Principal="*"), "should not specify a principal"),
        (INLINE, document(Action="aps:RemoteWrite"), "must contain resources"),
        (ROLE, trust(Resource="*"), "prohibited field Resource"),
        (ROLE, "", "syntax errors in policy"),
        (INLINE, document(Action="aps:DeleteAlertManagerSilences", Resource=WORKSPACE), "UNKNOWN_ACTION"),
        (INLINE, document(Action="prometheus:Write", Resource=WORKSPACE), "UNKNOWN_PREFIX"),
        (INLINE, document(Action="aps:RemoteWrite", Resource="workspace"), "INVALID_ARN"),
        (
            ENDPOINT,
            document(
                Action="aps:RemoteWrite", Resource="arn:aws:aps:eu-west-1:123456789012:/workspaces*", Principal="*"
            ),
            "RESOURCE_MISMATCH",
        ),
        (INLINE, document(**WRITE, Condition={"StringMatches": {"aws:PrincipalAccount": "1"}}), "UNKNOWN_OPERATOR"),
        (INLINE, document(**WRITE, Condition={"StringEquals": {"aps:account": "1"}}), "UNKNOWN_CONDITION_FOR_ACTION"),
        (ENDPOINT, document(**WRITE, Principal={"Everybody": "*"}), "UNKNOWN_PRINCIPAL"),
    ],
)
def test_a_document_that_is_none_is_answered(token: str, value: Any, reason: str) -> None:
    found = reasons(token, value)

    assert found
    assert reason in found[0]
