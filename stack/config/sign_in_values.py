"""What signing in to Azure takes, and contradictions in it. Works on plain values."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.problems import Problem, mapping
from stack.config.sources import Backend, section_of
from stack.platform import PLATFORMS, Platform

SECRET, CERTIFICATE = "azure-client-secret", "azure-client-certificate"
"""Configuration keys of what an application signs in with."""
KEY = "azure.signIn"
_DEFAULT = "workload-identity"


def trusts_tokens(values: Mapping[str, Any], backends: Mapping[str, Backend]) -> bool:
    """Whether a cloud is asked to trust the cluster's tokens."""
    tokenless = _kind(values) != _DEFAULT
    return any(section_of(one) and not (tokenless and one.get("kind") == "azure-monitor") for one in backends.values())


def looks_up_kubelet(values: Mapping[str, Any], backends: Mapping[str, Backend]) -> bool:
    """Whether the identity of the nodes of an AKS cluster is looked up."""
    sign_in = _sign_in(values)
    said = "identityId" in sign_in or "clientId" in sign_in
    nodes = _kind(values) == "managed-identity" and not said and _platform(values).looked_up_in == "azure"
    return nodes and bool(_publishing(backends))


def sign_in_secrets(values: Mapping[str, Any]) -> set[str]:
    """Keys of the secrets that signing in needs."""
    if _kind(values) != "application" or "cluster" not in values:
        return set()
    backends = {name: mapping(backend) for name, backend in mapping(values.get("backends")).items()}
    return {CERTIFICATE if one.get("sidecar") is True else SECRET for one in _publishing(backends).values()}


def sign_in_problems(values: Mapping[str, Any], backends: Mapping[str, Backend]) -> Iterator[Problem]:
    """What cannot be said of signing in, of what else the stack file says, and of sidecars."""
    if "signIn" in mapping(values.get("azure")):
        if "cluster" not in values:
            yield KEY, "is of a cluster's Prometheus: needs the section cluster, or leave it out"
        elif not _publishing(backends):
            yield KEY, "is used by no backend of this stack; leave it out"
        else:
            yield from ((f"{KEY}.{key}", problem) for key, problem in _problems(values))
    if "cluster" not in values:
        for name, backend in backends.items():
            if backend.get("sidecar") is True and "stack" not in backend:
                yield f"backends.{name}.sidecar", "runs beside a cluster's Prometheus: needs the section cluster"


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    sign_in, cluster = _sign_in(values), mapping(values.get("cluster"))
    match _kind(values):
        case "workload-identity":
            for key in ("clientId", "principalId"):
                if key in sign_in:
                    yield key, "is looked up by identityId, or of an identity that is made; leave it out"
        case "managed-identity":
            yield from _of_nodes(sign_in, cluster, _platform(values))
        case "application":
            if "identityId" in sign_in:
                yield "identityId", "is of a managed identity; an application has clientId and principalId"
            for key in ("clientId", "principalId"):
                if key not in sign_in:
                    yield key, "is needed: the application, and its service principal, are not looked up"
        case _:
            pass


def _of_nodes(sign_in: Mapping[str, Any], cluster: Mapping[str, Any], platform: Platform) -> Iterator[Problem]:
    by_client = {"clientId", "principalId"} & sign_in.keys()
    if not platform.nodes_in_azure:
        yield "kind", "must be another one: no node of this cluster is in Azure, and has a managed identity"
    elif "identityId" in sign_in:
        for key in sorted(by_client):
            yield key, "is looked up by identityId; leave one of the two out"
    elif by_client:
        for key in sorted({"clientId", "principalId"} - by_client):
            yield key, "is needed: neither leads to the other; or give identityId, by which both are looked up"
    elif platform.looked_up_in != "azure":
        yield "identityId", "is needed, or clientId and principalId: nodes are looked up in AKS only"
    elif "resourceGroup" not in cluster:
        yield "identityId", "is needed, or cluster.resourceGroup to look up the identity of the cluster's nodes"


def _sign_in(values: Mapping[str, Any]) -> dict[str, Any]:
    said = mapping(mapping(values.get("azure")).get("signIn"))
    return {key: value for key, value in said.items() if value is not None}


def _kind(values: Mapping[str, Any]) -> Any:
    return _sign_in(values).get("kind", _DEFAULT)


def _platform(values: Mapping[str, Any]) -> Platform:
    """The cluster's; that of any cluster where the stack file names none."""
    kind = mapping(values.get("cluster")).get("kind")
    return next((platform for name, platform in PLATFORMS.items() if name == kind), Platform())


def _publishing(backends: Mapping[str, Backend]) -> dict[str, Backend]:
    return {name: backend for name, backend in backends.items() if backend.get("kind") == "azure-monitor"}
