"""Private DNS of Azure: links, zones, records and private endpoints, from a network to a target."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.azure.existing import ENDPOINT, LINK, MEMBER, RECORDS, SCOPE, ZONE, existing
from sandbox.cloud import Object
from sandbox.reachability import azure_targets
from sandbox.reachability.azure_targets import Target
from sandbox.reachability.doors import Answer, Door
from sandbox.values import at, fields, items
from sandbox.world import World

TYPES = (LINK, RECORDS, ENDPOINT, SCOPE, MEMBER, ZONE, *azure_targets.TARGET_TYPES)


@dataclass(frozen=True)
class _Endpoint:
    network: str
    targets: frozenset[str]
    """ARM ids that it is connected to."""


@dataclass(frozen=True)
class _Linked:
    zone_id: str
    falls_back: bool
    """Whether a name that the zone does not hold is looked up publicly: https://learn.microsoft.com/azure/dns/private-dns-fallback."""


@dataclass
class AzureDns:
    """The resolution of one state of the clouds and the world. Ids are compared in lower case, as ARM does."""

    objects: Iterable[Object]
    world: World
    links: dict[tuple[str, str], _Linked] = field(init=False, default_factory=dict[tuple[str, str], _Linked])
    """What a network's zone of a name is."""
    endpoints: dict[str, _Endpoint] = field(init=False, default_factory=dict[str, _Endpoint])
    groups: list[tuple[str, frozenset[str]]] = field(init=False, default_factory=list[tuple[str, frozenset[str]]])
    """Endpoints and the zones that their records go to, in the order in which they were written."""
    scopes: dict[str, Mapping[str, Any]] = field(init=False, default_factory=dict[str, Mapping[str, Any]])
    members: set[tuple[str, str]] = field(init=False, default_factory=set[tuple[str, str]])

    def __post_init__(self) -> None:
        for one in (*existing(self.world), *self.objects):
            self._index(one, one.id.lower())

    def answer(self, network: str, host: str, internet: bool) -> Answer:
        """What a host is from a network, `internet` saying whether it has a way there."""
        target = azure_targets.find(host, self.objects, self.world)
        if target is None:
            return Answer(Door.NOTHING, "NXDOMAIN: nobody has this name")
        linked = self.links.get((network.lower(), target.zone)) if self._is_private(target) else None
        if linked is not None:
            if endpoint := self._record(linked.zone_id, target):
                return self._through(endpoint, target, network, host)
            if not linked.falls_back:
                return Answer(Door.NOTHING, f"NXDOMAIN: {target.zone} is linked to the network and has no record of it")
        if not internet:
            return Answer(Door.NOTHING, "a public address, and no way to the internet")
        if target.public or any(subnet.startswith(f"{network.lower()}/") for subnet in target.subnets):
            return Answer(Door.OPEN, "its public address")
        return Answer(Door.CLOSED, "its public address, with public network access off")

    def has(self, host: str) -> bool:
        """Whether anybody has the name."""
        return azure_targets.find(host, self.objects, self.world) is not None

    def _index(self, one: Object, id_: str) -> None:
        inputs = one.inputs
        if one.token == LINK:
            zone_id = id_.rsplit("/", 2)[0]
            network = str(at(inputs, "virtualNetwork", "id")).lower()
            linked = _Linked(zone_id, inputs.get("resolutionPolicy") == "NxDomainRedirect")
            self.links[network, zone_id.rsplit("/", 1)[-1]] = linked
        elif one.token == ENDPOINT:
            connections = items(inputs, "privateLinkServiceConnections")
            targets = frozenset(str(connection.get("privateLinkServiceId")).lower() for _, connection in connections)
            self.endpoints[id_] = _Endpoint(_network(str(at(inputs, "subnet", "id")).lower()), targets)
        elif one.token == RECORDS:
            configs = items(inputs, "privateDnsZoneConfigs")
            zones = frozenset(str(config.get("privateDnsZoneId")).lower() for _, config in configs)
            self.groups.append((id_.rsplit("/", 2)[0], zones))
        elif one.token == SCOPE:
            self.scopes[id_] = fields(inputs, "accessModeSettings")
        elif one.token == MEMBER:
            self.members.add((id_.rsplit("/", 2)[0], str(inputs.get("linkedResourceId")).lower()))

    def _is_private(self, target: Target) -> bool:
        """Whether the public name points into the private zone.

        That of a shared name always does; that of an endpoint in a scope, or of what has a private endpoint, wherever.
        """
        if target.scoped:
            return not target.id or any(member == target.id for _, member in self.members)
        return any(target.id in endpoint.targets for endpoint in self.endpoints.values())

    def _record(self, zone_id: str, target: Target) -> _Endpoint | None:
        """The endpoint whose record of the target the zone holds: of several, the last that was written."""
        for endpoint_id, zones in reversed(self.groups):
            endpoint = self.endpoints.get(endpoint_id)
            if endpoint and zone_id in zones and any(True for _ in self._ways(endpoint, target)):
                return endpoint
        return None

    def _ways(self, endpoint: _Endpoint, target: Target) -> Iterator[str]:
        """What the endpoint is connected to that has a record of the target: itself, or a scope."""
        for id_ in endpoint.targets:
            in_scope = target.scoped and id_ in self.scopes and (not target.id or (id_, target.id) in self.members)
            if id_ == target.id or in_scope:
                yield id_

    def _through(self, endpoint: _Endpoint, target: Target, network: str, host: str) -> Answer:
        if not self._routed(network.lower(), endpoint.network):
            return Answer(Door.NOTHING, f"a private address in {endpoint.network}, to which no route leads")
        mode = "queryAccessMode" if host.startswith("api.") else "ingestionAccessMode"
        for scope in self._ways(endpoint, target):
            if not target.id and self.scopes[scope].get(mode) != "Open":
                return Answer(
                    Door.CLOSED, f"{scope.rsplit('/', 1)[-1]} lets its own members in only: {mode} PrivateOnly"
                )
        return Answer(Door.OPEN, "a private endpoint")

    def _routed(self, one: str, other: str) -> bool:
        peers = [
            {str(peer).lower() for peer in (self.world.find("azure", "networks", id_) or {}).get("peers") or ()}
            for id_ in (one, other)
        ]
        return one == other or other in peers[0] or one in peers[1]


def _network(subnet: str) -> str:
    return subnet.rsplit("/subnets/", 1)[0]
