"""Rows on VPC endpoints."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.existing import Existing
from sandbox.aws.grammar import listed
from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html"
GUIDE = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"


def _type(request: Request) -> str:
    return request.inputs.get("vpcEndpointType") or "Gateway"


def _service(request: Request) -> Mapping[str, Any] | None:
    """What PrivateLink offers under the service's name; None for a name of something else."""
    place = Existing.of(request).place
    region = request.inputs.get("serviceRegion") or place.region
    existing = Existing(request.cloud, type(place)(place.account, region))
    prefix, name = f"com.amazonaws.{region}.", str(request.inputs.get("serviceName"))
    return existing.endpoint_services.get(name.removeprefix(prefix)) if name.startswith(prefix) else None


def _zones(request: Request) -> list[str]:
    subnets = Existing.of(request).subnets
    return [subnets[id_][1] for id_ in dict.fromkeys(_subnets(request)) if id_ in subnets]


def _subnets(request: Request) -> list[str]:
    configured: list[dict[str, Any]] = request.inputs.get("subnetConfigurations") or []
    return [*listed(request.inputs.get("subnetIds")), *(one["subnetId"] for one in configured if one.get("subnetId"))]


@RULES.rule(ENDPOINT, says="an endpoint of no service", source=API)
def _without_service(request: Request) -> str | None:
    if not any(request.inputs.get(one) for one in ("serviceName", "serviceNetworkArn", "resourceConfigurationArn")):
        return "MissingParameter: The request must contain the parameter ServiceName"
    return None


@RULES.rule(ENDPOINT, says="an endpoint of a service that there is not, or of another region's", source=API)
def _unknown_service(request: Request) -> str | None:
    if (name := request.inputs.get("serviceName")) and _service(request) is None:
        return f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist"
    return None


@RULES.rule(ENDPOINT, says="an endpoint of a type that its service has not", source=API)
def _service_type(request: Request) -> str | None:
    service = _service(request)
    if service and _type(request) not in service["types"]:
        name = request.inputs["serviceName"]
        return f"InvalidParameter: Endpoint type ({_type(request)}) does not match available service types of {name}"
    return None


@RULES.rule(ENDPOINT, says="a gateway endpoint in subnets, behind security groups or with private DNS", source=API)
def _gateway(request: Request) -> str | None:
    given = [one for one in ("subnetIds", "securityGroupIds", "privateDnsEnabled") if request.inputs.get(one)]
    if _type(request) == "Gateway" and given:
        return f"InvalidParameter: {', '.join(given)} cannot be given for a Gateway endpoint"
    return None


@RULES.rule(ENDPOINT, says="an interface endpoint with route tables", source=API)
def _route_tables(request: Request) -> str | None:
    if _type(request) != "Gateway" and request.inputs.get("routeTableIds"):
        return f"InvalidParameter: Route table IDs are not supported for {_type(request)} endpoints"
    return None


@RULES.rule(ENDPOINT, says="an endpoint in one subnet twice", source=GUIDE)
def _subnet_twice(request: Request) -> str | None:
    subnets = listed(request.inputs.get("subnetIds"))
    if len(set(subnets)) < len(subnets):
        return f"InvalidParameter: Duplicate subnet IDs: {subnets}"
    return None


@RULES.rule(ENDPOINT, says="an endpoint in two subnets of one zone", source=GUIDE)
def _zone_twice(request: Request) -> str | None:
    zones = _zones(request)
    if len(set(zones)) < len(zones):
        return f"DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of {zones}"
    return None


@RULES.rule(ENDPOINT, says="an endpoint in a zone that its service is not in", source=GUIDE)
def _zone_without_service(request: Request) -> str | None:
    service, region = _service(request), Existing.of(request).place.region
    if service and (without := set(_zones(request)) - {f"{region}{zone}" for zone in service["zones"]}):
        return f"InvalidParameter: The VPC endpoint service does not support the availability zone of {sorted(without)}"
    return None


@RULES.rule(ENDPOINT, says="an endpoint in a subnet of another VPC", source=API)
def _subnet_of_another_vpc(request: Request) -> str | None:
    subnets, vpc = Existing.of(request).subnets, request.inputs.get("vpcId")
    if strange := [id_ for id_ in _subnets(request) if id_ in subnets and subnets[id_][0] != vpc]:
        return f"InvalidParameter: Subnet {strange[0]} does not belong to VPC {vpc}"
    return None


@RULES.rule(ENDPOINT, says="an endpoint behind a security group of another VPC", source=API)
def _group_of_another_vpc(request: Request) -> str | None:
    groups, vpc = Existing.of(request).security_groups, request.inputs.get("vpcId")
    if strange := [id_ for id_ in listed(request.inputs.get("securityGroupIds")) if groups.get(id_, vpc) != vpc]:
        return f"InvalidParameter: Security group {strange[0]} does not belong to VPC {vpc}"
    return None


@RULES.rule(ENDPOINT, says="private DNS in a VPC without DNS support or DNS host names", source=GUIDE)
def _vpc_without_dns(request: Request) -> str | None:
    vpc = Existing.of(request).vpcs.get(str(request.inputs.get("vpcId")))
    if request.inputs.get("privateDnsEnabled") and vpc and not (vpc["dnsSupport"] and vpc["dnsHostnames"]):
        return (
            "InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC "
            f"attributes set to true for {request.inputs['vpcId']}"
        )
    return None


@RULES.rule(ENDPOINT, says="a second endpoint of a service with private DNS in a VPC", source=GUIDE)
def _private_dns_twice(request: Request) -> str | None:
    mine = (request.inputs.get("vpcId"), request.inputs.get("serviceName"))
    twins = [o for o in request.others() if mine == (o.inputs.get("vpcId"), o.inputs.get("serviceName"))]
    vpc = Existing.of(request).vpcs.get(str(mine[0])) or {}
    before = mine[1] in (vpc.get("privateDns") or ())
    if request.inputs.get("privateDnsEnabled") and (
        before or any(one.inputs.get("privateDnsEnabled") for one in twins)
    ):
        return (
            "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain "
            f"of {mine[1]} in the VPC {mine[0]}"
        )
    return None


@RULES.rule(ENDPOINT, says="IPv6 at an endpoint whose service has none", source=API)
def _address_type(request: Request) -> str | None:
    service, wanted = _service(request), request.inputs.get("ipAddressType") or "ipv4"
    if service and wanted not in service.get("addresses", ["ipv4"]):
        return f"InvalidParameter: {wanted} is not supported by {request.inputs['serviceName']}"
    return None
