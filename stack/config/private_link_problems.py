"""What in `azure.privateLink` contradicts itself or the backends. Works on a configuration that is valid otherwise."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.private_link import PrivateLink
from stack.config.problems import Problem
from stack.config.zones import needed_zones

if TYPE_CHECKING:
    from stack.config.stack_config import StackConfig

_KEY = "azure.privateLink"


def private_link_problems(config: "StackConfig") -> Iterator[Problem]:
    """As (key, what is wrong and the way out); nothing where there is no `azure.privateLink`."""
    if (link := config.azure and config.azure.private_link) is None:
        return
    needed = needed_zones(config)
    yield from _of_links(link, needed)
    yield from _of_scope(link, any(config.is_private(backend) for backend in config.of(AzureMonitorBackend).values()))
    if link.given_zones:
        yield from _of_zones(link, needed)


def _of_links(link: PrivateLink, needed: set[str]) -> Iterator[Problem]:
    """What is said of links to zones that are not made."""
    for key, field in (("networks", "networks"), ("missingNames", "missing_names")):
        if field in link.model_fields_set and link.dns != "create":
            yield (
                f"{_KEY}.{key}",
                "is of links to zones that are made here, and dns says whose they are; leave it out: who owns the "
                "zones links networks to them",
            )
        elif field in link.model_fields_set and not needed:
            yield f"{_KEY}.{key}", "is of links to zones, of which this stack makes none; leave it out"


def _of_scope(link: PrivateLink, is_used: bool) -> Iterator[Problem]:
    for key, field in (("scope", "scope"), ("scopeEndpoint", "scope_endpoint"), ("accessMode", "access_mode")):
        if field in link.model_fields_set and not is_used:
            yield f"{_KEY}.{key}", "is of Azure Monitor, of which no backend of this stack is private; leave it out"
    if link.scope is None and link.scope_endpoint == "existing":
        yield f"{_KEY}.scopeEndpoint", "is used only beside scope: name the scope that the endpoint leads to"
    if link.scope is not None and "access_mode" in link.model_fields_set:
        yield f"{_KEY}.accessMode", "would change the scope of somebody else; leave it out"


def _of_zones(link: PrivateLink, needed: set[str]) -> Iterator[Problem]:
    if missing := sorted(needed - link.given_zones.keys()):
        yield f"{_KEY}.dns.zones", f"lacks {', '.join(missing)}: private stores of this stack need them"
    for name, zone_id in link.given_zones.items():
        there = zone_id.rpartition("/")[2]
        if name not in needed:
            yield f"{_KEY}.dns.zones.{name}", "is needed by no private store of this stack; leave it out"
        elif there.lower() != name:
            yield f"{_KEY}.dns.zones.{name}", f"must be the id of a zone of that name, is of {there}"
