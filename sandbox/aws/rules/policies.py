"""Rows on what a workspace's own policy may say."""

from sandbox.aws.existing import Existing
from sandbox.aws.grammar import listed, principals_of, statements_of
from sandbox.aws.place import Arn
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

POLICY = "amp/resourcePolicy:ResourcePolicy"
SOURCE = "https://docs.aws.amazon.com/prometheus/latest/APIReference/API_PutResourcePolicy.html"


@RULES.rule(POLICY, says="a workspace's policy of actions with a wildcard", source=f"{SOURCE}; refused when tried")
def _wildcard_action(request: Request) -> str | None:
    for statement in statements_of(request.inputs.get("policyDocument")):
        if any("*" in action for action in listed(statement.get("Action", []))):
            return "ValidationException: Policy document actions must be listed one by one"
    return None


@RULES.rule(POLICY, says="a workspace's policy on another workspace", source=SOURCE)
def _other_workspace(request: Request) -> str | None:
    own = Existing.of(request).place.arn("aps", f"workspace/{request.inputs.get('workspaceId')}")
    for statement in statements_of(request.inputs.get("policyDocument")):
        if listed(statement.get("Resource", [])) not in ([own], ["*"]):
            return f"ValidationException: Policy document resource must be {own}"
    return None


@RULES.rule(POLICY, says="a workspace's policy for accounts or roles that there are not", source=SOURCE)
def _shared_with_nobody(request: Request) -> str | None:
    existing = Existing.of(request)
    for statement in statements_of(request.inputs.get("policyDocument")):
        for one in principals_of(statement, "AWS"):
            arn = Arn.parse(one)
            if one != "*" and (arn.account if arn else one) not in existing.accounts:
                return f"ValidationException: Invalid principal in policy document: {one}"
    return None


@RULES.rule(POLICY, says="a workspace's policy without a principal", source=SOURCE)
def _shared_without_principal(request: Request) -> str | None:
    if any("Principal" not in one for one in statements_of(request.inputs.get("policyDocument"))):
        return "ValidationException: Policy document must name a principal"
    return None
