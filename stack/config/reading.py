"""What contradicts itself in how workspaces of Azure Monitor are read. Works on plain values."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.grafana import OWN
from stack.config.problems import Problem, mapping
from stack.config.sources import Backend, is_built


def reading_problems(values: Mapping[str, Any], backends: Mapping[str, Backend]) -> Iterator[Problem]:
    """Contradictions of `queries`, `grafana` and `dashboards` with what they are read through."""
    azure = {key: value for key, value in mapping(values.get("azure")).items() if value is not None}
    stores = {name: backend for name, backend in backends.items() if backend.get("kind") == "azure-monitor"}
    for name, backend in stores.items():
        if is_built(backend):
            yield from _of_queries(f"backends.{name}.queries", backend, has_network="privateLink" in azure)
            if backend.get("grafana") == OWN and "grafana" not in azure:
                yield f"backends.{name}.grafana", "own is the Grafana of azure.grafana: add that, with its admins"
        if "dashboards" in backend and "cluster" not in values:
            yield (
                f"backends.{name}.dashboards",
                "is of what a cluster writes: needs the section cluster, or leave it out",
            )
    if "grafana" in azure:
        yield from _of_grafana(azure, stores)


def _of_queries(key: str, backend: Backend, *, has_network: bool) -> Iterator[Problem]:
    if "queries" not in backend:
        return
    if has_network and "access" in backend:
        yield key, "is said beside access: public, which keeps samples and queries out of the network; leave one out"
    elif not has_network and backend["queries"] == "private":
        yield key, "private takes the network of azure.privateLink; add that, or leave it out"
    elif not has_network:
        yield key, "is used only where azure.privateLink makes queries private; leave it out"


def _of_grafana(azure: Mapping[str, Any], stores: Mapping[str, Backend]) -> Iterator[Problem]:
    if not any(backend.get("grafana") == OWN for backend in stores.values()):
        yield "azure.grafana", "is used by no backend of this stack; say grafana: own with one, or leave it out"
    if mapping(azure["grafana"]).get("access") is not None and "privateLink" not in azure:
        yield "azure.grafana.access", "is used only where azure.privateLink makes the page private; leave it out"
