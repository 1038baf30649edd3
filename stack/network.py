"""The private network of each cloud, stated once: what stores there are reached through."""

from collections.abc import Iterable, Sequence

import pulumi

from stack.config.backends import AzureMonitorBackend
from stack.config.stack_config import StackConfig
from stack.config.thanos import ThanosBackend
from stack.given import given
from stack.providers import Providers

ZONES = "private-dns"


class AzureNetwork:
    """The network of `azure.privateLink`: a subnet for private endpoints, and the names that lead to them."""

    def __init__(self, config: StackConfig, providers: Providers) -> None:
        self._section, self._providers = given(config.azure), providers
        link = given(self._section.private_link)
        self.subnet_id = link.subnet_id
        self.virtual_network_id = link.subnet_id.rpartition("/subnets/")[0]
        self.location = link.location or self._section.location
        self.zone_ids = self._zones(config)
        self._linked: dict[str, pulumi.Output[str]] = {}

    def link(self, zones: Iterable[str], records: Sequence[pulumi.Input[str]]) -> list[pulumi.Output[str]]:
        """Known once the network resolves through the zones. It is linked to each one once, after the first records."""
        from components.azure.private_dns import PrivateDnsLink

        for zone in zones:
            if zone not in self._linked:
                self._linked[zone] = PrivateDnsLink(
                    f"{ZONES}-{zone}",
                    {
                        "resource_group": self._section.resource_group,
                        "zone": zone,
                        "virtual_network_id": self.virtual_network_id,
                        "records": records,
                        "zones_name": ZONES,
                        "tags": self._providers.tags,
                    },
                    self._providers.options(self._providers.azure),
                ).ready
        return [self._linked[zone] for zone in zones]

    def _zones(self, config: StackConfig) -> dict[str, pulumi.Input[str]]:
        from components.azure.private_dns import PrivateDns
        from components.azure.private_zones import BLOB_ZONE, MONITOR_ZONES, workspace_query_zone

        needed = set[str]()
        for backend in config.of(AzureMonitorBackend).values():
            if config.is_private(backend):
                needed.update(MONITOR_ZONES)
                needed.update([workspace_query_zone(self._section.location)] if backend.is_built else [])
        if any(config.is_private(backend) for backend in config.of(ThanosBackend).values()):
            needed.add(BLOB_ZONE)
        dns = PrivateDns(
            ZONES,
            {"resource_group": self._section.resource_group, "zones": sorted(needed), "tags": self._providers.tags},
            self._providers.options(self._providers.azure, data=True),
        )
        return {zone: dns.zone_ids[zone] for zone in sorted(needed)}


def amp_network(config: StackConfig, providers: Providers, accounts: set[str]) -> list[pulumi.Output[str]]:
    """The network of `aws.vpcEndpoint`, made, and open to workspaces of these accounts; known once the way is there.

    Nothing where there is none.
    """
    section = given(config.aws)
    if (network := section.vpc_endpoint) is None:
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
            "account_id": section.account_id,
            "other_accounts": sorted(accounts - {section.account_id}),
            "tags": providers.tags,
        },
        providers.options(providers.aws),
    )
    return [endpoint.ready]
