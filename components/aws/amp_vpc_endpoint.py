"""The private way from a VPC to Amazon Managed Service for Prometheus."""

import re
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.iam_documents import sts_endpoint_policy, vpc_endpoint_policy
from components.contracts.ordering import once_ready

HTTPS = 443


class VpcEndpointError(ValueError):
    """Services this component has no policy for."""


class AmpVpcEndpointArgs(TypedDict):
    """Which services, from where, and for what."""

    vpc_id: pulumi.Input[str]
    """Id of the VPC. Its DNS support and DNS host names must be on."""
    subnet_ids: list[pulumi.Input[str]]
    """Ids of the subnets the endpoints are in, at most one per availability zone."""
    allowed_cidrs: list[str]
    """Address ranges, IPv4 or IPv6, of the pods or nodes that may connect."""
    services: list[str]
    """`aps-workspaces` for metrics; `sts` as well where the VPC has no internet access, for pods to sign in.
    https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-and-interface-VPC.html"""
    region: str
    """Region of the VPC and of the workspaces."""
    accounts: list[str]
    """Accounts whose principals may use the endpoints: all that are in the VPC; the metrics' for their
    workspaces."""
    other_accounts: NotRequired[list[str]]
    """Accounts whose workspaces they may use it for, too."""
    tags: NotRequired[dict[str, str]]
    """Tags of the endpoints, their security group and its rules."""


class AmpVpcEndpoint(pulumi.ComponentResource):
    """Interface VPC endpoints with private DNS: inside the VPC, and for all in it, the usual host names lead to them.

    A VPC can have one endpoint with private DNS per service.
    """

    ready: pulumi.Output[str]
    """Known when every endpoint and every rule that lets clients in exists."""

    def __init__(self, name: str, args: AmpVpcEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpVpcEndpoint", name, {}, opts)
        policies = {service: _policy(name, service, args) for service in args["services"]}
        group = aws.ec2.SecurityGroup(
            f"{name}-clients",
            vpc_id=args["vpc_id"],
            region=args["region"],
            description="HTTPS to interface VPC endpoints of Prometheus metrics",
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # Private DNS takes the whole VPC's traffic at once: clients are let in before, and as long as the endpoint is.
        group_id = once_ready(group.id, [self._allow(name, cidr, group, args) for cidr in args["allowed_cidrs"]])
        endpoints = [self._endpoint(name, service, policy, group_id, args) for service, policy in policies.items()]
        self.ready = once_ready(group_id, endpoints)
        self.register_outputs({"ready": self.ready})

    def _allow(
        self, name: str, cidr: str, group: "aws.ec2.SecurityGroup", args: AmpVpcEndpointArgs
    ) -> pulumi.Output[str]:
        # Named by the range, which is what a rule is: by position, a removed range would turn the rules after it into
        # one another, and AWS refuses two rules of one range.
        rule = aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-{re.sub('[:/]', '-', cidr)}",
            security_group_id=group.id,
            region=args["region"],
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            cidr_ipv4=None if ":" in cidr else cidr,
            cidr_ipv6=cidr if ":" in cidr else None,
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return rule.id

    def _endpoint(
        self,
        name: str,
        service: str,
        policy: dict[str, Any],
        group_id: pulumi.Output[str],
        args: AmpVpcEndpointArgs,
    ) -> pulumi.Output[str]:
        # AWS's defaults are a gateway without private DNS, the VPC's default security group and a policy of everything.
        endpoint = aws.ec2.VpcEndpoint(
            f"{name}-{service}",
            vpc_id=args["vpc_id"],
            region=args["region"],
            service_name=f"com.amazonaws.{args['region']}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=args["subnet_ids"],
            security_group_ids=[group_id],
            policy=pulumi.Output.json_dumps(policy),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return endpoint.id


def _policy(name: str, service: str, args: AmpVpcEndpointArgs) -> dict[str, Any]:
    match service:
        case "aps-workspaces":
            workspaces = [*args["accounts"], *args.get("other_accounts", [])]
            return vpc_endpoint_policy(args["region"], args["accounts"], workspaces)
        case "sts":
            return sts_endpoint_policy(args["accounts"])
        case _:
            raise VpcEndpointError(f"{name}: services must be aps-workspaces or sts, not {service!r}")
