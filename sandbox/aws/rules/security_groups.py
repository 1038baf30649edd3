"""Rows on security groups and their rules."""

import ipaddress
import re
from typing import Any

from sandbox.aws.existing import Existing
from sandbox.aws.rules.table import RULES
from sandbox.aws.types import SOURCES
from sandbox.rules import Request

GROUP = "ec2/securityGroup:SecurityGroup"
INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUPS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html"
PERMISSIONS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"
RANGES = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html"
LENGTH = 255
HIGHEST_PORT = 65_535
_CHARACTERS = r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"
_PORTS = {"tcp", "udp", "6", "17"}
_PROTOCOLS = {"-1", "all", "icmp", "icmpv6", *_PORTS}


@RULES.rule(GROUP, INGRESS, EGRESS, says="a description of other than Latin letters and a few signs", source=GROUPS)
def _description(request: Request) -> str | None:
    text = str(request.inputs.get("description") or "")
    if len(text) > LENGTH or not re.fullmatch(_CHARACTERS, text):
        return f"InvalidParameterValue: Invalid security group description. Valid descriptions are {_CHARACTERS}"
    return None


@RULES.rule(GROUP, says="a security group's name that EC2 does not take", source=GROUPS)
def _group_name(request: Request) -> str | None:
    name = str(request.inputs.get("name") or request.inputs.get("namePrefix") or "")
    if len(name) > LENGTH or name.startswith("sg-") or not re.fullmatch(_CHARACTERS, name):
        return f"InvalidParameterValue: Invalid security group name {name!r}"
    return None


@RULES.rule(GROUP, says="two security groups of one name in a VPC", source=GROUPS)
def _group_twice(request: Request) -> str | None:
    mine = [request.inputs.get(one) for one in ("name", "vpcId")]
    if mine[0] and any(mine == [o.inputs.get(one) for one in ("name", "vpcId")] for o in request.others()):
        return f"InvalidGroup.Duplicate: The security group '{mine[0]}' already exists for VPC '{mine[1]}'"
    return None


@RULES.rule(INGRESS, EGRESS, says="a rule of no protocol that there is", source=PERMISSIONS)
def _protocol(request: Request) -> str | None:
    protocol = str(request.inputs.get("ipProtocol")).lower()
    numbered = protocol.isascii() and protocol.isdigit() and int(protocol) <= 255
    if protocol not in _PROTOCOLS and not numbered:
        return f"InvalidParameterValue: Invalid value '{protocol}' for IP protocol. Unknown protocol."
    return None


@RULES.rule(INGRESS, EGRESS, says="ports that are missing, out of range or the wrong way round", source=PERMISSIONS)
def _ports(request: Request) -> str | None:
    first, last = request.inputs.get("fromPort"), request.inputs.get("toPort")
    if str(request.inputs.get("ipProtocol")).lower() not in _PORTS:
        return None
    if first is None or last is None:
        return "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."
    if not 0 <= first <= last <= HIGHEST_PORT:
        return f"InvalidParameterValue: Invalid TCP/UDP port range ({first}:{last})"
    return None


@RULES.rule(INGRESS, EGRESS, says="ports for all protocols", source=PERMISSIONS)
def _ports_of_all(request: Request) -> str | None:
    given = [request.inputs.get(one) for one in ("fromPort", "toPort")]
    if str(request.inputs.get("ipProtocol")).lower() in ("-1", "all") and any(one not in (None, -1) for one in given):
        return "InvalidParameterValue: ports cannot be given for all protocols; the provider differs for ever"
    return None


@RULES.rule(
    INGRESS,
    EGRESS,
    says="a rule of no source, or of several",
    source="https://www.pulumi.com/registry/packages/aws/api-docs/vpc/securitygroupingressrule/",
)
def _one_source(request: Request) -> str | None:
    given = [one for one in SOURCES if request.inputs.get(one)]
    if len(given) != 1:
        return f"Invalid Attribute Combination: exactly one of {', '.join(SOURCES)} must be given, are {given}"
    return None


def _network(request: Request) -> Any:
    """The range of addresses of a rule, or why it is none."""
    four, six = request.inputs.get("cidrIpv4"), request.inputs.get("cidrIpv6")
    try:
        return (ipaddress.IPv4Network(four) if four else ipaddress.IPv6Network(six)) if four or six else None
    except ValueError as error:
        return str(error)


@RULES.rule(INGRESS, EGRESS, says="a range that is none, or that has host bits", source=RANGES)
def _range(request: Request) -> str | None:
    problem = _network(request)
    if isinstance(problem, str):
        return f"InvalidParameterValue: CIDR block is malformed: {problem}"
    return None


@RULES.rule(INGRESS, EGRESS, says="a rule that the group has", source=PERMISSIONS)
def _rule_twice(request: Request) -> str | None:
    keys = ("securityGroupId", "ipProtocol", "fromPort", "toPort", *SOURCES)
    mine = [request.inputs.get(one) for one in keys]
    if any(mine == [o.inputs.get(one) for one in keys] for o in request.others()):
        return f"InvalidPermission.Duplicate: the specified rule {mine[1:]} already exists"
    return None


@RULES.rule(INGRESS, EGRESS, says="a source group of a VPC that is not the group's", source=PERMISSIONS)
def _source_of_another_vpc(request: Request) -> str | None:
    groups, source = Existing.of(request).security_groups, request.inputs.get("referencedSecurityGroupId")
    if source and groups.get(source) != groups.get(str(request.inputs.get("securityGroupId"))):
        return f"InvalidGroup.NotFound: You have specified two resources that belong to different networks: {source}"
    return None
