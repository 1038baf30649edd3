"""Rows on Pod Identity."""

from sandbox.aws.existing import Existing
from sandbox.aws.grammar import listed, principals_of, statements_of
from sandbox.aws.place import Arn
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

ASSOCIATION = "eks/podIdentityAssociation:PodIdentityAssociation"
API = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html"
ROLE = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"
SERVICE = "pods.eks.amazonaws.com"


@RULES.rule(ASSOCIATION, says="a second association of one service account", source=API)
def _association_twice(request: Request) -> str | None:
    keys = ("clusterName", "namespace", "serviceAccount")
    mine = [request.inputs.get(one) for one in keys]
    if any(mine == [o.inputs.get(one) for one in keys] for o in request.others()):
        return f"ResourceInUseException: Association already exists for {mine}"
    return None


@RULES.rule(ASSOCIATION, says="an association with what is no role", source=API)
def _associated_role(request: Request) -> str | None:
    for name in ("roleArn", "targetRoleArn"):
        arn = Arn.parse(text := str(request.inputs.get(name) or ""))
        if text and (arn is None or arn.kind != "iam:role"):
            return f"InvalidParameterException: {name} {text} is no ARN of a role"
    return None


@RULES.rule(ASSOCIATION, says="an association with a role that does not trust EKS' agent", source=ROLE)
def _untrusting_role(request: Request) -> str | None:
    arn = request.inputs.get("roleArn")
    for role in Existing.of(request).made("iam/role:Role"):
        if role.outputs.get("arn") != arn:
            continue
        for statement in statements_of(role.inputs.get("assumeRolePolicy")):
            actions = set(listed(statement.get("Action", [])))
            if SERVICE in principals_of(statement, "Service") and {"sts:AssumeRole", "sts:TagSession"} <= actions:
                return None
        return f"InvalidParameterException: {arn} must let {SERVICE} do sts:AssumeRole and sts:TagSession"
    return None


@RULES.rule(ASSOCIATION, says="a session policy beside session tags", source=API)
def _session_policy(request: Request) -> str | None:
    if request.inputs.get("policy") and not request.inputs.get("disableSessionTags"):
        return "InvalidParameterException: policy needs disableSessionTags"
    return None
