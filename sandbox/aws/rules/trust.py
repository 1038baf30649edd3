"""Rows on who may assume a role."""

from collections.abc import Mapping
from typing import Any, cast

from sandbox.aws.botocore_data import service_names
from sandbox.aws.documents import size
from sandbox.aws.existing import Existing
from sandbox.aws.grammar import Statement, listed, principals_of, statements_of
from sandbox.aws.place import Arn
from sandbox.aws.rules.iam import QUOTAS
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

ROLE = "iam/role:Role"
PRINCIPALS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
TRUST_CHARACTERS = 2_048
_ACTIONS = {
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:setcontext",
    "sts:setsourceidentity",
    "sts:tagsession",
}


def _statements(request: Request) -> list[Statement]:
    return statements_of(request.inputs.get("assumeRolePolicy"))


def _principals(request: Request, kind: str) -> list[str]:
    return [one for statement in _statements(request) for one in principals_of(statement, kind)]


@RULES.rule(ROLE, says="a trust over 2,048 characters", source=QUOTAS)
def _trust_size(request: Request) -> str | None:
    if size(request.inputs.get("assumeRolePolicy")) > TRUST_CHARACTERS:
        return f"LimitExceeded: Cannot exceed quota for ACLSizePerRole: {TRUST_CHARACTERS}"
    return None


@RULES.rule(ROLE, says="a trust that names no principal", source=PRINCIPALS)
def _trust_without_principal(request: Request) -> str | None:
    if any(not statement.keys() & {"Principal", "NotPrincipal"} for statement in _statements(request)):
        return "MalformedPolicyDocument: Missing required field Principal"
    return None


@RULES.rule(ROLE, says="a trust whose principal is empty", source=PRINCIPALS)
def _empty_principal(request: Request) -> str | None:
    if any(statement.get("Principal", "*") in ("", {}) for statement in _statements(request)):
        return "MalformedPolicyDocument: Missing required field Principal cannot be empty!"
    return None


@RULES.rule(ROLE, says="a trust in a principal of an unknown kind", source=PRINCIPALS)
def _kind_of_principal(request: Request) -> str | None:
    for statement in _statements(request):
        principal = statement.get("Principal", "*")
        kinds = set(cast(Mapping[str, Any], principal)) if isinstance(principal, dict) else {principal}
        if unknown := kinds - {"AWS", "CanonicalUser", "Federated", "Service", "*", ""}:
            return f"MalformedPolicyDocument: Unknown field or principal {', '.join(map(str, unknown))}"
    return None


@RULES.rule(
    ROLE,
    says="a trust in actions that assume no role",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
)
def _trusted_action(request: Request) -> str | None:
    actions = [action for statement in _statements(request) for action in listed(statement.get("Action", []))]
    if any(action.lower() not in _ACTIONS for action in actions):
        return "MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions."
    return None


@RULES.rule(ROLE, says="a role that trusts an OIDC provider which does not exist", source=PRINCIPALS)
def _trusted_provider(request: Request) -> str | None:
    existing = Existing.of(request)
    for provider in _principals(request, "Federated"):
        arn = Arn.parse(provider)
        own = arn is not None and (arn.account, arn.kind) == (existing.place.account, "iam:oidc-provider")
        if own and provider not in existing.arns:
            return f"MalformedPolicyDocument: Invalid principal in policy: {provider}"
    return None


@RULES.rule(
    ROLE,
    says="a role that trusts another account's identity provider",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
)
def _foreign_provider(request: Request) -> str | None:
    here = Existing.of(request).place
    for provider in _principals(request, "Federated"):
        if (arn := Arn.parse(provider)) and arn.account != here.account:
            return f"MalformedPolicyDocument: Invalid principal in policy: {provider} is not of {here.account}"
    return None


@RULES.rule(ROLE, says="a role that trusts accounts or roles that there are not", source=PRINCIPALS)
def _trusted_account(request: Request) -> str | None:
    existing = Existing.of(request)
    for principal in _principals(request, "AWS"):
        if not existing.has_principal(principal):
            return f'MalformedPolicyDocument: Invalid principal in policy: "AWS":"{principal}"'
    return None


@RULES.rule(
    ROLE, says="a role that trusts a service that there is not", source=f"{PRINCIPALS}; botocore's list of services"
)
def _trusted_service(request: Request) -> str | None:
    for service in _principals(request, "Service"):
        # `pods.eks.amazonaws.com`: before the domain stands the service, before that what is its own.
        name, _, suffix = service.removesuffix(".cn").rpartition(".amazonaws.")
        if suffix != "com" or name.split(".")[-1] not in service_names():
            return f'MalformedPolicyDocument: Invalid principal in policy: "SERVICE":"{service}"'
    return None
