"""Private DNS of AWS: interface endpoints of a VPC and who their security groups let in."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cloud import Object
from sandbox.reachability.doors import Answer, Door
from sandbox.values import items, texts
from sandbox.world import World

_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
TYPES = (_ENDPOINT, _GROUP, _RULE)

_HOST = re.compile(r"(aps-workspaces|sts)\.([a-z0-9-]+)\.amazonaws\.com")
_HTTPS = 443


def knows(host: str) -> bool:
    """Whether a host is one of the AWS names that are modelled."""
    return _HOST.fullmatch(host) is not None


@dataclass(frozen=True)
class AwsDns:
    """The resolution of one state of the clouds."""

    objects: Iterable[Object]
    world: World

    def answer(self, network: str, host: str, internet: bool) -> Answer:
        """What a host is from a network, `internet` saying whether it has a way there.

        Private DNS takes the host for all of the VPC, whoever the security groups of the endpoint let in
        (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
        """
        if endpoint := self._endpoint(network, host):
            if not (endpoint.inputs.get("subnetIds") or endpoint.inputs.get("subnetConfigurations")):
                return Answer(Door.NOTHING, f"{endpoint.id}, which is in no subnet")
            if self._lets_in(texts(endpoint.inputs, "securityGroupIds"), network):
                return Answer(Door.OPEN, "an interface endpoint")
            return Answer(Door.CLOSED, f"{endpoint.id}, whose security groups do not let the VPC in on {_HTTPS}")
        if not internet:
            return Answer(Door.NOTHING, "a public address, and no way to the internet")
        return Answer(Door.OPEN, "its public address")

    def _endpoint(self, network: str, host: str) -> Object | None:
        service, region = _HOST.fullmatch(host).groups()  # pyright: ignore[reportOptionalMemberAccess]
        for one in self.objects:
            if one.token != _ENDPOINT or one.inputs.get("vpcEndpointType") != "Interface":
                continue
            wanted = (network, f"com.amazonaws.{region}.{service}", True)
            if wanted == tuple(one.inputs.get(name) for name in ("vpcId", "serviceName", "privateDnsEnabled")):
                return one
        return None

    def _lets_in(self, groups: list[str], network: str) -> bool:
        vpc = self.world.find("aws", "vpcs", network) or {}
        pods = texts(vpc, "podSecurityGroups")
        ranges: list[ipaddress.IPv4Network] = []
        for rule in self._rules(groups):
            if any(group in pods for group in (rule.get("referencedSecurityGroupId"), *texts(rule, "securityGroups"))):
                return True
            for text in (rule.get("cidrIpv4"), *texts(rule, "cidrBlocks")):
                if one := _range(text):
                    ranges.append(one)
        wanted = _range(vpc.get("cidr"))
        return wanted is not None and any(wanted.subnet_of(one) for one in ipaddress.collapse_addresses(ranges))

    def _rules(self, groups: list[str]) -> Iterable[Mapping[str, Any]]:
        """What lets HTTPS into one of the groups."""
        for one in self.objects:
            if one.token == _RULE and one.inputs.get("securityGroupId") in groups:
                found = [one.inputs]
            elif one.token == _GROUP and one.id in groups:
                found = [rule for _, rule in items(one.inputs, "ingress")]
            else:
                continue
            yield from (rule for rule in found if _is_https(rule))


def _is_https(rule: Mapping[str, Any]) -> bool:
    protocol = str(rule.get("ipProtocol", rule.get("protocol")))
    if protocol in ("-1", "all"):
        return True
    first, last = rule.get("fromPort"), rule.get("toPort")
    if not isinstance(first, int) or not isinstance(last, int):
        return False
    return protocol in ("tcp", "6") and first <= _HTTPS <= last


def _range(text: Any) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(text) if isinstance(text, str) else None
    except ValueError:
        return None
