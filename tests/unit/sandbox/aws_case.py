"""What the tests of AWS' rows share: a simulated AWS, a world with more in it, and the shape of a case."""

import copy
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.aws.provider import Aws
from sandbox.cloud import Cloud
from sandbox.failure_switch import FailureSwitch
from sandbox.world import World

ACCOUNT, REGION = "123456789012", "eu-west-1"
OTHER_ACCOUNT = "210987654321"
CONFIG = {"region": REGION, "allowedAccountIds": f'["{ACCOUNT}"]'}
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
FOREIGN_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
WORKSPACE = f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/ws-here"
EXISTING = f"arn:aws:aps:{REGION}:{ACCOUNT}:workspace/ws-11111111-2222-4333-8444-555555555555"
CENTRAL = f"arn:aws:aps:{REGION}:{OTHER_ACCOUNT}:workspace/ws-0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
VPC, SILENT_VPC, OTHER_VPC = "vpc-0a1b2c3d4e5f60718", "vpc-silent", "vpc-other"
SUBNETS = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"]
GROUP = "sg-0a1b2c3d4e5f60718"

Step = tuple[str, dict[str, Any]]
"""Type, without the package, and inputs of what is made first."""


@dataclass(frozen=True)
class Case:
    """A request that AWS takes, and the change to it that breaks one row."""

    token: str
    valid: dict[str, Any]
    broken: dict[str, Any]
    """Inputs instead of, or besides, the valid ones; None takes one away."""
    before: list[Step] = field(default_factory=list[Step])
    """What the program has made already."""

    @property
    def refused(self) -> dict[str, Any]:
        return {key: value for key, value in {**self.valid, **self.broken}.items() if value is not None}


def document(**statement: Any) -> str:
    """A document of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def trust(**statement: Any) -> str:
    """Who may assume a role; without anything said, pods of EKS."""
    return document(
        **{"Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
        | statement
    )


WORKSPACES, CONFIGURATION = "aws:amp/workspace:Workspace", "aws:amp/workspaceConfiguration:WorkspaceConfiguration"
ENDPOINT, INGRESS = "aws:ec2/vpcEndpoint:VpcEndpoint", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SECURITY_GROUP, ROLE, INLINE = (
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:iam/role:Role",
    "aws:iam/rolePolicy:RolePolicy",
)
POLICY, LOGS, TOPIC = "aws:iam/policy:Policy", "aws:cloudwatch/logGroup:LogGroup", "aws:sns/topic:Topic"


@functools.cache
def world() -> World:
    """The default world, and in it what only breaks rows. Nobody in it uses hosts: those are the oracle's."""
    clouds: Any = copy.deepcopy(World.load().clouds)
    aws = clouds["aws"]
    vpc = {"account": ACCOUNT, "region": REGION, "cidr": "10.1.0.0/16", "dnsSupport": True, "dnsHostnames": True}
    aws["vpcs"][SILENT_VPC] = {**vpc, "dnsHostnames": False}
    aws["vpcs"][OTHER_VPC] = {
        **vpc,
        "subnets": {"subnet-other": {"zone": "eu-west-1a", "cidr": "10.1.0.0/24"}},
        "securityGroups": ["sg-other"],
    }
    aws["vpcs"][VPC]["subnets"]["subnet-twin"] = {"zone": "eu-west-1a", "cidr": "10.0.64.0/20"}
    aws["vpcs"][VPC]["subnets"]["subnet-far"] = {"zone": "eu-west-1d", "cidr": "10.0.80.0/20"}
    del aws["vpcs"][VPC]["hosts"]
    aws["workspaces"][WORKSPACE] = {"alias": "here"}
    aws["keys"][FOREIGN_KEY] = {}
    aws["policies"][f"arn:aws:iam::{OTHER_ACCOUNT}:policy/theirs"] = {}
    aws["roles"] = {f"arn:aws:iam::{ACCOUNT}:role/there": {}}
    return World(clouds)


def simulated_aws(path: Path, config: Mapping[str, Any] = CONFIG) -> Aws:
    """An AWS of its own, in which only the world is."""
    return _configured(Cloud.load(path / "cloud.jsonl", world()), config)


def beside(aws: Aws, account: str = ACCOUNT, region: str = REGION) -> Aws:
    """Another provider in the same AWS."""
    return _configured(aws.cloud, {"region": region, "allowedAccountIds": f'["{account}"]'})


def _configured(cloud: Cloud, config: Mapping[str, Any]) -> Aws:
    aws = Aws(cloud, FailureSwitch(None))
    aws.config = dict(config)
    return aws
