"""IAM documents: parsed, held against the grammar, and linted by parliament."""

import importlib
import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sandbox.aws.grammar import Malformed, Statement, listed, parse
from sandbox.schema import UNKNOWN
from sandbox.values import strings

Kind = Literal["identity", "resource", "trust"]

DOCUMENTS: Mapping[str, Mapping[str, Kind]] = {
    "aws:iam/role:Role": {"assumeRolePolicy": "trust"},
    "aws:iam/rolePolicy:RolePolicy": {"policy": "identity"},
    "aws:iam/policy:Policy": {"policy": "identity"},
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {"policy": "identity"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"policy": "resource"},
    "aws:amp/resourcePolicy:ResourcePolicy": {"policyDocument": "resource"},
    "aws:sns/topic:Topic": {"policy": "resource"},
    "aws:sns/topicPolicy:TopicPolicy": {"policy": "resource"},
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {"policyDocument": "resource"},
}
"""Properties that are IAM documents, by type: a document of a principal, of a resource, or of who may assume a role."""

OPTIONAL = frozenset(
    {
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:sns/topic:Topic",
    }
)
"""Types whose document may be left out: the bridged provider takes an empty text for that."""

OPINIONS = frozenset(
    {
        "RESOURCE_STAR",
        "RESOURCE_EFFECTIVELY_STAR",
        "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
        "BAD_PATTERN_FOR_MFA",
        "MISMATCHED_TYPE_BUT_USABLE",
        "NO_VERSION",
        "OLD_VERSION",
    }
)
"""Findings of parliament about documents that AWS takes and that do what they say."""


def document_problems(token: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the documents of a resource, as (path, reason); what is not known yet is left out."""
    problems: list[tuple[str, str]] = []
    for name, kind in DOCUMENTS.get(token, {}).items():
        value = inputs.get(name)
        if value is None or UNKNOWN in strings(value) or (value == "" and token in OPTIONAL):
            continue
        try:
            problems += [(name, reason) for reason in _problems(parse(value), kind)]
        except Malformed as malformed:
            problems.append((name, f"MalformedPolicyDocument: {malformed}"))
    return problems


def size(value: Any) -> int:
    """Characters of a document as IAM counts them, without white space.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    text = value if isinstance(value, str) else json.dumps(value)
    return len(re.sub(r"\s", "", text))


def _problems(statements: list[Statement], kind: Kind) -> Iterator[str]:
    for statement in statements:
        if kind == "identity" and statement.keys() & {"Principal", "NotPrincipal"}:
            yield "MalformedPolicyDocument: Policy document should not specify a principal."
        if kind == "trust" and statement.keys() & {"Resource", "NotResource"}:
            yield "MalformedPolicyDocument: Has prohibited field Resource"
        if kind != "trust" and not statement.keys() & {"Resource", "NotResource"}:
            yield "MalformedPolicyDocument: Policy statement must contain resources."
    if kind != "trust":
        yield from _findings(statements)


def _findings(statements: list[Statement]) -> Iterator[str]:
    # Not at the top: it takes 0.2 s, and a stack without AWS never asks.
    parliament: Any = importlib.import_module("parliament")
    named = {action.lower() for statement in statements for action in listed(statement.get("Action"))}
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    try:
        findings = parliament.analyze_policy_string(document, ignore_private_auditors=True).findings
    except Exception as failure:
        # Some documents that AWS takes it cannot read, such as a list of values under Bool; it then says nothing.
        logging.getLogger(__name__).warning("parliament cannot read %s: %r", document, failure)
        return
    for finding in findings:
        # Global condition keys go with every action; parliament knows those of its day.
        if finding.issue in OPINIONS or "condition aws:" in str(finding.detail):
            continue
        # What a wildcard comes to includes actions on other resources, and AWS takes it.
        if finding.issue == "RESOURCE_MISMATCH" and not any(one["action"].lower() in named for one in finding.detail):
            continue
        yield f"parliament: {finding.issue}: {finding.detail or finding.location}"
