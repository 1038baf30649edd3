"""Every key of a stack file does something: in some stack another value changes what the whole program declares."""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from components.aws.alertmanager import definition_of_topics
from components.azure.private_zones import BLOB_ZONE
from stack.config.stack_config import ConfigError, StackConfig
from tests.stack.hub import HUBS_SCOPE, given, in_network
from tests.stack.keys import ABSENT, Key, keys_of, other_values
from tests.stack.program import Config, declared, everything
from tests.stack.stacks import (
    AMP_SETTINGS,
    AZURE,
    CARED_FOR,
    EXISTING,
    GUIDS,
    INGRESS,
    PRIVATE_LINK,
    SIGNED_IN,
    hub,
    others_stores,
    read,
    signed_in,
    spoke,
    stack,
    with_secrets,
)

STACKS: dict[str, Config] = {
    "amp, private": stack("eks", private=True, only="amp"),
    "others' stores": others_stores(),
    "another stack's stores": spoke("other"),
    "stores that exist": spoke("other", stores=EXISTING),
    "azure monitor on any cluster": stack("other", only="azure"),
    "a workspace that is taken care of": hub(backends={"azure": CARED_FOR}, aws=None),
    "a workspace with settings": stack("eks", only="amp", backends={"amp": AMP_SETTINGS}),
    "a workspace with a definition": hub(
        backends={"amp": {"kind": "amp", "alerting": {"definition": definition_of_topics([])}}}, azure=None
    ),
    "a workspace with a file": hub(
        backends={"amp": {"kind": "amp", "alerting": {"topic": "create", "file": "examples/alertmanager.yaml"}}},
        azure=None,
    ),
    "collected by Azure's agent": stack(
        only="azure",
        azure={**AZURE, "collection": {"metrics": "azure", "containerInsights": {"namespaces": ["shop"]}}},
        backends={"azure": {"kind": "azure-monitor"}, "azure-two": {"kind": "azure-monitor"}},
    ),
    **{way: signed_in(way) for way in SIGNED_IN},
    "nodes of AKS": stack(only="azure", azure={**AZURE, "signIn": {"kind": "managed-identity"}}),
    "a Prometheus of others": stack("other", only="azure", prometheus={"install": False, "serviceAccount": {}}),
    "thanos": stack(only="thanos", ingress={**INGRESS, "acmeServer": "https://acme.example.com/directory"}),
    "read in a network": read({"admins": [*GUIDS[:2]], "majorVersion": 11}, grafana="own"),
    "two stores in one network": stack(
        only="thanos",
        ingress=None,
        azure={**AZURE, "privateLink": PRIVATE_LINK},
        backends={"azure": {"kind": "azure-monitor"}, "thanos": {"kind": "thanos"}},
    ),
    "a zone of others": stack(only="thanos", ingress=None, azure=in_network(dns=given([BLOB_ZONE]))),
    "a scope of others": stack(only="azure", azure=in_network(scope=HUBS_SCOPE)),
}
"""Cheapest first: a key is tried in one after the other until it is seen to do something."""
KEYS = [*keys_of(StackConfig)]
REGIONS = {"public": "westeurope", "usgovernment": "usgovvirginia", "china": "chinanorth3"}
"""A region of each of Azure's clouds: the one is refused without the other."""


def places(key: Key, config: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in a stack file a key is, or could be: below every section that is there or always has a value."""
    step, *rest = key.path[len(at) :]
    if not rest:
        yield (*at, step)
        return
    inner = config.get(step, {} if _has_default(key.path[: len(at) + 1]) else None)
    if step.startswith("<"):
        for name, backend in config.items():
            if f"<{backend['kind']}>" == step:
                yield from ((*at, name, *place[len(at) + 1 :]) for place in places(key, backend, (*at, step)))
    elif isinstance(inner, list):
        for index, item in enumerate(inner):
            found = places(key, item, (*at, step))
            yield from ((*at, step, str(index), *place[len(at) + 1 :]) for place in found)
    elif inner is not None:
        yield from places(key, inner, (*at, step))


def _has_default(path: tuple[str, ...]) -> bool:
    return not any(key.path == path for key in KEYS)


def changed(config: Config, place: tuple[str, ...], value: Any) -> Config:
    """The stack file with another value at one place."""
    config = copy.deepcopy(config)
    *sections, last = place
    section: Any = config
    for step in sections:
        section = section[int(step)] if isinstance(section, list) else section.setdefault(step, {})
    if value is ABSENT:
        section.pop(last)
    else:
        section[last] = value
    if place == ("azure", "cloud"):
        config["azure"]["location"] = REGIONS[value]
    return with_secrets(config)


def value_at(config: Any, place: tuple[str, ...], default: Any) -> Any:
    """What a stack file says at a place; else the default."""
    for step in place:
        if isinstance(config, list):
            config = config[int(step)]
        elif step in config:
            config = config[step]
        else:
            return default
    return config


@cache
def unchanged(name: str) -> dict[str, Any]:
    return everything(declared(STACKS[name]))


def differences(key: Key) -> Iterator[bool]:
    """Of every stack and every other value: whether the program takes it, and then declares something else."""
    for name, config in STACKS.items():
        for place in places(key, config):
            for value in other_values(key.annotation, value_at(config, place, key.default)):
                try:
                    found = everything(declared(changed(config, place, value)))
                except ConfigError:
                    # A section is there exactly where something needs it.
                    yield key.is_section
                    continue
                yield found != unchanged(name)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_key_changes_what_the_program_declares(key: Key) -> None:
    assert any(differences(key)), f"{key} has no effect in any of these stacks: {', '.join(STACKS)}"


def test_the_walk_finds_the_keys_there_are() -> None:
    found = {str(key) for key in KEYS}

    assert len(found) >= 55
    assert found >= {
        "environment",
        "azure.privateLink.subnetId",
        "azure.privateLink.networks",
        "azure.collection.metrics",
        "azure.collection.containerInsights",
        "azure.collection.containerInsights.retentionDays",
        "azure.privateLink.dns.zones",
        "azure.privateLink.scopeEndpoint",
        "aws.vpcEndpoint.services",
        "cluster",
        "cluster.storageClass",
        "prometheus.externalLabels",
        "backends.<amp>.retentionDays",
        "backends.<amp>.sharedWith",
        "backends.<amp>.seriesLimits.byLabels.maxSeries",
        "backends.<amp>.stack",
        "backends.<amp>.workspace",
        "backends.<amp>.workspace.accountId",
        "backends.<azure-monitor>.rule",
        "backends.<azure-monitor>.workspaceId",
        "backends.<thanos>.backend",
        "backends.<thanos>.retention.oneHour",
        "backends.<remote-write>.authentication",
        "backends.<remote-write>.certificateAuthority",
        "ingress.certificateAuthority",
    }


def test_the_same_stack_file_declares_the_same_twice() -> None:
    config = STACKS["two stores in one network"]

    assert everything(declared({**config})) == everything(declared(dict(reversed(config.items()))))


def test_a_kind_of_value_that_nobody_knows_another_of_is_an_error() -> None:
    with pytest.raises(LookupError, match="add one to OTHERS"):
        next(other_values(float, 1.0))
