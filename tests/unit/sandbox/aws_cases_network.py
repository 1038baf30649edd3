"""Cases of the rows on VPC endpoints and security groups."""

from typing import Any

from tests.unit.sandbox.aws_case import GROUP, OTHER_VPC, SILENT_VPC, SUBNETS, VPC, Case, document

_ENDPOINT, _GROUP = "ec2/vpcEndpoint:VpcEndpoint", "ec2/securityGroup:SecurityGroup"
_INGRESS = "vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_GATEWAY: dict[str, Any] = {"vpcId": VPC, "serviceName": "com.amazonaws.eu-west-1.s3", "routeTableIds": ["rtb-1"]}
_INTERFACE: dict[str, Any] = {
    "vpcId": VPC,
    "serviceName": "com.amazonaws.eu-west-1.aps-workspaces",
    "vpcEndpointType": "Interface",
    "subnetIds": SUBNETS,
    "securityGroupIds": [GROUP],
    "privateDnsEnabled": True,
}
_HTTPS: dict[str, Any] = {
    "securityGroupId": GROUP,
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "10.0.0.0/16",
}
_NAMED: dict[str, Any] = {"vpcId": VPC, "name": "clients", "description": "HTTPS to interface VPC endpoints"}


def _interface(**broken: Any) -> Case:
    return Case(_ENDPOINT, _INTERFACE, broken)


def _rule(**broken: Any) -> Case:
    return Case(_INGRESS, _HTTPS, broken)


CASES = {
    "aws-without-service": _interface(serviceName=None),
    "aws-unknown-service": _interface(serviceName="com.amazonaws.us-east-1.aps-workspaces"),
    "aws-service-type": Case(_ENDPOINT, _GATEWAY, {"serviceName": "com.amazonaws.eu-west-1.aps-workspaces"}),
    "aws-gateway": Case(_ENDPOINT, _GATEWAY, {"subnetIds": SUBNETS}),
    "aws-route-tables": _interface(routeTableIds=["rtb-1"]),
    "aws-subnet-twice": _interface(subnetIds=[SUBNETS[0], SUBNETS[0]]),
    "aws-zone-twice": _interface(subnetIds=[SUBNETS[0], "subnet-twin"]),
    "aws-zone-without-service": _interface(subnetIds=[SUBNETS[0], "subnet-far"]),
    "aws-subnet-of-another-vpc": _interface(subnetIds=["subnet-other"]),
    "aws-group-of-another-vpc": _interface(securityGroupIds=["sg-other"]),
    "aws-vpc-without-dns": _interface(vpcId=SILENT_VPC, subnetIds=None, securityGroupIds=None),
    "aws-private-dns-twice": Case(
        _ENDPOINT, {**_INTERFACE, "privateDnsEnabled": False}, {"privateDnsEnabled": True}, [(_ENDPOINT, _INTERFACE)]
    ),
    "aws-denies-others": _interface(
        privateDnsEnabled=True, policy=document(Principal="*", Action=["aps:RemoteWrite", "aps:G*"], Resource="*")
    ),
    "aws-address-type": _interface(ipAddressType="dualstack"),
    "aws-description": Case(_GROUP, _NAMED, {"description": "Zugriff für Prometheus"}),
    "aws-group-name": Case(_GROUP, _NAMED, {"name": "sg-clients"}),
    "aws-group-twice": Case(_GROUP, {**_NAMED, "vpcId": OTHER_VPC}, {"vpcId": VPC}, [(_GROUP, _NAMED)]),
    "aws-protocol": _rule(ipProtocol="https"),
    "aws-ports": _rule(fromPort=444),
    "aws-ports-of-all": Case(
        _INGRESS, {**_HTTPS, "ipProtocol": "-1", "fromPort": None, "toPort": None}, {"fromPort": 443}
    ),
    "aws-one-source": _rule(cidrIpv6="2001:db8::/64"),
    "aws-range": _rule(cidrIpv4="10.0.0.1/16"),
    "aws-rule-twice": Case(_INGRESS, {**_HTTPS, "cidrIpv4": "10.1.0.0/16"}, _HTTPS, [(_INGRESS, _HTTPS)]),
    "aws-source-of-another-vpc": Case(
        _INGRESS,
        {**_HTTPS, "cidrIpv4": None, "referencedSecurityGroupId": GROUP},
        {"referencedSecurityGroupId": "sg-other"},
    ),
}
