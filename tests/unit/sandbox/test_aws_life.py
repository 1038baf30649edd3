"""Every simulated type of AWS can be made, changed and deleted."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import schema
from sandbox.aws.types import TYPES
from tests.unit.sandbox.aws_case import ACCOUNT, REGION, Case, document, simulated_aws, trust
from tests.unit.sandbox.test_aws_rules import CASES, make

_LOGS = ("cloudwatch/logGroup:LogGroup", {"name": "/aws/vendedlogs/prometheus/a"})
_LOG_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/vendedlogs/prometheus/a:*"
_ROLE = ("iam/role:Role", {"name": "writer", "assumeRolePolicy": trust()})
_TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
_PUBLISH = document(Principal={"Service": "aps.amazonaws.com"}, Action="sns:Publish", Resource=_TOPIC_ARN)
_DELIVER = document(
    Principal={"Service": "delivery.logs.amazonaws.com"},
    Action=["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource=_LOG_ARN,
)
_READS = "arn:aws:iam::aws:policy/AmazonPrometheusQueryAccess"
_LOGGED: dict[str, Any] = {"cloudwatchLogs": {"logGroupArn": _LOG_ARN}, "filters": {"qspThreshold": 1}}
# Types that no case of a rule is about.
EXAMPLES = {
    "amp/queryLoggingConfiguration:QueryLoggingConfiguration": Case(
        "",
        {"workspaceId": "ws-here", "destinations": [_LOGGED]},
        {"destinations": [{**_LOGGED, "filters": {"qspThreshold": 2}}]},
        [_LOGS],
    ),
    "cloudwatch/logResourcePolicy:LogResourcePolicy": Case(
        "",
        {"policyName": "a", "policyDocument": _DELIVER},
        {},
        [_LOGS],
    ),
    "iam/rolePolicyAttachment:RolePolicyAttachment": Case("", {"role": "writer", "policyArn": _READS}, {}, [_ROLE]),
    "sns/topicPolicy:TopicPolicy": Case(
        "", {"arn": _TOPIC_ARN, "policy": _PUBLISH}, {}, [("sns/topic:Topic", {"name": "alerts"})]
    ),
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": Case(
        "",
        {"securityGroupId": "sg-0a1b2c3d4e5f60718", "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
        {"description": "everything"},
    ),
}


@pytest.mark.parametrize("token", TYPES)
def test_a_type_is_made_kept_changed_and_deleted(tmp_path: Path, token: str) -> None:
    name = token.removeprefix("aws:")
    case = EXAMPLES.get(name) or next(case for case in CASES.values() if case.token == name)
    aws = simulated_aws(tmp_path)
    for step in case.before:
        make(aws, step)
    others = len(aws.cloud.objects)

    made = make(aws, (name, case.valid))
    assert not schema.output_problems(token, made.outputs)
    same = aws.update(made, made.inputs)
    changed = aws.update(same, {**made.inputs, **(case.broken if name in EXAMPLES else {})})
    assert changed.id == made.id
    aws.delete(changed)

    assert len(aws.cloud.objects) == others
