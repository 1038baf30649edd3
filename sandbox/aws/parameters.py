"""Which operation of AWS a type is made by, and where its properties go. What follows by name is not stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SUFFIX_LENGTH = 26
"""Characters that the provider adds to a name prefix.
https://github.com/hashicorp/terraform-plugin-sdk/blob/main/helper/id/id.go"""


@dataclass(frozen=True)
class Call:
    """An operation of a service, in botocore's names."""

    service: str
    operation: str
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Parameter of each property that is not called like it."""
    inside: str = ""
    """The property whose members are the parameters; empty where the resource's own properties are."""

    @property
    def named(self) -> str:
        return f"{self.service} {self.operation}"


_GROUP_RULE = {"securityGroupId": "GroupId", "cidrIpv4": "CidrIp"}
_POLICY = {"name": "PolicyName", "namePrefix": "PolicyName", "policy": "PolicyDocument"}

PARAMETERS: Mapping[str, tuple[Call, ...]] = {
    "aws:amp/workspace:Workspace": (
        Call("amp", "CreateWorkspace"),
        Call("amp", "CreateLoggingConfiguration", inside="loggingConfiguration"),
    ),
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration": (Call("amp", "UpdateWorkspaceConfiguration"),),
    "aws:amp/alertManagerDefinition:AlertManagerDefinition": (
        Call("amp", "CreateAlertManagerDefinition", {"definition": "data"}),
    ),
    "aws:amp/ruleGroupNamespace:RuleGroupNamespace": (Call("amp", "CreateRuleGroupsNamespace"),),
    "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration": (Call("amp", "CreateQueryLoggingConfiguration"),),
    "aws:amp/resourcePolicy:ResourcePolicy": (Call("amp", "PutResourcePolicy"),),
    "aws:iam/role:Role": (
        Call(
            "iam",
            "CreateRole",
            {"name": "RoleName", "namePrefix": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
        ),
    ),
    "aws:iam/rolePolicy:RolePolicy": (Call("iam", "PutRolePolicy", {**_POLICY, "role": "RoleName"}),),
    "aws:iam/policy:Policy": (Call("iam", "CreatePolicy", _POLICY),),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (Call("iam", "AttachRolePolicy", {"role": "RoleName"}),),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        Call("iam", "CreateOpenIDConnectProvider", {"clientIdLists": "ClientIDList"}),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (Call("ec2", "CreateVpcEndpoint", {"policy": "PolicyDocument"}),),
    "aws:ec2/securityGroup:SecurityGroup": (
        Call("ec2", "CreateSecurityGroup", {"name": "GroupName", "namePrefix": "GroupName"}),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        Call("ec2", "AuthorizeSecurityGroupIngress", _GROUP_RULE),
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (
        Call("ec2", "AuthorizeSecurityGroupEgress", _GROUP_RULE),
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": (Call("eks", "CreatePodIdentityAssociation"),),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        Call(
            "cloudwatch",
            "PutMetricAlarm",
            {
                "name": "AlarmName",
                "metricQueries": "Metrics",
                "evaluateLowSampleCountPercentiles": "EvaluateLowSampleCountPercentile",
            },
        ),
    ),
    "aws:cloudwatch/logGroup:LogGroup": (
        Call("logs", "CreateLogGroup", {"name": "logGroupName", "namePrefix": "logGroupName"}),
        Call("logs", "PutRetentionPolicy"),
    ),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (Call("logs", "PutResourcePolicy"),),
    "aws:sns/topic:Topic": (Call("sns", "CreateTopic", {"namePrefix": "Name"}),),
    "aws:sns/topicPolicy:TopicPolicy": (Call("sns", "SetTopicAttributes", {"arn": "TopicArn"}),),
}
