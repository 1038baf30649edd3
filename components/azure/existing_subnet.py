"""What a subnet that exists already tells about itself."""

import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

import pulumi
from pulumi_azure_native import network

from components.azure.regions import programmatic

SCOPE_SUBNET = 32
"""Addresses of the smallest subnet that the endpoint of a private link scope fits in, a /27: it takes 11 or more.
https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure"""


class SubnetError(pulumi.RunError):
    """A subnet that its network does not have."""


class Subnet(NamedTuple):
    """A subnet of a virtual network."""

    location: str
    """Region of the network, by its programmatic name: private endpoints have to be in it."""
    addresses: int
    """How many IPv4 addresses its ranges have, with the five of each that Azure keeps."""


def existing_subnet(subnet_id: str, *, opts: pulumi.InvokeOptions) -> Subnet:
    """Looks the subnet up, through a provider of its subscription. Raises SubnetError where its network has none of
    that name, and what the provider says where there is no network."""
    *_, resource_group, _, _, _, name, _, subnet_name = subnet_id.split("/")
    found = network.get_virtual_network(resource_group_name=resource_group, virtual_network_name=name, opts=opts)
    subnets = {subnet.name or "": subnet for subnet in found.subnets or []}
    for known, subnet in subnets.items():
        if known.lower() == subnet_name.lower():
            ranges = {*(subnet.address_prefixes or []), subnet.address_prefix or ""} - {""}
            return Subnet(programmatic(found.location or ""), _addresses(ranges))
    raise SubnetError(f"the network {name} has no subnet {subnet_name}; it has: {', '.join(sorted(subnets)) or 'none'}")


def _addresses(ranges: Iterable[str]) -> int:
    networks = [ipaddress.ip_network(cidr) for cidr in ranges]
    return sum(one.num_addresses for one in networks if one.version == 4)
