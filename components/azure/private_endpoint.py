"""A private endpoint and the DNS records that lead to it."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import Provider, network

from components.contracts.ordering import once_ready
from components.naming import PRIVATE_ENDPOINT_LENGTH, bounded

# The provider names an endpoint after its logical name and as many random digits.
GENERATED_LENGTH = 8


class NetworkSubscription(TypedDict):
    """The subscription of a virtual network, which private endpoints have to be in: of another one than the stores'.
    https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-endpoint-properties"""

    provider: Provider
    """Provider of that subscription."""
    resource_group: pulumi.Input[str]
    """Resource group there, of the private endpoints."""


class PrivateEndpointArgs(TypedDict):
    """What the endpoint leads to, and from where."""

    resource_group: pulumi.Input[str]
    """Resource group of the endpoint."""
    location: pulumi.Input[str]
    """Region of the virtual network, whatever the target's is."""
    subnet_id: pulumi.Input[str]
    """ARM id of the subnet the endpoint takes its addresses from."""
    target_id: pulumi.Input[str]
    """ARM id of what the endpoint leads to."""
    target_name: str
    """Name of the target. One of another name gets an endpoint and records of its own before the old ones go, so that
    what runs is led from the one to the other through open doors."""
    group_id: str
    """Sub-resource of the target, such as `blob`.
    https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-link-resource"""
    zone_ids: dict[str, pulumi.Input[str]]
    """ARM id of each private DNS zone that receives the endpoint's records, by the zone's name; empty where somebody
    else writes them."""
    after: NotRequired[Sequence[pulumi.Input[str]]]
    """Outputs of endpoints whose records come first. Zones that several endpoints fill take them one after the other:
    where all are replaced at once, each finds the networks' links gone before it deletes its records."""
    tags: NotRequired[dict[str, str]]
    """Tags of the endpoint."""


class PrivateEndpoint(pulumi.ComponentResource):
    """A private endpoint with its DNS zone group."""

    private_endpoint_id: pulumi.Output[str]
    """ARM id of the private endpoint."""
    ready: pulumi.Output[str]
    """Known when the zones hold the endpoint's records; when it is there, where somebody else writes them."""

    def __init__(self, name: str, args: PrivateEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrivateEndpoint", name, {}, opts)
        endpoint = self._endpoint(name, args)
        self.private_endpoint_id = endpoint.id
        self.ready = self._records(name, args, endpoint.name) if args["zone_ids"] else endpoint.id
        self.register_outputs({"private_endpoint_id": self.private_endpoint_id, "ready": self.ready})

    def _records(self, name: str, args: PrivateEndpointArgs, endpoint_name: pulumi.Output[str]) -> pulumi.Output[str]:
        return network.PrivateDnsZoneGroup(
            f"{name}-{args['target_name']}-records",
            resource_group_name=args["resource_group"],
            private_endpoint_name=once_ready(endpoint_name, args.get("after", [])),
            private_dns_zone_group_name="default",
            private_dns_zone_configs=[
                {"name": zone.replace(".", "-"), "private_dns_zone_id": zone_id}
                for zone, zone_id in args["zone_ids"].items()
            ],
            opts=pulumi.ResourceOptions(parent=self, aliases=[pulumi.Alias(name=f"{name}-records")]),
        ).id

    def _endpoint(self, name: str, args: PrivateEndpointArgs) -> "network.PrivateEndpoint":
        limit = PRIVATE_ENDPOINT_LENGTH - GENERATED_LENGTH
        return network.PrivateEndpoint(
            bounded(f"{name}-{args['target_name']}-endpoint", limit=limit),
            resource_group_name=args["resource_group"],
            location=args["location"],
            subnet={"id": args["subnet_id"]},
            private_link_service_connections=[
                {
                    "name": args["group_id"],
                    "private_link_service_id": args["target_id"],
                    "group_ids": [args["group_id"]],
                }
            ],
            tags=args.get("tags"),
            # Azure refuses to lead an endpoint elsewhere, which the provider does not know
            # (https://github.com/Azure/bicep-registry-modules/issues/1513).
            opts=pulumi.ResourceOptions(
                parent=self,
                replace_on_changes=["privateLinkServiceConnections"],
                aliases=[pulumi.Alias(name=bounded(f"{name}-endpoint", limit=limit))],
            ),
        )
