"""Rows on what passes a VPC endpoint whose private DNS takes a name over for the whole VPC."""

from fnmatch import fnmatchcase
from typing import Any

from sandbox.aws.grammar import listed, statements_of
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-Prometheus-Compatible-Apis.html
_METRICS = """
CreateAlertManagerAlerts DeleteAlertManagerSilence GetAlertManagerSilence GetAlertManagerStatus GetLabels
GetMetricMetadata GetSeries ListAlertManagerAlertGroups ListAlertManagerAlerts ListAlertManagerReceivers
ListAlertManagerSilences ListAlerts ListRules PutAlertManagerSilences QueryMetrics RemoteWrite
"""
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_create.html
_TOKENS = "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity GetSessionToken"
USED = {
    "aps-workspaces": [f"aps:{action}" for action in _METRICS.split()],
    "sts": [f"sts:{action}" for action in _TOKENS.split()],
}
"""What others in a VPC do by a service's name, which an endpoint with private DNS takes over."""
# Of these the caller is not known yet: no condition on it can hold.
_UNSIGNED = ("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")


@RULES.rule(
    "ec2/vpcEndpoint:VpcEndpoint",
    says="an endpoint that takes a name over for the whole VPC, and lets less pass than is done by that name",
    source="nobody's word: AWS takes it (stricter on purpose), and what others in the VPC did is denied from then on; "
    "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-interface-VPC.html",
)
def _denies_others(request: Request) -> str | None:
    inputs = request.inputs
    policy = inputs.get("policy")
    if not policy or not inputs.get("privateDnsEnabled"):
        return None
    statements = [one for one in statements_of(policy) if one.get("Effect") == "Allow"]
    for action in USED.get(str(inputs.get("serviceName")).rpartition(".")[2], ()):
        if not any(_passes(statement, action) for statement in statements):
            return f"the policy of {inputs['serviceName']} lets nobody in {inputs.get('vpcId')} pass with {action}"
    return None


def _passes(statement: Any, action: str) -> bool:
    if action in _UNSIGNED and statement.get("Condition"):
        return False
    return any(fnmatchcase(action.lower(), allowed.lower()) for allowed in listed(statement.get("Action")))
