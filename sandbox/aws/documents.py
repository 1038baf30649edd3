"""IAM documents: parsed, held against the grammar, and linted by parliament."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from sandbox.schema import UNKNOWN

Kind = Literal["identity", "resource", "trust"]
Statement = Mapping[str, Any]

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

_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}


class Malformed(ValueError):
    """What AWS does not take for a document; its text says why."""


def document_problems(token: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the documents of a resource, as (path, reason); what is not known yet is left out."""
    problems: list[tuple[str, str]] = []
    for name, kind in DOCUMENTS.get(token, {}).items():
        value = inputs.get(name)
        # The bridged provider takes an empty text for one that is not given, which a role's trust cannot be.
        if value is None or value == UNKNOWN or (value == "" and kind != "trust" and name != "policyDocument"):
            continue
        try:
            problems += [(name, reason) for reason in _problems(parse(value), kind)]
        except Malformed as malformed:
            problems.append((name, f"MalformedPolicyDocument: {malformed}"))
    return problems


def parse(value: Any) -> list[Statement]:
    """Statements of a document. Raises Malformed where it is none."""
    try:
        document = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError) as error:
        raise Malformed(f"syntax errors in policy: {error}") from None
    if not isinstance(document, dict):
        raise Malformed("syntax errors in policy: it is no JSON object")
    found = cast(dict[str, Any], document).get("Statement")
    statements: list[Any] = found if isinstance(found, list) else [found]
    if not statements:
        raise Malformed("it has no statement")
    for statement in statements:
        _check_grammar(statement)
    return statements


def statements_of(value: Any) -> list[Statement]:
    """Statements of a document that was checked before; none where there is no document."""
    try:
        return parse(value) if value else []
    except Malformed:
        return []


def size(value: Any) -> int:
    """Characters of a document as IAM counts them, without white space.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    text = value if isinstance(value, str) else json.dumps(value)
    return len(re.sub(r"\s", "", text))


def listed(value: Any) -> list[str]:
    """An element's texts, of which a single one stands without brackets."""
    values: list[Any] = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _check_grammar(statement: Any) -> None:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    if not isinstance(statement, dict):
        raise Malformed("a statement is no JSON object")
    parts = cast(dict[str, Any], statement)
    if unknown := sorted(parts.keys() - _ELEMENTS):
        raise Malformed(f"unknown field {', '.join(unknown)}")
    if parts.get("Effect") not in ("Allow", "Deny"):
        raise Malformed("a statement's Effect must be Allow or Deny")
    if ("Action" in parts) == ("NotAction" in parts):
        raise Malformed("a statement must have either Action or NotAction")
    for element in ("Action", "NotAction", "Resource", "NotResource"):
        if element in parts and not _texts(parts[element]):
            raise Malformed(f"{element} must be one text or more")
    if not isinstance(parts.get("Sid", ""), str):
        raise Malformed("Sid must be a text")
    for element in ("Principal", "NotPrincipal"):
        if element in parts and not _is_principal(parts[element]):
            raise Malformed(f"{element} must be '*' or an object of texts")
    condition = parts.get("Condition", {})
    if not isinstance(condition, dict) or not all(map(_is_condition, cast(dict[str, Any], condition).values())):
        raise Malformed("Condition must be an object of operators, each an object of keys and values")


def _texts(value: Any) -> bool:
    return bool(value) and len(listed(value)) == (len(cast(list[Any], value)) if isinstance(value, list) else 1)


def _is_principal(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, dict) and all(map(_texts, cast(dict[str, Any], value).values()))
    )


def _is_condition(block: Any) -> bool:
    if not isinstance(block, dict):
        return False
    values = [v for one in cast(dict[str, Any], block).values() for v in (one if isinstance(one, list) else [one])]
    return all(isinstance(value, str | bool | int) for value in values)


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
    import parliament

    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    found: Any = parliament.analyze_policy_string(document, ignore_private_auditors=True)
    for finding in found.findings:
        # Global condition keys go with every action; parliament knows those of its day.
        if finding.issue not in OPINIONS and "condition aws:" not in str(finding.detail):
            yield f"parliament: {finding.issue}: {finding.detail or finding.location}"
