"""Rows on what a workspace's own policy may say."""

from sandbox.aws.botocore_data import service_model
from sandbox.aws.existing import Existing
from sandbox.aws.grammar import listed, principals_of, statements_of
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


@RULES.rule(
    POLICY,
    says="a workspace's policy of actions that are no Prometheus-compatible API, such as DescribeWorkspace",
    source="https://dev.classmethod.jp/en/articles/amp-resource-policy-action: refused when tried; the API reference "
    "says such actions are ignored",
)
def _control_action(request: Request) -> str | None:
    # Botocore's model has the operations that manage a workspace, and not those that Prometheus calls.
    managing = {f"aps:{operation}".lower() for operation in service_model("amp")["operations"]}
    for statement in statements_of(request.inputs.get("policyDocument")):
        for action in listed(statement.get("Action", [])):
            if "*" not in action and (action.lower() in managing or not action.lower().startswith("aps:")):
                return f"ValidationException: Policy document action {action} is not supported"
    return None


@RULES.rule(
    POLICY,
    says="a second policy of one workspace",
    source=f"{SOURCE}: the second would take the first one's place (stricter on purpose)",
    steps=("create",),
)
def _shared_twice(request: Request) -> str | None:
    policies = Existing.of(request).made(POLICY)
    if any(one.id == request.id and one.scope == request.scope for one in policies):
        return f"ConflictException: workspace {request.id} has a policy already"
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
            if not existing.has_principal(one):
                return f"ValidationException: Invalid principal in policy document: {one}"
    return None


@RULES.rule(POLICY, says="a workspace's policy without a principal", source=SOURCE)
def _shared_without_principal(request: Request) -> str | None:
    if any("Principal" not in one for one in statements_of(request.inputs.get("policyDocument"))):
        return "ValidationException: Policy document must name a principal"
    return None
