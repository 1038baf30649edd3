"""Rows on what any resource refers to: its region, its tags, and names that lead nowhere."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.aws.botocore_data import partition_of
from sandbox.aws.documents import DOCUMENTS
from sandbox.aws.existing import ARN_SECTIONS, Existing
from sandbox.aws.place import Arn, default_tags
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request
from sandbox.values import strings

_KINDS = {
    "aps:workspace": "ResourceNotFoundException: Workspace not found",
    "eks:cluster": "ResourceNotFoundException: No cluster found",
    "iam:policy": "NoSuchEntity: Policy does not exist",
    "iam:role": "NoSuchEntity: Role does not exist",
    "kms:key": "NotFoundException: Key does not exist",
    "logs:log-group": "ResourceNotFoundException: The specified log group does not exist",
    "sns:topic": "NotFound: Topic does not exist",
}
"""What is answered of an ARN that leads nowhere, by kind. Others are not simulated and not looked for."""


def _texts(request: Request, *, of_documents: bool) -> Iterator[str]:
    documents = DOCUMENTS.get(request.token, {})
    for name, value in request.inputs.items():
        if name == "tags" or name.startswith("__"):
            continue
        if name not in documents:
            yield from strings(value) if not of_documents else ()
        # Whom a role trusts has rows of its own.
        elif of_documents and documents[name] != "trust":
            yield from strings(json.loads(value) if isinstance(value, str) and value else value)


def _complete_arns(texts: Iterator[str]) -> Iterator[tuple[str, Arn]]:
    for text in texts:
        arn = Arn.parse(text)
        if arn and arn.kind in _KINDS and not re.search(r"[*?]|\$\{", text.removesuffix(":*")):
            yield text.removesuffix(":*"), arn


@RULES.rule(
    says="a region that there is not",
    source="observed: no such host; the provider asks before only with `skip_region_validation` off",
)
def _region(request: Request) -> str | None:
    region = Existing.of(request).place.region
    if partition_of(region) is None:
        return f"RequestError: send request failed: no such host: {region}"
    return None


@RULES.rule(
    says="a tag whose key begins with aws:",
    source="https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html; the provider drops such a tag "
    "without a word and differs for ever",
)
def _reserved_tag(request: Request) -> str | None:
    tags: dict[str, Any] = {**default_tags(request.config), **(request.inputs.get("tags") or {})}
    reserved = [key for key in tags if key.lower().startswith("aws:")]
    return f"InvalidParameter: Tag keys starting with 'aws:' are reserved: {', '.join(reserved)}" if reserved else None


@RULES.rule(
    says="an ARN of what is not there",
    source="https://docs.aws.amazon.com/prometheus/latest/APIReference/CommonErrors.html and its like of each service",
)
def _arn_leads_nowhere(request: Request) -> str | None:
    existing = Existing.of(request)
    for text, arn in _complete_arns(_texts(request, of_documents=False)):
        if text not in existing.arns:
            return f"{_KINDS[arn.kind]}: {text}"
    return None


@RULES.rule(
    says="an ARN inside a document that leads nowhere",
    source="nobody's word: AWS takes it (stricter on purpose), and what the document is for then does not happen",
)
def _document_leads_nowhere(request: Request) -> str | None:
    existing = Existing.of(request)
    for text, arn in _complete_arns(_texts(request, of_documents=True)):
        if text not in existing.arns:
            return f"{_KINDS[arn.kind]}: {text}, which {request.id} names in a document"
    return None


@RULES.rule(
    "amp/workspace:Workspace",
    "amp/queryLoggingConfiguration:QueryLoggingConfiguration",
    "cloudwatch/metricAlarm:MetricAlarm",
    "cloudwatch/logGroup:LogGroup",
    "eks/podIdentityAssociation:PodIdentityAssociation",
    says="a key, log group, topic or role of another region or account",
    source="https://docs.aws.amazon.com/prometheus/latest/userguide/CW-logs.html; "
    "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html: keys are used in their region",
)
def _elsewhere(request: Request) -> str | None:
    here = Existing.of(request).place
    # Which role a pod goes on to assume may be another account's; a key may be, too.
    texts = [t for name, value in request.inputs.items() if name != "targetRoleArn" for t in strings(value)]
    for text, arn in _complete_arns(iter(texts)):
        foreign = arn.account != here.account and arn.kind != "kms:key"
        if foreign or arn.region not in ("", here.region):
            return f"ValidationException: {text} is not of account {here.account} in {here.region}"
    return None


_IDS: dict[str, tuple[str, Callable[[Existing], Any]]] = {
    "vpcId": ("InvalidVpcID.NotFound", lambda existing: existing.vpcs),
    "subnetIds": ("InvalidSubnetID.NotFound", lambda existing: existing.subnets),
    "securityGroupIds": ("InvalidGroup.NotFound", lambda existing: existing.security_groups),
    "securityGroupId": ("InvalidGroup.NotFound", lambda existing: existing.security_groups),
    "referencedSecurityGroupId": ("InvalidGroup.NotFound", lambda existing: existing.security_groups),
    "prefixListId": ("InvalidPrefixListID.NotFound", lambda existing: existing.prefix_lists),
    "workspaceId": ("ResourceNotFoundException", lambda existing: existing.workspaces),
    "clusterName": ("ResourceNotFoundException", lambda existing: existing.clusters),
    "role": ("NoSuchEntity", lambda existing: existing.roles),
}


@RULES.rule(
    says="an id of what is not there, or not in this account and region",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and the API references of AMP, "
    "EKS and IAM, under their errors",
)
def _id_leads_nowhere(request: Request) -> str | None:
    existing = Existing.of(request)
    for name, (code, known) in _IDS.items():
        for id_ in strings(request.inputs.get(name)):
            if id_ and id_ not in known(existing) and not existing.made_under(id_):
                return f"{code}: {name} '{id_}' does not exist"
    return None


@RULES.rule(
    "iam/openIdConnectProvider:OpenIdConnectProvider",
    "iam/role:Role",
    "iam/policy:Policy",
    "cloudwatch/logGroup:LogGroup",
    "sns/topic:Topic",
    says="a name that somebody else has taken",
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html",
    steps=("create",),
)
def _taken(request: Request) -> str | None:
    existing, resource = Existing.of(request), f"{request.id}"
    here = existing.place
    names = {
        resource,
        here.arn("iam", f"role/{resource}", regional=False),
        here.arn("logs", f"log-group:{resource}"),
    }
    taken = [arn for section in ARN_SECTIONS for arn in existing.before(section) if arn in names]
    return f"EntityAlreadyExists: {taken[0]}" if taken else None
