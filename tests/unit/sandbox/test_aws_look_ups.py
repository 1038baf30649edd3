"""What is there is looked up and referred to; what is not there is refused, as AWS refuses it."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.provider import Aws
from sandbox.cloud import Refused
from tests.unit.sandbox.aws_case import (
    ACCOUNT,
    CONFIGURATION,
    ENDPOINT,
    GROUP,
    INGRESS,
    INLINE,
    ISSUER,
    LOGS,
    OTHER_ACCOUNT,
    PROVIDER,
    ROLE,
    SUBNETS,
    VPC,
    WORKSPACE,
    WORKSPACES,
    document,
    simulated_aws,
    trust,
)


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return simulated_aws(tmp_path)


@pytest.mark.parametrize(
    ("token", "args", "answer"),
    [
        (
            "eks/getCluster:getCluster",
            {"name": "dev-euw1"},
            {"identities": [{"oidcs": [{"issuer": f"https://{ISSUER}"}]}]},
        ),
        (
            "iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
            {"url": f"https://{ISSUER}"},
            {"arn": PROVIDER, "clientIdLists": ["sts.amazonaws.com"]},
        ),
        ("iam/getOpenIdConnectProvider:getOpenIdConnectProvider", {"arn": PROVIDER}, {"url": ISSUER}),
        ("ec2/getVpc:getVpc", {"id": VPC}, {"enableDnsSupport": True, "cidrBlock": "10.0.0.0/16"}),
        ("ec2/getSubnet:getSubnet", {"id": SUBNETS[1]}, {"vpcId": VPC, "availabilityZone": "eu-west-1b"}),
        (
            "ec2/getVpcEndpointService:getVpcEndpointService",
            {"serviceName": "com.amazonaws.eu-west-1.aps-workspaces"},
            {"privateDnsName": "aps-workspaces.eu-west-1.amazonaws.com"},
        ),
        ("ec2/getVpcEndpointService:getVpcEndpointService", {"service": "sts"}, {"serviceType": "Interface"}),
        ("amp/getWorkspace:getWorkspace", {"workspaceId": "ws-here"}, {"arn": WORKSPACE, "alias": "here"}),
        ("index/getCallerIdentity:getCallerIdentity", {}, {"accountId": ACCOUNT}),
        ("index/getPartition:getPartition", {}, {"partition": "aws", "reverseDnsPrefix": "com.amazonaws"}),
        ("index/getRegion:getRegion", {}, {"region": "eu-west-1"}),
    ],
)
def test_what_is_there_is_looked_up(aws: Aws, token: str, args: dict[str, Any], answer: dict[str, Any]) -> None:
    found = aws.invoke(f"aws:{token}", args)

    assert {key: found[key] for key in answer} == answer


@pytest.mark.parametrize(
    ("token", "args", "code"),
    [
        ("eks/getCluster:getCluster", {"name": "prod-euw1"}, "ResourceNotFoundException: No cluster found"),
        ("eks/getCluster:getCluster", {"name": "dev-euw1", "region": "us-east-1"}, "ResourceNotFoundException"),
        ("iam/getOpenIdConnectProvider:getOpenIdConnectProvider", {"url": "https://a"}, "not found"),
        ("ec2/getVpc:getVpc", {"id": "vpc-1"}, r"InvalidVpcID\.NotFound"),
        ("ec2/getSubnet:getSubnet", {"id": "subnet-1"}, r"InvalidSubnetID\.NotFound"),
        ("ec2/getVpcEndpointService:getVpcEndpointService", {"service": "aps2"}, "InvalidServiceName"),
        ("amp/getWorkspace:getWorkspace", {"workspaceId": "ws-1"}, "ResourceNotFoundException"),
        ("s3/getBucket:getBucket", {}, "is not simulated"),
    ],
)
def test_a_look_up_of_what_is_not_there_fails_as_aws_fails(
    aws: Aws, token: str, args: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        aws.invoke(f"aws:{token}", args)


def test_a_look_up_finds_what_the_program_has_made(aws: Aws) -> None:
    made = aws.create(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        {"url": "https://issuer.example.com", "clientIdLists": ["a"]},
    )
    workspace = aws.create(WORKSPACES, {"alias": "mine"})

    found = aws.invoke(
        "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", {"url": "https://issuer.example.com"}
    )
    assert (found["arn"], found["clientIdLists"]) == (made.outputs["arn"], ["a"])
    assert aws.invoke("aws:amp/getWorkspace:getWorkspace", {"workspaceId": workspace.id})["alias"] == "mine"


@pytest.mark.parametrize(
    ("token", "inputs", "code"),
    [
        (ENDPOINT, {"vpcId": VPC, "subnetIds": ["subnet-none"]}, r"InvalidSubnetID\.NotFound"),
        (ENDPOINT, {"vpcId": VPC, "securityGroupIds": ["sg-none"]}, r"InvalidGroup\.NotFound"),
        (
            ENDPOINT,
            {"vpcId": VPC, "region": "us-east-1", "serviceName": "com.amazonaws.us-east-1.sts"},
            r"InvalidVpcID\.NotFound",
        ),
        (INGRESS, {"securityGroupId": "sg-none"}, r"InvalidGroup\.NotFound"),
        (INGRESS, {"securityGroupId": GROUP, "prefixListId": "pl-none"}, r"InvalidPrefixListID\.NotFound"),
        (CONFIGURATION, {"workspaceId": "ws-none"}, "ResourceNotFoundException"),
        (
            "aws:eks/podIdentityAssociation:PodIdentityAssociation",
            {
                "clusterName": "none",
                "namespace": "a",
                "serviceAccount": "b",
                "roleArn": f"arn:aws:iam::{ACCOUNT}:role/there",
            },
            "ResourceNotFoundException: clusterName",
        ),
        (INLINE, {"role": "none", "policy": document(Action="a:b", Resource="*")}, "NoSuchEntity"),
        (ROLE, {"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/none"}, "NoSuchEntity: Policy"),
        (
            WORKSPACES,
            {"loggingConfiguration": {"logGroupArn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/none:*"}},
            "ResourceNotFoundException: The specified log group",
        ),
        (
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            {"alarmActions": [f"arn:aws:sns:eu-west-1:{ACCOUNT}:none"]},
            "NotFound: Topic",
        ),
        (
            INLINE,
            {"role": "there", "policy": document(Resource=WORKSPACE.replace(ACCOUNT, OTHER_ACCOUNT), Action="aps:Q")},
            "ResourceNotFoundException: Workspace",
        ),
    ],
)
def test_whatever_leads_nowhere_is_refused(aws: Aws, token: str, inputs: dict[str, Any], code: str) -> None:
    valid: dict[str, dict[str, Any]] = {
        ENDPOINT: {"serviceName": "com.amazonaws.eu-west-1.sts", "vpcEndpointType": "Interface"}
    }
    valid[INGRESS] = (
        {"ipProtocol": "-1"} if "prefixListId" in inputs else {"ipProtocol": "-1", "cidrIpv4": "10.0.0.0/8"}
    )
    valid[ROLE] = {"name": "r", "assumeRolePolicy": trust()}
    metric = {"metricName": "a", "namespace": "b", "statistic": "Sum", "comparisonOperator": "GreaterThanThreshold"}
    valid["aws:cloudwatch/metricAlarm:MetricAlarm"] = {"name": "a", "period": 60, "evaluationPeriods": 1, **metric}

    with pytest.raises(Refused, match=f"{code}.*leads-nowhere"):
        aws.create(token, {**valid.get(token, {}), **inputs})


def test_a_log_group_of_this_run_takes_the_logs_of_a_workspace(aws: Aws) -> None:
    group = aws.create(LOGS, {"name": "/aws/vendedlogs/prometheus/a"})

    assert aws.create(WORKSPACES, {"loggingConfiguration": {"logGroupArn": f"{group.outputs['arn']}:*"}})
