"""The private way to Azure Monitor workspaces: one for writing, one for querying."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import monitor

from components.azure.clouds import AzureCloud, azure_cloud
from components.azure.private_endpoint import NetworkSubscription, PrivateEndpoint
from components.azure.private_link_scope import ExistingScope, Scope, existing
from components.contracts.endpoints import AZURE_PUBLIC
from components.contracts.ordering import once_ready


class PrivateLinkError(ValueError):
    """DNS zones that are missing, so that names would go on resolving publicly."""


class PrivateWorkspace(TypedDict):
    """A workspace to reach privately."""

    workspace_id: NotRequired[pulumi.Input[str]]
    """ARM id of the workspace, which queries go to; left out where they take another way."""
    data_collection_endpoint_id: pulumi.Input[str]
    """ARM id of its data collection endpoint, which samples go to."""
    member_name: NotRequired[str]
    """Name of that endpoint in the scope, of another endpoint another one: a member is not led elsewhere in place.
    Default: the workspace's."""


class ScopeMember(TypedDict):
    """A data collection endpoint or a workspace of logs."""

    member_name: str
    """Its name in the scope, of another resource another one: a member is not led elsewhere in place."""
    resource_id: pulumi.Input[str]
    """Its ARM id."""


class MonitorPrivateLinkArgs(TypedDict):
    """Which workspaces, and from where."""

    resource_group: pulumi.Input[str]
    """Resource group of the scope and its private endpoints."""
    location: pulumi.Input[str]
    """Region of the virtual network."""
    network_subscription: NotRequired[NetworkSubscription]
    """Where the private endpoints are made; left out where the virtual network is in the scope's own subscription."""
    subnet_id: pulumi.Input[str]
    """ARM id of the endpoints' subnet. The scope's endpoint takes 11 addresses or more.
    https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure"""
    workspaces: dict[str, PrivateWorkspace]
    """The workspaces, by a name used in names of resources."""
    zone_ids: NotRequired[dict[str, pulumi.Input[str]]]
    """ARM id by name of every private DNS zone needed: those of the cloud's scopes where this one gets an endpoint, and
    the query zone of those to be queried. Left out where somebody else writes the endpoints' records."""
    workspace_location: str
    """Region of the workspaces that are queried, which decides their query zone."""
    members: NotRequired[dict[str, ScopeMember]]
    """What else the scope holds, by a name used in names of resources."""
    scope_name: str
    """Name of the private link scope, and what endpoints of queries are called after. Networks that share DNS can have
    one scope only."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    private_only: NotRequired[bool]
    """Whether it cuts every Azure Monitor resource outside the scope off, for all networks that share the DNS, of any
    subscription (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design). Default: no; data
    collection endpoints close their public access themselves."""
    existing_scope: NotRequired[ExistingScope]
    """A scope that exists already, in which members are made; one is made when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the scope and its private endpoints."""


class MonitorPrivateLink(pulumi.ComponentResource):
    """A private link scope over the data collection endpoints, and an endpoint per workspace that is queried.

    Writing goes through the scope; querying does not: it needs an endpoint on the workspace itself
    (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design).

    The attribute `others` is the list of the ARM ids of `members` in the scope. Who takes the way to one of them names
    them itself: of what is deleted, the engine keeps the order of direct dependencies only.
    """

    scope_id: pulumi.Output[str]
    """ARM id of the private link scope."""
    ready: pulumi.Output[str]
    """Known when the zones hold the records of every workspace, for samples and for queries."""

    def __init__(self, name: str, args: MonitorPrivateLinkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:MonitorPrivateLink", name, {}, opts)
        _refuse_missing_zones(name, args)
        there = args.get("existing_scope")
        scope = existing(there) if there else self._scope(f"{name}-scope", args)
        members = [self._member(name, workspace, scope, args) for workspace in args["workspaces"]]
        self.others = [
            self._scoped(f"{name}-member-{other}", member, scope) for other, member in args.get("members", {}).items()
        ]
        inside = [*members, *self.others]
        records = [] if scope.has_endpoint else [self._ingestion(f"{name}-ingestion", scope, inside, args)]
        for workspace, workspace_id in _queried(args).items():
            query = self._endpoint(
                f"{name}-{workspace}-query",
                args,
                target_id=workspace_id,
                target_name=args["scope_name"],
                group_id="prometheusMetrics",
                zones=[_cloud(args).query_zone(args["workspace_location"])],
                after=records[-1:],
            )
            records.append(query.ready)
        first, *others = *records, *inside
        self.scope_id = pulumi.Output.from_input(scope.scope_id)
        self.ready = once_ready(first, others)
        self.register_outputs({"scope_id": self.scope_id, "ready": self.ready})

    def _scope(self, name: str, args: MonitorPrivateLinkArgs) -> Scope:
        mode = "PrivateOnly" if args.get("private_only") else "Open"
        made = monitor.PrivateLinkScope(
            name,
            resource_group_name=args["resource_group"],
            scope_name=args["scope_name"],
            location="global",
            access_mode_settings={"ingestion_access_mode": mode, "query_access_mode": mode},
            tags=args.get("tags"),
            # A scope of another name is beside the old one until nobody writes through that. Records of the names that
            # all scopes share are the last writer's (private-link-design); unconfirmed is whether they stay when the
            # first writer's endpoint goes.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False),
        )
        return Scope(made.id, made.name, args["resource_group"], args["scope_name"])

    def _member(self, name: str, workspace: str, scope: Scope, args: MonitorPrivateLinkArgs) -> pulumi.Output[str]:
        store = args["workspaces"][workspace]
        member: ScopeMember = {
            "member_name": store.get("member_name", workspace),
            "resource_id": store["data_collection_endpoint_id"],
        }
        return self._scoped(f"{name}-{workspace}-member", member, scope)

    def _scoped(self, name: str, member: ScopeMember, scope: Scope) -> pulumi.Output[str]:
        return monitor.PrivateLinkScopedResource(
            name,
            resource_group_name=scope.resource_group,
            scope_name=scope.name,
            name=member["member_name"],
            linked_resource_id=member["resource_id"],
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=False, provider=scope.provider),
        ).id

    def _ingestion(
        self, name: str, scope: Scope, members: list[pulumi.Output[str]], args: MonitorPrivateLinkArgs
    ) -> pulumi.Output[str]:
        # Members come first, so that the endpoint is made with the records of all, as in
        # https://github.com/Azure/bicep-registry-modules/blob/main/avm/res/insights/private-link-scope/main.bicep.
        return self._endpoint(
            name,
            args,
            target_id=once_ready(scope.scope_id, members),
            target_name=scope.target_name,
            group_id="azuremonitor",
            zones=_cloud(args).monitor_zones,
        ).ready

    def _endpoint(
        self,
        name: str,
        args: MonitorPrivateLinkArgs,
        *,
        target_id: pulumi.Input[str],
        target_name: str,
        group_id: str,
        zones: Sequence[str],
        after: Sequence[pulumi.Output[str]] = (),
    ) -> PrivateEndpoint:
        there, zone_ids = args.get("network_subscription"), args.get("zone_ids", {})
        return PrivateEndpoint(
            name,
            {
                "resource_group": there["resource_group"] if there else args["resource_group"],
                "location": args["location"],
                "subnet_id": args["subnet_id"],
                "target_id": target_id,
                "target_name": target_name,
                "group_id": group_id,
                "zone_ids": {zone: zone_ids[zone] for zone in zones if zone in zone_ids},
                "after": after,
                "tags": args.get("tags", {}),
            },
            pulumi.ResourceOptions(parent=self, providers=[there["provider"]] if there else None),
        )


def _refuse_missing_zones(name: str, args: MonitorPrivateLinkArgs) -> None:
    if "zone_ids" not in args:
        return
    there, cloud = args.get("existing_scope"), _cloud(args)
    required = [] if there and there["has_endpoint"] else [*cloud.monitor_zones]
    required += [cloud.query_zone(args["workspace_location"])] if _queried(args) else []
    if missing := [zone for zone in required if zone not in args["zone_ids"]]:
        raise PrivateLinkError(f"{name}: zone_ids lacks {', '.join(missing)}")


def _cloud(args: MonitorPrivateLinkArgs) -> AzureCloud:
    return azure_cloud(args.get("cloud", AZURE_PUBLIC))


def _queried(args: MonitorPrivateLinkArgs) -> dict[str, pulumi.Input[str]]:
    return {name: one["workspace_id"] for name, one in args["workspaces"].items() if "workspace_id" in one}
