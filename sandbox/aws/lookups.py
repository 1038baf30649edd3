"""What the provider looks up: answers from the world and the cloud, and fails as AWS fails."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.existing import Existing
from sandbox.cloud import Refused

Answer = dict[str, Any]
LookUp = Callable[[Existing, Mapping[str, Any]], Answer]


def _cluster(existing: Existing, args: Mapping[str, Any]) -> Answer:
    name = str(args.get("name"))
    if name not in existing.clusters:
        raise Refused(f"ResourceNotFoundException: No cluster found for name: {name}.")
    return {
        "id": name,
        "name": name,
        "arn": existing.place.arn("eks", f"cluster/{name}"),
        "region": existing.place.region,
        "identities": [{"oidcs": [{"issuer": existing.clusters[name]["issuer"]}]}],
    }


def _oidc_provider(existing: Existing, args: Mapping[str, Any]) -> Answer:
    host = str(args.get("url") or str(args.get("arn") or "").partition(":oidc-provider/")[2]).removeprefix("https://")
    arn = existing.place.arn("iam", f"oidc-provider/{host}", regional=False)
    if args.get("arn") and args["arn"] != arn:
        raise Refused(f"NoSuchEntity: OpenIDConnect Provider not found for arn {args['arn']}")
    if before := existing.before("oidcProviders").get(arn):
        audiences: list[str] = list(before.get("clientIds") or ())
    elif made := next(
        (o for o in existing.made("iam/openIdConnectProvider:OpenIdConnectProvider") if o.id == arn), None
    ):
        audiences = made.inputs.get("clientIdLists", [])
    else:
        raise Refused(f"finding IAM OIDC Provider by url (https://{host}): not found")
    return {"id": arn, "arn": arn, "url": host, "clientIdLists": audiences, "thumbprintLists": [], "tags": {}}


def _vpc(existing: Existing, args: Mapping[str, Any]) -> Answer:
    id_ = str(args.get("id"))
    if id_ not in existing.vpcs:
        raise Refused(f"InvalidVpcID.NotFound: The vpc ID '{id_}' does not exist")
    vpc = existing.vpcs[id_]
    return {
        "id": id_,
        "arn": existing.place.arn("ec2", f"vpc/{id_}"),
        "region": existing.place.region,
        "cidrBlock": vpc["cidr"],
        "cidrBlockAssociations": [
            {"associationId": "vpc-cidr-assoc-0", "cidrBlock": vpc["cidr"], "state": "associated"}
        ],
        "enableDnsSupport": vpc["dnsSupport"],
        "enableDnsHostnames": vpc["dnsHostnames"],
        "ownerId": existing.place.account,
    }


def _subnet(existing: Existing, args: Mapping[str, Any]) -> Answer:
    id_ = str(args.get("id"))
    if id_ not in existing.subnets:
        raise Refused(f"InvalidSubnetID.NotFound: The subnet ID '{id_}' does not exist")
    vpc_id, zone = existing.subnets[id_]
    subnet = existing.vpcs[vpc_id]["subnets"][id_]
    return {
        "id": id_,
        "arn": existing.place.arn("ec2", f"subnet/{id_}"),
        "region": existing.place.region,
        "availabilityZone": zone,
        "cidrBlock": subnet["cidr"],
        "vpcId": vpc_id,
        "ownerId": existing.place.account,
    }


def _endpoint_service(existing: Existing, args: Mapping[str, Any]) -> Answer:
    name = str(args.get("serviceName") or f"com.amazonaws.{existing.place.region}.{args.get('service')}")
    service = existing.endpoint_services.get(name.removeprefix(f"com.amazonaws.{existing.place.region}."))
    if service is None:
        raise Refused(f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist")
    return {
        "id": name,
        "serviceName": name,
        "region": existing.place.region,
        "availabilityZones": [f"{existing.place.region}{zone}" for zone in service["zones"]],
        "serviceType": service["types"][0],
        "vpcEndpointPolicySupported": True,
        "privateDnsName": service.get("host", "").format(region=existing.place.region),
        "supportedIpAddressTypes": ["ipv4"],
    }


def _workspace(existing: Existing, args: Mapping[str, Any]) -> Answer:
    id_ = str(args.get("workspaceId"))
    arn = existing.place.arn("aps", f"workspace/{id_}")
    made = next((o for o in existing.made("amp/workspace:Workspace") if o.id == id_), None)
    if id_ not in existing.workspaces:
        raise Refused(f"ResourceNotFoundException: Workspace not found: {id_}")
    before: Mapping[str, Any] = existing.before("workspaces").get(arn) or {}
    inputs: Mapping[str, Any] = made.inputs if made else before
    host = f"https://aps-workspaces.{existing.place.region}.amazonaws.com"
    return {
        "id": id_,
        "workspaceId": id_,
        "arn": arn,
        "region": existing.place.region,
        "alias": inputs.get("alias", ""),
        "createdDate": "2026-01-01T00:00:00Z",
        "kmsKeyArn": inputs.get("kmsKeyArn", ""),
        "prometheusEndpoint": f"{host}/workspaces/{id_}/",
        "status": "ACTIVE",
        "tags": made.outputs["tagsAll"] if made else {},
    }


def _caller(existing: Existing, _: Mapping[str, Any]) -> Answer:
    account = existing.place.account
    return {"id": account, "accountId": account, "arn": f"arn:aws:iam::{account}:user/sandbox", "userId": "AIDASANDBOX"}


def _partition(existing: Existing, _: Mapping[str, Any]) -> Answer:
    partition = existing.place.partition
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    reverse = ".".join(reversed(suffix.split(".")))
    return {"id": partition, "partition": partition, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}


def _region(existing: Existing, _: Mapping[str, Any]) -> Answer:
    region = existing.place.region
    return {"id": region, "region": region, "name": region, "endpoint": f"ec2.{region}.amazonaws.com"}


LOOKUPS: Mapping[str, LookUp] = {
    "aws:eks/getCluster:getCluster": _cluster,
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": _oidc_provider,
    "aws:ec2/getVpc:getVpc": _vpc,
    "aws:ec2/getSubnet:getSubnet": _subnet,
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": _endpoint_service,
    "aws:amp/getWorkspace:getWorkspace": _workspace,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
}
