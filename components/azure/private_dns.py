"""Private DNS zones, each linked to one virtual network."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import privatedns

from components.remote_write import once_ready


class PrivateDnsArgs(TypedDict):
    """Which zones, and for which network."""

    resource_group: pulumi.Input[str]
    """Resource group of the zones."""
    virtual_network_id: pulumi.Input[str]
    """ARM id of the network that resolves through the zones. A network can be linked to one zone of a name only."""
    zones: list[str]
    """Names of the zones."""
    tags: NotRequired[dict[str, str]]
    """Tags of every zone and link."""


class PrivateDns(pulumi.ComponentResource):
    """Private DNS zones and their links to a virtual network.

    A linked zone answers for all of its names: link none without the private endpoint that fills it.
    """

    zone_ids: pulumi.Output[dict[str, str]]
    """ARM id of each zone by its name; known only when the zones are linked."""

    def __init__(self, name: str, args: PrivateDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrivateDns", name, {}, opts)
        self.zone_ids = pulumi.Output.all(**{zone: self._linked_zone(name, zone, args) for zone in args["zones"]})
        self.register_outputs({"zone_ids": self.zone_ids})

    def _linked_zone(self, name: str, zone_name: str, args: PrivateDnsArgs) -> pulumi.Output[str]:
        zone = privatedns.PrivateZone(
            f"{name}-{zone_name}",
            resource_group_name=args["resource_group"],
            private_zone_name=zone_name,
            location="global",
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        link = privatedns.VirtualNetworkLink(
            f"{name}-{zone_name}-link",
            resource_group_name=args["resource_group"],
            private_zone_name=zone.name,
            location="global",
            registration_enabled=False,
            # Names that a zone does not hold are not looked up publicly: a closed store would answer 403, and samples
            # be dropped, where a missing name is tried again (https://learn.microsoft.com/azure/dns/private-dns-fallback).
            resolution_policy="Default",
            virtual_network={"id": args["virtual_network_id"]},
            tags=args.get("tags"),
            # A link's network cannot change, which the provider does not know, and a zone has one link of a name. Not
            # protected with the zone, because it holds no data and could never move to another network.
            opts=pulumi.ResourceOptions(
                parent=self, replace_on_changes=["virtualNetwork"], delete_before_replace=True, protect=False
            ),
        )
        return once_ready(zone.id, [link.id])
