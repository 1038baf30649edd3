"""What in a stack file would have no effect, and so is not what was meant. Works on plain values."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.collection_conflicts import collects, collects_logs
from stack.config.problems import Problem, mapping
from stack.config.sign_in_values import looks_up_kubelet, trusts_tokens
from stack.config.sources import SECTIONS, Backend, is_built, section_of
from stack.platform import Platform

_NO_BACKEND = "is used by no backend of this stack; leave it out"


def unused(
    values: Mapping[str, Any], cluster: Mapping[str, Any], platform: Platform | None, backends: Mapping[str, Backend]
) -> Iterator[Problem]:
    """Keys that are there for nothing, as (key, why)."""
    used = {section_of(backend) for backend in backends.values()} - {""}
    collected = {"azure"} if collects(values) else set[str]()
    trusted = trusts_tokens(values, backends)
    looked_up_in = platform.looked_up_in if platform and trusted and "oidcIssuer" not in cluster else ""
    for section in ("azure", "aws"):
        if section in values and section not in used | collected and section != looked_up_in:
            yield section, _NO_BACKEND
    if looked_up_in == "aws" and "aws" not in used and "oidcProvider" in mapping(values.get("aws")):
        yield "aws.oidcProvider", _NO_BACKEND
    looks_up = collected or looks_up_kubelet(values, backends)
    for key in ("resourceGroup", "subscriptionId"):
        if key in cluster and looked_up_in != "azure" and not looks_up:
            yield f"cluster.{key}", "is used only to look up the issuer of an AKS cluster; leave it out"
    if "oidcIssuer" in cluster and not trusted:
        yield "cluster.oidcIssuer", _NO_BACKEND
    if "tags" in values and not used | collected:
        yield "tags", "is of resources in a cloud, of which this stack makes none; leave it out"
    built = [backend for backend in backends.values() if is_built(backend)]
    ways_in = [one for one in backends.values() if one.get("kind") == "azure-monitor" and "rule" not in one]
    named = any(backend.get("kind") in SECTIONS for backend in [*built, *ways_in]) or collects_logs(values)
    yield from _of_stores(values, built, names_something=named)


def _of_stores(values: Mapping[str, Any], built: list[Backend], *, names_something: bool) -> Iterator[Problem]:
    """What is there for stores that are built, of which there may be none."""
    kinds = {backend.get("kind") for backend in built}
    if "name" in values and not names_something:
        yield "name", "is of stores that a stack builds or makes a way into, and this one has none; leave it out"
    if "ingress" in values and "thanos" not in kinds:
        yield "ingress", _NO_BACKEND
    if "protect" in values and not kinds & SECTIONS.keys() and not collects_logs(values):
        yield "protect", "is of data that a stack builds, and this one builds none; leave it out"
