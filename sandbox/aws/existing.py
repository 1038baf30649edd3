"""What there is in AWS as one account sees it in one region: made by the program, or there before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.aws.place import Arn, Place
from sandbox.cloud import Cloud, Object
from sandbox.rules import Request

ARN_SECTIONS = ("clusters", "keys", "logGroups", "oidcProviders", "policies", "roles", "topics", "workspaces")
"""Sections of the world that are kept by ARN."""


@dataclass
class Existing:
    """Everything that there is; by id, what is of the account in the region."""

    cloud: Cloud
    place: Place

    @classmethod
    def of(cls, request: Request) -> "Existing":
        """As the request sees it."""
        return cls(request.cloud, Place.of(request.config, request.inputs))

    def before(self, section: str) -> Mapping[str, Any]:
        """What of a section was there before the program."""
        return self.cloud.world.all("aws", section)

    def made(self, type_: str) -> Iterator[Object]:
        """What the program has made of a type in the account, in whichever region."""
        return (o for o in self.cloud.of(f"aws:{type_}") if o.scope.partition("/")[0] == self.place.account)

    def made_under(self, id_: str) -> bool:
        """Whether the program has made something of that id in the account, or in its region."""
        scopes = [self.place.scope(regional=regional) for regional in (True, False)]
        return any(o.id == id_ and o.scope in scopes for o in self.cloud.objects.values())

    @cached_property
    def arns(self) -> set[str]:
        """ARN of everything."""
        now = {o.outputs.get("arn") for o in self.cloud.objects.values() if o.token.startswith("aws:")}
        before = {arn for section in ARN_SECTIONS for arn in self.before(section)}
        return before | {arn for arn in now if isinstance(arn, str)}

    @property
    def accounts(self) -> set[str]:
        """Every account."""
        return {self.place.account, *(str(account) for account in self.before("accounts"))}

    def has_principal(self, principal: str) -> bool:
        """Whether there is an account, or a role of one, that a document names."""
        arn = Arn.parse(principal)
        account = arn.account if arn else principal
        is_account = arn is None or arn.resource == "root"
        return principal == "*" or (account in self.accounts and (is_account or principal in self.arns))

    @cached_property
    def vpcs(self) -> dict[str, Mapping[str, Any]]:
        here = (self.place.account, self.place.region)
        return {id_: vpc for id_, vpc in self.before("vpcs").items() if (str(vpc["account"]), vpc["region"]) == here}

    @property
    def subnets(self) -> dict[str, tuple[str, str]]:
        """VPC and availability zone of each subnet, by id."""
        found: dict[str, tuple[str, str]] = {}
        for vpc_id, vpc in self.vpcs.items():
            subnets: Mapping[str, Any] = vpc.get("subnets") or {}
            found.update({id_: (vpc_id, subnet["zone"]) for id_, subnet in subnets.items()})
        return found

    @property
    def security_groups(self) -> dict[str, str | None]:
        """VPC of each security group, by id; None for the default VPC."""
        groups: dict[str, str | None] = {
            id_: vpc_id for vpc_id, vpc in self.vpcs.items() for id_ in vpc.get("securityGroups") or ()
        }
        for group in self.made("ec2/securityGroup:SecurityGroup"):
            if group.outputs["region"] == self.place.region:
                groups[group.id] = group.inputs.get("vpcId")
        return groups

    @property
    def prefix_lists(self) -> set[str]:
        return {id_ for id_, one in self.before("prefixLists").items() if one["region"] == self.place.region}

    @property
    def roles(self) -> dict[str, str]:
        """ARN of each role of the account, by name."""
        prefix = self.place.arn("iam", "role/", regional=False)
        return {arn.rsplit("/", 1)[-1]: arn for arn in self.arns if arn.startswith(prefix)}

    @property
    def workspaces(self) -> set[str]:
        """Ids of the workspaces."""
        prefix = self.place.arn("aps", "workspace/")
        return {arn.removeprefix(prefix) for arn in self.arns if arn.startswith(prefix)}

    @property
    def clusters(self) -> dict[str, Mapping[str, Any]]:
        """EKS clusters by name."""
        prefix = self.place.arn("eks", "cluster/")
        return {arn.removeprefix(prefix): one for arn, one in self.before("clusters").items() if arn.startswith(prefix)}

    @property
    def endpoint_services(self) -> Mapping[str, Any]:
        """What PrivateLink offers in the region, by the last part of its name."""
        region: Mapping[str, Any] = self.before("regions").get(self.place.region) or {}
        return region.get("endpointServices") or {}
