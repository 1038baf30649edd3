"""Where the stores of backends come from: what cannot be said of one that is not built here. Works on plain values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.problems import Problem, mapping

SECTIONS = {"azure-monitor": "azure", "thanos": "azure", "amp": "aws"}
"""Section that a backend of a kind is built with."""
ACCESS = {"azure-monitor": "azure", "amp": "aws"}
"""Section that this cluster's access to a backend of a kind is built with."""
EXISTS = {"azure-monitor": "workspaceId", "amp": "workspace"}
"""Key of each kind that names a store that exists already."""
BESIDE_STACK = {"azure-monitor": ("backend", "rule"), "amp": ("backend",), "thanos": ("backend",)}
"""Keys of each kind that say something of another stack's store."""
OF_ITS_BUILDER = {"azure-monitor": ("alerts", "rules")}
"""Keys of each kind that another stack's store has from that stack."""
OWNED = {
    "azure-monitor": ("limits", "queries", "readers", "grafana"),
    "amp": (
        *("retentionDays", "sharedWith"),
        *("kmsKeyArn", "outOfOrderSeconds", "ruleQueryOffsetSeconds", "seriesLimits", "logs", "rules", "alerting"),
    ),
    "thanos": ("replicas", "replicationFactor", "storage", "redundancy", "retention", "access"),
}
"""Keys of each kind that say what is built."""

Backend = Mapping[str, Any]


def is_built(backend: Backend) -> bool:
    """Whether this stack builds the backend's store, as far as it is of a kind that can be built."""
    return "stack" not in backend and EXISTS.get(backend.get("kind", ""), "stack") not in backend


def section_of(backend: Backend) -> str:
    """The section that a backend needs; empty where it needs none."""
    return (SECTIONS if is_built(backend) else ACCESS).get(backend.get("kind", ""), "")


def source_problems(backends: Mapping[str, Backend]) -> Iterator[Problem]:
    """What contradicts where a store comes from, and stores that are two backends'."""
    for name, backend in backends.items():
        for key, problem in _problems(backend):
            yield f"backends.{name}.{key}", problem
    yield from _same_stores(backends)


def _problems(backend: Backend) -> Iterator[Problem]:
    kind = backend.get("kind", "")
    exists = EXISTS.get(kind, "")
    if "stack" in backend and exists in backend:
        yield exists, "is said beside stack: a store is another stack's or exists already; leave one out"
    if "stack" not in backend:
        for key in BESIDE_STACK.get(kind, ()):
            if key in backend:
                yield key, "is used only beside stack; leave it out"
    elif "rule" in backend and "access" in backend:
        yield "access", "is used only of a rule of this stack's own; leave it out, or rule"
    if "stack" in backend:
        for key in OF_ITS_BUILDER.get(kind, ()):
            if key in backend:
                yield key, f"is of the store, not of who writes to it; say it in the stack {backend['stack']}"
    if not is_built(backend):
        way_out = f"say it in the stack {backend['stack']}" if "stack" in backend else "leave it out"
        for key in OWNED.get(kind, ()):
            if key in backend:
                yield key, f"would change what is not built here; {way_out}"


def _same_stores(backends: Mapping[str, Backend]) -> Iterator[Problem]:
    stores = {name: (key, store) for name, backend in backends.items() for key, store in _store(name, backend)}
    counts = Counter(stores.values())
    for name, store in stores.items():
        if counts[store] > 1:
            yield f"backends.{name}.{store[0]}", "is another backend's store too: every sample would be written twice"


def _store(name: str, backend: Backend) -> Iterator[tuple[str, str]]:
    """The key that says which store it is, and the store."""
    if "stack" in backend:
        yield "stack", f"{backend['stack']} {backend.get('backend', name)}"
        return
    for key in ("url", "workspaceId", "workspace"):
        if key in backend:
            value = mapping(backend[key]).get("id") if key == "workspace" else backend[key]
            if isinstance(value, str):
                yield key, (value.lower() if key == "workspaceId" else value).rstrip("/")
