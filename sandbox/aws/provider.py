"""The simulated aws provider: ids, ARNs, and what AWS refuses."""

import json
import secrets
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sandbox.aws.rules import RULES
from sandbox.package import Made, Package, ResourceType
from sandbox.rules import Table

DEFAULT_ACCOUNT = "123456789012"


def _account(made: Made) -> str:
    return _listed(made.config.get("allowedAccountIds")) or DEFAULT_ACCOUNT


def _listed(value: Any) -> str | None:
    """The first of a provider's list, which arrives as JSON text."""
    values = json.loads(value) if isinstance(value, str) else value
    return values[0] if values else None


def _region(made: Made) -> str:
    return str(made.inputs.get("region") or made.config["region"])


def _arn(made: Made, service: str, resource: str, *, regional: bool = True) -> str:
    return f"arn:aws:{service}:{_region(made) if regional else ''}:{_account(made)}:{resource}"


def _tags(made: Made) -> dict[str, Any]:
    default = json.loads(made.config.get("defaultTags", "{}")) if made.config.get("defaultTags") else {}
    return {"tagsAll": {**default.get("tags", {}), **made.inputs.get("tags", {})}}


def _computed(service: str, resource: str, more: Callable[[Made], dict[str, Any]] = lambda _: {}, **how: Any) -> Any:
    def computed(made: Made) -> dict[str, Any]:
        arn = _arn(made, service, resource.format(id=made.id), **how)
        region = {"region": _region(made)} if how.get("regional", True) else {}
        return {"arn": arn, **region, **_tags(made), **more(made)}

    return computed


def _workspace(made: Made) -> dict[str, Any]:
    return {"prometheusEndpoint": f"https://aps-workspaces.{_region(made)}.amazonaws.com/workspaces/{made.id}/"}


def _vpc_endpoint(made: Made) -> dict[str, Any]:
    host = f"{made.id}-{made.hex(8)}.{made.inputs['serviceName'].split('.')[-1]}.{_region(made)}.vpce.amazonaws.com"
    return {"dnsEntries": [{"dnsName": host, "hostedZoneId": "Z38GZ743OKFT7T"}], "state": "available"}


_TYPES: dict[str, tuple[str, ResourceType]] = {
    "amp/workspace:Workspace": ("ws", ResourceType(_computed("aps", "workspace/{id}", _workspace), ("kmsKeyArn",))),
    "amp/workspaceConfiguration:WorkspaceConfiguration": (
        "=workspaceId",
        ResourceType(
            lambda made: {"limitsPerLabelSets": [], "outOfOrderTimeWindowInSeconds": 60, "region": _region(made)},
            ("workspaceId",),
            named_by_id=False,
        ),
    ),
    "ec2/vpcEndpoint:VpcEndpoint": (
        "vpce",
        ResourceType(
            _computed("ec2", "vpc-endpoint/{id}", _vpc_endpoint),
            ("vpcId", "serviceName", "vpcEndpointType"),
        ),
    ),
    "ec2/securityGroup:SecurityGroup": (
        "sg",
        ResourceType(
            _computed("ec2", "security-group/{id}"), ("name", "description", "vpcId"), "name", ("name", "vpcId")
        ),
    ),
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        "sgr",
        ResourceType(_computed("ec2", "security-group-rule/{id}"), ("securityGroupId",)),
    ),
    "iam/role:Role": (
        "=name",
        ResourceType(
            _computed("iam", "role/{id}", lambda made: {"uniqueId": made.hex(20)}, regional=False),
            ("name", "path"),
            "name",
            ("name",),
            name_pattern=("name", r"[\w+=,.@-]{1,64}"),
        ),
    ),
    "iam/rolePolicy:RolePolicy": ("=role:name", ResourceType(immutable=("name", "role"), name="name")),
    "iam/openIdConnectProvider:OpenIdConnectProvider": (
        "oidc",
        ResourceType(
            lambda made: {
                "arn": _arn(
                    made, "iam", f"oidc-provider/{made.inputs['url'].removeprefix('https://')}", regional=False
                ),
                **_tags(made),
            },
            ("url",),
            unique=("url",),
        ),
    ),
}


class Aws(Package):
    """Names are unique per account, ids are AWS's own."""

    name = "aws"
    rules: ClassVar[Table] = RULES
    types: ClassVar[Mapping[str, ResourceType]] = {f"aws:{token}": kind for token, (_, kind) in _TYPES.items()}

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        prefix = _TYPES.get(token.removeprefix("aws:"), ("id", None))[0]
        if prefix.startswith("="):
            return ":".join(str(inputs[key]) for key in prefix[1:].split(":"))
        return f"ws-{uuid.uuid4()}" if prefix == "ws" else f"{prefix}-{secrets.token_hex(8)}"

    def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        account, region = _listed(self.config.get("allowedAccountIds")) or DEFAULT_ACCOUNT, self.config["region"]
        match token:
            case "aws:eks/getCluster:getCluster":
                issuer = (
                    f"https://oidc.eks.{region}.amazonaws.com/id/{uuid.uuid5(uuid.NAMESPACE_DNS, args['name']).hex}"
                )
                return {"name": args["name"], "identities": [{"oidcs": [{"issuer": issuer}]}]}
            case "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider":
                host = args["url"].removeprefix("https://")
                return {"arn": f"arn:aws:iam::{account}:oidc-provider/{host}", "url": host}
            case _:
                return super().invoke(token, args)
