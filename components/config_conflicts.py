"""What in a stack file contradicts itself. Works on plain values: an invalid file has answers too."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

Problem = tuple[str, str]

TAKEN_NAMESPACES = {"monitoring", "cert-manager", "ingress-nginx", "default", "kube-system", "kube-public"}


def conflicts(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Contradictions between sections, as (key, what is wrong and the way out)."""
    backends = {name: mapping(backend) for name, backend in mapping(values.get("backends")).items()}
    for name, backend in backends.items():
        kind = backend.get("kind")
        if kind in ("azure-monitor", "thanos") and "azure" not in values:
            yield f"backends.{name}", "needs the section azure"
        if kind == "amp" and "aws" not in values:
            yield f"backends.{name}", "needs the section aws"
        if kind == "thanos" and name in TAKEN_NAMESPACES:
            yield f"backends.{name}", "is a namespace that something else lives in; choose another name"
    yield from _differing("privateLink", backends)
    yield from _differing("vpcEndpoint", backends)
    yield from _same_urls(backends)
    if any(b.get("kind") in ("azure-monitor", "amp", "thanos") for b in backends.values()):
        yield from _issuer_problems(values)


def _differing(key: str, backends: Mapping[str, Any]) -> Iterator[Problem]:
    """Private DNS names have one meaning per network, so a stack reaches its stores through one."""
    given = {name: backend[key] for name, backend in backends.items() if key in backend}
    first = next(iter(given), "")
    for name, network in given.items():
        if network != given[first]:
            yield f"backends.{name}.{key}", f"must be the same as backends.{first}.{key}"


def _same_urls(backends: Mapping[str, Any]) -> Iterator[Problem]:
    urls = {name: str(b["url"]).rstrip("/") for name, b in backends.items() if "url" in b}
    counts = Counter(urls.values())
    for name, url in urls.items():
        if counts[url] > 1:
            yield f"backends.{name}.url", "is another backend's URL too: every sample would be written there twice"


def _issuer_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    cluster = mapping(values.get("cluster"))
    if cluster.get("oidcIssuer"):
        return
    kind = cluster.get("kind")
    if kind in ("arc", "other"):
        yield "cluster.oidcIssuer", "is needed: clouds trust this cluster's tokens by their issuer"
    if kind == "aks" and not ("resourceGroup" in cluster and "azure" in values):
        yield "cluster.resourceGroup", "is needed, with the section azure, to look the cluster up; or give oidcIssuer"
    if kind == "eks" and "aws" not in values:
        yield "cluster.oidcIssuer", "is needed where there is no section aws to look the cluster up with"


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a map; else nothing."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
