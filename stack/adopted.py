"""The private DNS zones and the private link scope of others that a stack file names, looked up before their use."""

from collections.abc import Iterator
from typing import NamedTuple

import pulumi

from components import naming
from stack.config.private_link import PrivateLink
from stack.config.problems import Problem
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.look_up import SourceError, looked_up
from stack.providers import Providers

_KEY = "azure.privateLink"


class Adopted(NamedTuple):
    """What is known of them."""

    unlinked: tuple[str, ...] = ()
    """Names of the zones that no network resolves through."""
    reached_from: tuple[str, ...] = ()
    """ARM ids of the networks that an endpoint of the scope is in, as far as they can be read."""

    def warnings(self, link: PrivateLink) -> Iterator[str]:
        """What others have to do, or have done already."""
        for zone in self.unlinked:
            yield (
                f"{_KEY}.dns.zones.{zone}: no network resolves through it: names of private stores lead to closed "
                "doors until its owner links the cluster's network"
            )
        if link.scope is None:
            return
        here = link.virtual_network_id.lower() in (network.lower() for network in self.reached_from)
        if here and link.makes_scope_endpoint:
            yield f"{_KEY}.scopeEndpoint: an endpoint of the scope is in this network already; `existing` uses it"
        if not here and not link.makes_scope_endpoint:
            found = ", ".join(self.reached_from) or "networks that cannot be read"
            yield (
                f"{_KEY}.scopeEndpoint: endpoints of the scope are in {found}: a route has to lead there from the "
                "cluster's network, and their zones have to be linked to it"
            )


def own_scope(config: StackConfig) -> str:
    """Name of the scope that this stack makes where it names none."""
    return naming.azure_monitor(f"{config.owner}-monitor")


def adopted(config: StackConfig, providers: Providers, problems: list[Problem]) -> Adopted:
    """What is known of the zones and the scope that the stack file names, if any. What cannot be used is added to the
    problems."""
    link = config.azure and config.azure.private_link
    if link is None or not (link.given_zones or link.scope):
        return Adopted()
    unlinked = [zone for zone, id_ in link.given_zones.items() if _is_unlinked(zone, id_, providers, problems)]
    try:
        return Adopted(tuple(unlinked), _reached_from(config, link, providers))
    except SourceError as error:
        problems.append((f"{_KEY}.scope", str(error)))
        return Adopted(tuple(unlinked))


def _is_unlinked(zone: str, zone_id: str, providers: Providers, problems: list[Problem]) -> bool:
    from components.azure.existing_private_link import linked_networks

    options = pulumi.InvokeOptions(provider=providers.azure_of(zone_id))
    try:
        return looked_up(lambda: linked_networks(zone_id, opts=options)) == 0
    except SourceError as error:
        problems.append((f"{_KEY}.dns.zones.{zone}", str(error)))
        return False


def _reached_from(config: StackConfig, link: PrivateLink, providers: Providers) -> tuple[str, ...]:
    if link.scope is None:
        return ()
    from components.azure.existing_private_link import scope_endpoints

    azure, scope_id = given(config.azure), link.scope
    folder = f"/subscriptions/{azure.subscription_id}/resourceGroups/{azure.resource_group}/providers"
    if scope_id.lower() == f"{folder}/Microsoft.Insights/privateLinkScopes/{own_scope(config)}".lower():
        raise SourceError("is the one that this stack makes itself, which would delete it; leave it out")
    options = pulumi.InvokeOptions(provider=providers.azure_of(scope_id))
    endpoints = looked_up(lambda: scope_endpoints(scope_id, opts=options))
    if not endpoints and not link.makes_scope_endpoint:
        raise SourceError("has no private endpoint that could be used; leave scopeEndpoint out, and one is made")
    return tuple(sorted({found for one in endpoints if (found := _network(one, providers))}))


def _network(endpoint_id: str, providers: Providers) -> str:
    """ARM id of an endpoint's network; nothing where it cannot be read, which others need not let this stack do."""
    from components.azure.existing_private_link import endpoint_network

    options = pulumi.InvokeOptions(provider=providers.azure_of(endpoint_id))
    try:
        return looked_up(lambda: endpoint_network(endpoint_id, opts=options))
    except SourceError:
        return ""
