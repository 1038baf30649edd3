"""Private DNS zones, and the networks that resolve through them."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import privatedns

from components.contracts.ordering import once_ready


class PrivateDnsArgs(TypedDict):
    """Which zones."""

    resource_group: pulumi.Input[str]
    """Resource group of the zones."""
    zones: list[str]
    """Names of the zones."""
    tags: NotRequired[dict[str, str]]
    """Tags of every zone."""


class PrivateDns(pulumi.ComponentResource):
    """Private DNS zones that nobody resolves through yet: records come first, then a `PrivateDnsLink`."""

    zone_ids: pulumi.Output[dict[str, str]]
    """ARM id of each zone by its name."""

    def __init__(self, name: str, args: PrivateDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrivateDns", name, {}, opts)
        zones = {zone: self._zone(f"{name}-{zone}", zone, args) for zone in args["zones"]}
        self.zone_ids = pulumi.Output.all(**{zone: made.id for zone, made in zones.items()})
        self.register_outputs({"zone_ids": self.zone_ids})

    def _zone(self, name: str, zone: str, args: PrivateDnsArgs) -> privatedns.PrivateZone:
        return privatedns.PrivateZone(
            name,
            resource_group_name=args["resource_group"],
            private_zone_name=zone,
            location="global",
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )


class PrivateDnsLinkError(ValueError):
    """A link that would take a network's names away."""


class PrivateDnsLinkArgs(TypedDict):
    """Which zone, which network, and what is there before."""

    resource_group: pulumi.Input[str]
    """Resource group of the zone."""
    zone: pulumi.Input[str]
    """Name of the zone, which goes after its links where it is known when the zone is there."""
    virtual_network_id: pulumi.Input[str]
    """ARM id of the network that resolves through the zone. A network can be linked to one zone of a name only."""
    records: Sequence[pulumi.Input[str]]
    """Outputs known when the zone holds the first records: one or more."""
    tags: NotRequired[dict[str, str]]
    """Tags of the link."""
    falls_back: NotRequired[bool]
    """Whether names that the zone does not hold are looked up publicly. A closed store would then answer 403, and
    samples be dropped, where a missing name is tried again (https://learn.microsoft.com/azure/dns/private-dns-fallback).
    Default: no."""
    link_name: NotRequired[str]
    """Name of the link, which a zone has once; derived from the component's when left out."""
    zones_name: NotRequired[str]
    """Name of the `PrivateDns` that made this link in stacks of version 0.1.0; it is then taken over as it is."""


class PrivateDnsLink(pulumi.ComponentResource):
    """A network's resolution through a private DNS zone that holds records already.

    A linked zone answers for all of its names, and without records denies them: everything of Azure Monitor in that
    network would be unreachable (https://github.com/Azure/Enterprise-Scale/issues/1017). On the way back the link goes
    first.
    """

    ready: pulumi.Output[str]
    """Known when the network resolves through the zone."""

    def __init__(self, name: str, args: PrivateDnsLinkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:PrivateDnsLink", name, {}, opts)
        if not args["records"]:
            raise PrivateDnsLinkError(f"{name}: records must name what fills the zone before it is linked")
        self.ready = privatedns.VirtualNetworkLink(
            f"{name}-link",
            resource_group_name=args["resource_group"],
            private_zone_name=once_ready(args["zone"], args["records"]),
            virtual_network_link_name=args.get("link_name"),
            location="global",
            registration_enabled=False,
            resolution_policy="NxDomainRedirect" if args.get("falls_back") else "Default",
            virtual_network={"id": args["virtual_network_id"]},
            tags=args.get("tags"),
            # A link's network cannot change, which the provider does not know, and a zone has one link of a name.
            opts=pulumi.ResourceOptions(
                parent=self,
                replace_on_changes=["virtualNetwork"],
                delete_before_replace=True,
                aliases=_taken_over(args),
            ),
        ).id
        self.register_outputs({"ready": self.ready})


def _taken_over(args: PrivateDnsLinkArgs) -> list[pulumi.Alias]:
    if "zones_name" not in args:
        return []
    return [pulumi.Alias(parent=pulumi.create_urn(args["zones_name"], "prometheus-stack:index:PrivateDns"))]
