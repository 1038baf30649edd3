"""AWS' own models refuse what they say of a parameter, wherever a property goes to one."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox import sdk
from sandbox.aws.botocore_data import partition_of, service_model
from sandbox.aws.models import _compiled, matches, model_problems, parameter
from sandbox.aws.parameters import PARAMETERS
from sandbox.aws.types import TYPES
from sandbox.schema import UNKNOWN
from tests.unit.sandbox.aws_case import KEY

WORKSPACE, ROLE = "aws:amp/workspace:Workspace", "aws:iam/role:Role"
LOG_GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/prometheus/a"
# The provider's own, properties of other calls of it, and tags that EC2's model says nothing of.
WITHOUT_PARAMETER = {
    WORKSPACE: {"region", "loggingConfiguration"},
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration": {"region", "timeouts"},
    "aws:amp/alertManagerDefinition:AlertManagerDefinition": {"region"},
    "aws:amp/ruleGroupNamespace:RuleGroupNamespace": {"region"},
    "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration": {"region", "timeouts"},
    "aws:amp/resourcePolicy:ResourcePolicy": {"region", "timeouts"},
    ROLE: {"forceDetachPolicies", "inlinePolicies", "managedPolicyArns"},
    "aws:iam/rolePolicy:RolePolicy": set[str](),
    "aws:iam/policy:Policy": {"delayAfterPolicyCreationInMs"},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": set[str](),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": set[str](),
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"region", "autoAccept", "tags"},
    "aws:ec2/securityGroup:SecurityGroup": {"region", "egress", "ingress", "revokeRulesOnDelete", "tags"},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        *("region", "tags", "cidrIpv6", "description", "prefixListId", "referencedSecurityGroupId")
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        *("region", "tags", "cidrIpv6", "description", "prefixListId", "referencedSecurityGroupId")
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {"region"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"region"},
    "aws:cloudwatch/logGroup:LogGroup": {"region", "skipDestroy"},
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {"region"},
    "aws:sns/topicPolicy:TopicPolicy": {"region", "policy"},
}
# What is an attribute of a topic has no parameter of its own: `Attributes` is a map of any texts.
TOPIC = "aws:sns/topic:Topic"
OF_A_TOPIC = {"name", "namePrefix", "tags"}


def test_every_type_is_made_by_an_operation() -> None:
    assert PARAMETERS.keys() == TYPES.keys()


@pytest.mark.parametrize("token", PARAMETERS)
def test_every_property_goes_to_a_parameter_or_is_known_to_go_to_none(token: str) -> None:
    cls = sdk.resource_class(token)
    assert cls is not None
    properties = set(sdk.properties(sdk.arguments_class(cls)))
    calls = [call for call in PARAMETERS[token] if not call.inside]
    reached = {name for name in properties if any(parameter(call, name) for call in calls)}
    expected = OF_A_TOPIC if token == TOPIC else properties - WITHOUT_PARAMETER[token]

    assert reached == expected


def patterns(service: str, name: str, seen: set[str]) -> Iterator[str]:
    """Every pattern below a shape."""
    shape = service_model(service)["shapes"][name]
    if name not in seen:
        yield from [shape["pattern"]] if "pattern" in shape else []
        inner = [
            *shape.get("members", {}).values(),
            *(shape[key] for key in ("member", "key", "value") if key in shape),
        ]
        for one in inner:
            yield from patterns(service, one["shape"], seen | {name})


@pytest.mark.parametrize("token", PARAMETERS)
def test_every_pattern_of_a_parameter_is_understood(token: str) -> None:
    for call in PARAMETERS[token]:
        shape = service_model(call.service)["operations"][call.operation]["input"]["shape"]
        for pattern in patterns(call.service, shape, set()):
            for text in ("a", "a b", "é", "!", ""):
                assert matches(pattern, text) is bool(_compiled(pattern).fullmatch(text)), pattern


@pytest.mark.parametrize(
    ("token", "inputs", "path"),
    [
        (WORKSPACE, {"alias": "a" * 101}, "alias"),
        (WORKSPACE, {"kmsKeyArn": KEY.replace("0a1b", "mrk-0a1b")}, "kmsKeyArn"),
        (WORKSPACE, {"kmsKeyArn": KEY.replace("key/", "alias/")}, "kmsKeyArn"),
        (WORKSPACE, {"loggingConfiguration": {"logGroupArn": LOG_GROUP}}, "loggingConfiguration.logGroupArn"),
        (WORKSPACE, {"tags": {f"t{number}": "" for number in range(51)}}, "tags"),
        (WORKSPACE, {"tags": {"who?": "a"}}, "tags.who?"),
        (
            "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration",
            {"destinations": [{"cloudwatchLogs": {"logGroupArn": f"{LOG_GROUP}:*"}}] * 2},
            "destinations",
        ),
        (
            "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration",
            {"destinations": [{"filters": {"qspThreshold": -1}}]},
            "destinations[0].filters.qspThreshold",
        ),
        (
            "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
            {"limitsPerLabelSets": [{"labelSet": {"a-b": "c"}, "limits": {"maxSeries": 1}}]},
            "limitsPerLabelSets[0].labelSet.a-b",
        ),
        (
            "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
            {"retentionPeriodInDays": 0},
            "retentionPeriodInDays",
        ),
        (ROLE, {"name": "r" * 65}, "name"),
        (ROLE, {"name": "Schröder"}, "name"),
        (ROLE, {"namePrefix": "r" * 39}, "namePrefix"),
        (ROLE, {"path": "prometheus"}, "path"),
        (ROLE, {"maxSessionDuration": 3_599}, "maxSessionDuration"),
        (ROLE, {"maxSessionDuration": 43_201}, "maxSessionDuration"),
        (ROLE, {"permissionsBoundary": "boundary"}, "permissionsBoundary"),
        (ROLE, {"description": "書き込み"}, "description"),
        (ROLE, {"tags": {"team": "a" * 257}}, "tags.team.Value"),
        ("aws:iam/rolePolicy:RolePolicy", {"name": "p" * 129}, "name"),
        ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {"thumbprintLists": ["ab"]}, "thumbprintLists[0]"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "interface"}, "vpcEndpointType"),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"dnsOptions": {"dnsRecordIpType": "v4"}}, "dnsOptions.dnsRecordIpType"),
        ("aws:cloudwatch/logGroup:LogGroup", {"name": "/aws/a b"}, "name"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"statistic": "Mean"}, "statistic"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"dimensions": {"Workspace": ""}}, "dimensions.Workspace.Value"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmActions": ["a"] * 6}, "alarmActions"),
    ],
)
def test_what_the_model_does_not_allow_is_a_problem(token: str, inputs: dict[str, Any], path: str) -> None:
    assert [found for found, _ in model_problems(token, inputs)] == [path]


def test_what_the_model_allows_is_none() -> None:
    tags = {f"größe {number}": "ja/100 @ me" for number in range(50)}
    assert not model_problems(WORKSPACE, {"alias": "a" * 100, "kmsKeyArn": KEY, "tags": tags})
    assert not model_problems(WORKSPACE, {"loggingConfiguration": {"logGroupArn": f"{LOG_GROUP}:*"}})
    assert not model_problems(ROLE, {"namePrefix": "r" * 38, "path": "/a/", "maxSessionDuration": 43_200})


def test_an_empty_text_is_as_good_as_none() -> None:
    assert not model_problems(WORKSPACE, {"alias": ""})
    assert model_problems(ROLE, {"assumeRolePolicy": ""})


def test_what_is_not_known_yet_is_no_problem() -> None:
    inputs = {"alias": UNKNOWN, "tags": {"a?": UNKNOWN}, "loggingConfiguration": {"logGroupArn": UNKNOWN}}
    assert [path for path, _ in model_problems(WORKSPACE, inputs)] == ["tags.a?"]
    assert not model_problems(WORKSPACE, {"tags": UNKNOWN, "loggingConfiguration": UNKNOWN})


@pytest.mark.parametrize(("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("eu-west-9", None)])
def test_regions_are_those_of_botocore(region: str, partition: str | None) -> None:
    assert partition_of(region) == partition


def test_a_partition_has_no_region_called_global() -> None:
    assert partition_of("aws-global") is None
