"""What each type of AWS is like: its id, what AWS computes, and what replaces it."""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws import computed
from sandbox.aws.place import Place
from sandbox.resource_type import ResourceType

Id = Callable[[Mapping[str, Any]], str]
"""The id AWS gives to a resource of these inputs, in which `region` and `account` are filled in."""


@dataclass(frozen=True)
class AwsType(ResourceType):
    """A type of AWS."""

    make_id: Id = lambda _: str(uuid.uuid4())
    name_prefix: bool = False
    """Whether the provider makes the name from `namePrefix` where that is given."""

    @property
    def regional(self) -> bool:
        return "region" in self.immutable


def _random(prefix: str) -> Id:
    return lambda _: f"{prefix}-{secrets.token_hex(8)}"


def _of(*properties: str) -> Id:
    return lambda inputs: ":".join(str(inputs.get(one)) for one in properties)


def _arn(service: str, resource: str, *, regional: bool = True) -> Id:
    def made(inputs: Mapping[str, Any]) -> str:
        here = Place(inputs["account"], inputs["region"])
        texts = defaultdict(str, {"path": "/", **inputs})
        return here.arn(service, resource.format_map(texts), regional=regional)

    return made


def _issuer(inputs: Mapping[str, Any]) -> str:
    here = Place(inputs["account"], inputs["region"])
    return here.arn("iam", f"oidc-provider/{str(inputs.get('url')).removeprefix('https://')}", regional=False)


REGION = ("region",)
SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
"""Where a rule of a security group lets in from, or out to: exactly one of these."""
_ENDPOINT = (
    "vpcId",
    "serviceName",
    "serviceRegion",
    "vpcEndpointType",
    "resourceConfigurationArn",
    "serviceNetworkArn",
)
_RULE = AwsType(
    computed.with_arn("ec2", "security-group-rule/{id}", lambda made: {"securityGroupRuleId": made.id}),
    ("securityGroupId", *REGION),
    make_id=_random("sgr"),
)

_TYPES: dict[str, AwsType] = {
    "amp/workspace:Workspace": AwsType(
        computed.with_arn("aps", "workspace/{id}", computed.workspace),
        ("kmsKeyArn", *REGION),
        make_id=lambda _: f"ws-{uuid.uuid4()}",
    ),
    "amp/workspaceConfiguration:WorkspaceConfiguration": AwsType(
        computed.configuration, ("workspaceId", *REGION), named_by_id=False, make_id=_of("workspaceId")
    ),
    "amp/alertManagerDefinition:AlertManagerDefinition": AwsType(
        immutable=("workspaceId", *REGION), named_by_id=False, make_id=_of("workspaceId")
    ),
    "amp/ruleGroupNamespace:RuleGroupNamespace": AwsType(
        computed.with_arn("aps", "rulegroupsnamespace/{workspaceId}/{name}"),
        ("name", "workspaceId", *REGION),
        "name",
        make_id=_arn("aps", "rulegroupsnamespace/{workspaceId}/{name}"),
    ),
    "amp/queryLoggingConfiguration:QueryLoggingConfiguration": AwsType(
        immutable=("workspaceId", *REGION), named_by_id=False, make_id=_of("workspaceId")
    ),
    "amp/resourcePolicy:ResourcePolicy": AwsType(
        immutable=("workspaceId", *REGION), named_by_id=False, make_id=_of("workspaceId")
    ),
    "ec2/vpcEndpoint:VpcEndpoint": AwsType(
        computed.with_arn("ec2", "vpc-endpoint/{id}", computed.vpc_endpoint),
        (*_ENDPOINT, *REGION),
        make_id=_random("vpce"),
    ),
    "ec2/securityGroup:SecurityGroup": AwsType(
        computed.with_arn("ec2", "security-group/{id}", computed.security_group),
        ("name", "namePrefix", "description", "vpcId", *REGION),
        "name",
        make_id=_random("sg"),
        name_prefix=True,
    ),
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": _RULE,
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": _RULE,
    "iam/role:Role": AwsType(
        computed.with_arn(
            "iam", "role{path}{name}", lambda made: {"uniqueId": made.hex(20), **computed.named(made)}, regional=False
        ),
        ("name", "namePrefix", "path"),
        "name",
        make_id=_of("name"),
        name_prefix=True,
    ),
    "iam/rolePolicy:RolePolicy": AwsType(
        computed.named, ("name", "namePrefix", "role"), "name", make_id=_of("role", "name"), name_prefix=True
    ),
    "iam/policy:Policy": AwsType(
        lambda made: {"arn": made.id, "name": made.id.rsplit("/", 1)[-1], **computed.tags(made)},
        ("name", "namePrefix", "path", "description"),
        "name",
        make_id=_arn("iam", "policy{path}{name}", regional=False),
        name_prefix=True,
    ),
    "iam/rolePolicyAttachment:RolePolicyAttachment": AwsType(
        immutable=("role", "policyArn"), make_id=lambda inputs: f"{inputs.get('role')}/{inputs.get('policyArn')}"
    ),
    "iam/openIdConnectProvider:OpenIdConnectProvider": AwsType(
        lambda made: {"arn": made.id, **computed.tags(made)}, ("url",), make_id=_issuer
    ),
    "eks/podIdentityAssociation:PodIdentityAssociation": AwsType(
        lambda made: {**computed.association(made), **computed.tags(made)},
        ("clusterName", "namespace", "serviceAccount", *REGION),
        make_id=_random("a"),
    ),
    "cloudwatch/metricAlarm:MetricAlarm": AwsType(
        computed.with_arn("cloudwatch", "alarm:{name}"), ("name", *REGION), "name", make_id=_of("name")
    ),
    "cloudwatch/logGroup:LogGroup": AwsType(
        computed.with_arn("logs", "log-group:{name}", computed.named),
        ("name", "namePrefix", "logGroupClass", *REGION),
        "name",
        make_id=_of("name"),
        name_prefix=True,
    ),
    "cloudwatch/logResourcePolicy:LogResourcePolicy": AwsType(
        immutable=("policyName", "resourceArn", *REGION), make_id=_of("policyName")
    ),
    "sns/topic:Topic": AwsType(
        computed.with_arn("sns", "{name}", computed.named),
        ("name", "namePrefix", "fifoTopic", *REGION),
        "name",
        make_id=_arn("sns", "{name}"),
        name_prefix=True,
    ),
    "sns/topicPolicy:TopicPolicy": AwsType(
        lambda made: {"owner": computed.place(made).account}, ("arn", *REGION), named_by_id=False, make_id=_of("arn")
    ),
}

TYPES: Mapping[str, AwsType] = {f"aws:{token}": kind for token, kind in _TYPES.items()}
