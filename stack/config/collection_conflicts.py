"""What around `azure.collection` contradicts itself, and what it uses. Works on plain values."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.problems import Problem, mapping
from stack.platform import Platform

_KEY = "azure.collection"


def collects(values: Mapping[str, Any]) -> bool:
    """Whether Azure's own agent collects anything, and so the section `azure` and the AKS cluster are used."""
    return mapping(values.get("azure")).get("collection") is not None


def collects_logs(values: Mapping[str, Any]) -> bool:
    """Whether the stack builds a workspace of logs."""
    return _collection(values).get("containerInsights") is not None


def collection_problems(
    values: Mapping[str, Any],
    backends: Mapping[str, Mapping[str, Any]],
    platform: Platform | None,
    *,
    looked_up: bool,
) -> Iterator[Problem]:
    """Contradictions, as (key, what is wrong and the way out); `looked_up`: the cluster is for another reason."""
    if not collects(values):
        return
    cluster = mapping(values.get("cluster"))
    if "cluster" not in values:
        yield _KEY, "is of an AKS cluster: needs the section cluster, or leave it out"
    elif platform and not platform.azure_agent:
        yield _KEY, f"is of AKS clusters only, and this one is of the kind {cluster['kind']}; leave it out"
    elif platform and "resourceGroup" not in cluster and not looked_up:
        yield "cluster.resourceGroup", f"is needed to look the AKS cluster up for {_KEY}"
    name = _collection(values).get("metrics")
    if isinstance(name, str):
        yield from _backend_problems(name, backends)


def _backend_problems(name: str, backends: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    key, backend = f"{_KEY}.metrics", backends.get(name, {})
    if backend.get("kind") != "azure-monitor":
        known = ", ".join(known for known, one in backends.items() if one.get("kind") == "azure-monitor")
        yield key, f"must name a backend of kind azure-monitor, is {name!r}; there is {known or 'none'}"
    elif "rule" in backend:
        yield key, f"needs a way in of this stack's own: leave rule out of backends.{name}, or name another backend"


def _collection(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(mapping(values.get("azure")).get("collection"))
