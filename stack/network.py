"""The private network of each cloud, stated once: what stores there are reached through."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pulumi

from components.contracts.ordering import once_ready
from components.naming import network_link
from stack.config.aws import VpcEndpoint
from stack.config.stack_config import StackConfig
from stack.config.zones import needed_zones
from stack.given import given
from stack.providers import Providers

if TYPE_CHECKING:
    from components.azure.private_endpoint import NetworkSubscription

ZONES = "private-dns"


class EndpointPlace(TypedDict):
    """Where private endpoints are made, as components ask for it."""

    subnet_id: str
    location: str
    network_subscription: "NotRequired[NetworkSubscription]"


class AzureNetwork:
    """The network of `azure.privateLink`: a subnet for private endpoints, and the names that lead to them."""

    def __init__(self, config: StackConfig, providers: Providers, location: str) -> None:
        self._section, self._providers = given(config.azure), providers
        self._link = given(self._section.private_link)
        self._subnet_id, self._location = self._link.subnet_id, location
        made = needed_zones(config) if self._link.dns == "create" else set[str]()
        self.zone_ids: dict[str, pulumi.Input[str]] = self._zones(made) if made else {**self._link.given_zones}
        """Of the zones that receive the records of private endpoints, by name; none where they are nobody's here."""
        self._linked: dict[str, list[pulumi.Output[str]]] = {}

    @property
    def endpoints(self) -> EndpointPlace:
        """In the network's region; in its subscription and group where that subscription is not the stack's."""
        place = EndpointPlace(subnet_id=self._subnet_id, location=self._location)
        provider = self._providers.azure_of(self._subnet_id)
        if provider is not self._providers.azure:
            place["network_subscription"] = {"provider": provider, "resource_group": self._subnet_id.split("/")[4]}
        return place

    def link(self, zones: Sequence[str], records: Sequence[pulumi.Input[str]]) -> list[pulumi.Output[str]]:
        """Known once every network resolves through the zones: each linked to each once, after the first records.

        Zones of others are linked by their owners: names lead through them once the records are there.
        """
        if self._link.dns != "create" or not zones:
            return [pulumi.Output.from_input(record) for record in records]
        for zone in zones:
            if zone not in self._linked:
                self._linked[zone] = self._links(zone, records)
        return [ready for zone in zones for ready in self._linked[zone]]

    def _links(self, zone: str, records: Sequence[pulumi.Input[str]]) -> list[pulumi.Output[str]]:
        from components.azure.private_dns import PrivateDnsLink, PrivateDnsLinkArgs

        args: PrivateDnsLinkArgs = {
            "resource_group": self._section.resource_group,
            # Records may go to another zone while the links of this one go.
            "zone": once_ready(zone, [self.zone_ids[zone]]),
            "virtual_network_id": self._link.virtual_network_id,
            "records": records,
            "falls_back": self._link.missing_names == "public",
            "tags": self._providers.tags,
        }
        links: dict[str, PrivateDnsLinkArgs] = {f"{ZONES}-{zone}": {**args, "zones_name": ZONES}}
        for network_id in self._link.networks:
            name = network_link(network_id)
            links[f"{ZONES}-{zone}-{name}"] = {**args, "virtual_network_id": network_id, "link_name": name}
        return [
            PrivateDnsLink(name, link, self._providers.options(self._providers.azure)).ready
            for name, link in links.items()
        ]

    def _zones(self, needed: set[str]) -> dict[str, pulumi.Input[str]]:
        from components.azure.private_dns import PrivateDns

        dns = PrivateDns(
            ZONES,
            {"resource_group": self._section.resource_group, "zones": sorted(needed), "tags": self._providers.tags},
            self._providers.options(self._providers.azure),
        )
        return {zone: dns.zone_ids[zone] for zone in sorted(needed)}


def amp_network(config: StackConfig, providers: Providers, accounts: set[str]) -> list[pulumi.Output[str]]:
    """The network of `aws.vpcEndpoint`, made, and open to workspaces of these accounts; known once the way is there.

    Nothing where there is none, or it is there already.
    """
    section = given(config.aws)
    if not isinstance(network := section.vpc_endpoint, VpcEndpoint):
        return []
    from components.aws.amp_vpc_endpoint import AmpVpcEndpoint

    endpoint = AmpVpcEndpoint(
        "amp-vpc-endpoint",
        {
            "vpc_id": network.vpc_id,
            "subnet_ids": [*network.subnet_ids],
            "allowed_cidrs": network.allowed_cidrs,
            "services": [*network.services],
            "region": section.region,
            "accounts": (principals := [section.account_id, *network.accounts]),
            "other_accounts": sorted(accounts - {*principals}),
            "tags": providers.tags,
        },
        providers.options(providers.aws),
    )
    return [endpoint.ready]
