"""What no step may do: shut a door that somebody uses, or let anybody write before it is open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.cloud import Object
from sandbox.reachability import agents, aws, azure, azure_targets, hosts
from sandbox.reachability.doors import Answer
from sandbox.rules import Request, Table
from sandbox.world import World

RULES = Table("reachable")

_TYPES = frozenset((*azure.TYPES, *aws.TYPES, *hosts.FILES))


@dataclass
class Reach:
    """Who reaches what in one state of the clouds."""

    objects: tuple[Object, ...]
    world: World

    def __post_init__(self) -> None:
        self.azure = azure.AzureDns(self.objects, self.world)
        self.aws = aws.AwsDns(self.objects, self.world)

    def answer(self, network: str, host: str) -> Answer:
        """What a host that the oracle knows is from a network: an ARM id, a VPC's id, or the internet."""
        world = self.world
        there = world.find("azure", "networks", network) or world.find("aws", "vpcs", network) or {}
        dns = self.azure if azure_targets.knows(host) else self.aws
        return dns.answer(network, host, bool(there.get("internet", True)))

    def has(self, host: str) -> bool:
        """Whether what a host belongs to exists."""
        return not azure_targets.knows(host) or self.azure.has(host)

    def uses(self) -> set[hosts.Use]:
        return set(hosts.used(self.objects, self.world))


@RULES.rule(
    says="a step after which a host that is in use and was an open door is none, although what it belongs to exists",
    source="https://github.com/Azure/Enterprise-Scale/issues/1017",
    steps=("create", "update", "delete"),
)
def _stays(request: Request) -> str | None:
    if not _matters(request.token):
        return None
    before, after = _before(request), _after(request)
    still = {use[:2] for use in after.uses()}
    for network, host in sorted({use[:2] for use in before.uses()} & still):
        if not before.answer(network, host).is_open or not after.has(host):
            continue
        answer = after.answer(network, host)
        if not answer.is_open:
            return f"{host} was an open door in {network}; with this it is {answer}"
    return None


@RULES.rule(
    says="what writes to a host, or queries it, and is created or changed while the host is no open door",
    source="https://prometheus.io/docs/specs/prw/remote_write_spec/#retries--backoff",
)
def _before_writing(request: Request) -> str | None:
    if not hosts.runs(request.token) and request.token not in (*hosts.FILES, *agents.TYPES):
        return None
    before, after = _before(request), _after(request)
    known = {use for use in before.uses() if use.by != _object(request).key}
    for network, host, by in sorted(after.uses() - known):
        answer = after.answer(network, host)
        if by and not answer.is_open:
            return f"{by.split('|')[-1]} names {host}, which in {network} is {answer}"
    return None


def _matters(token: str) -> bool:
    return token in _TYPES or hosts.runs(token)


def _before(request: Request) -> Reach:
    return Reach(tuple(request.cloud.objects.values()), request.world)


def _after(request: Request) -> Reach:
    """The clouds as they would be."""
    one, there = _object(request), dict(request.cloud.objects)
    if request.step == "delete":
        there = {key: o for key, o in there.items() if one.key not in (key, o.made_by)}
    else:
        there[one.key] = one
    return Reach(tuple(there.values()), request.world)


def _object(request: Request) -> Object:
    if request.old is not None:
        return replace(request.old, inputs=dict(request.inputs))
    return Object(request.token, request.id, dict(request.inputs), {}, scope=request.scope)


def answer(network: str, host: str, objects: Iterable[Object], world: World) -> Answer:
    """What a host is from a network, given what the program has made and what was there before."""
    return Reach(tuple(objects), world).answer(network, host)
