"""What in a stack file contradicts itself. Works on plain values: an invalid file has answers too."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.cluster.namespaces import is_taken
from stack.config.amp_settings import amp_problems
from stack.config.clouds import cloud_problems
from stack.config.collection_conflicts import collection_problems, collects_logs
from stack.config.problems import Problem, mapping
from stack.config.prometheus_values import prometheus_problems
from stack.config.reading import reading_problems
from stack.config.sign_in_values import sign_in_problems, trusts_tokens
from stack.config.sources import SECTIONS, is_built, section_of, source_problems
from stack.config.tags import tag_problems
from stack.config.target import unwritten
from stack.config.unused import unused
from stack.platform import PLATFORMS, Platform

PRIVATE = {"azure": ("privateLink", ("azure-monitor", "thanos")), "aws": ("vpcEndpoint", ("amp",))}
"""The key of each cloud's network, and the kinds of backends that are reached through it."""


def conflicts(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Contradictions between sections, as (key, what is wrong and the way out)."""
    backends = {
        name: {key: value for key, value in mapping(backend).items() if _is_said(key, value)}
        for name, backend in mapping(values.get("backends")).items()
    }
    for name, backend in backends.items():
        section = section_of(backend)
        if section and section not in values:
            yield f"backends.{name}", f"needs the section {section}"
        if backend.get("kind") == "thanos" and is_built(backend) and is_taken(name):
            yield f"backends.{name}", "is a namespace that something else lives in; choose another name"
    yield from source_problems(backends)
    yield from _sharing_problems(mapping(values.get("aws")), backends)
    yield from amp_problems(mapping(values.get("aws")), backends)
    yield from _network_problems(values, backends)
    yield from cloud_problems(mapping(values.get("azure")), backends)
    yield from reading_problems(values, backends)
    yield from tag_problems(mapping(values.get("tags")), azure="azure" in values, aws="aws" in values)
    if "cluster" not in values:
        yield from _without_cluster(values, backends)
        yield from unwritten(backends)
    cluster = mapping(values.get("cluster"))
    platform = _platform(cluster)
    yield from sign_in_problems(values, backends)
    yield from prometheus_problems(values, backends)
    looked_up = trusts_tokens(values, backends) and "oidcIssuer" not in cluster
    yield from collection_problems(values, backends, platform, looked_up=looked_up)
    if looked_up and platform:
        yield from _issuer_problems(values, cluster, platform)
    if all(backend.get("kind") in {*SECTIONS, "remote-write"} for backend in backends.values()):
        yield from unused(values, cluster, platform, backends)


def _without_cluster(values: Mapping[str, Any], backends: Mapping[str, Any]) -> Iterator[Problem]:
    """What a stack cannot have that builds stores only."""
    for name, backend in backends.items():
        if not is_built(backend) or backend.get("kind") == "remote-write":
            yield f"backends.{name}", "is written to from a cluster: needs the section cluster"
        elif backend.get("kind") == "thanos":
            yield f"backends.{name}", "runs on a cluster: needs the section cluster"
    if "prometheus" in values:
        yield "prometheus", "runs on a cluster: needs the section cluster, or leave it out"
    if "oidcProvider" in mapping(values.get("aws")):
        yield "aws.oidcProvider", "is of a cluster: needs the section cluster, or leave it out"


def _is_said(key: str, value: Any) -> bool:
    return isinstance(value, str) if key == "kind" else value is not None


def _platform(cluster: Mapping[str, Any]) -> Platform | None:
    kind = cluster.get("kind")
    return next((platform for name, platform in PLATFORMS.items() if name == kind), None)


def _sharing_problems(aws: Mapping[str, Any], backends: Mapping[str, Any]) -> Iterator[Problem]:
    for name, backend in backends.items():
        shared_with = backend.get("sharedWith")
        if "accountId" in aws and isinstance(shared_with, list) and aws["accountId"] in shared_with:
            yield (
                f"backends.{name}.sharedWith",
                "must not name aws.accountId, whose roles may write to the workspace as it is",
            )


def _network_problems(values: Mapping[str, Any], backends: Mapping[str, Any]) -> Iterator[Problem]:
    for section, (key, kinds) in PRIVATE.items():
        cloud = mapping(values.get(section))
        reached = {name: backend for name, backend in backends.items() if _is_reached(backend, kinds, cloud)}
        outside = [name for name, backend in reached.items() if "access" in backend]
        if key not in cloud:
            for name in outside:
                yield (
                    f"backends.{name}.access",
                    f"is used only where {section}.{key} makes stores private; leave it out",
                )
        elif len(outside) == len(reached) and not (section == "azure" and collects_logs(values)):
            yield f"{section}.{key}", "is used by no backend of this stack; leave it out"


def _is_reached(backend: Mapping[str, Any], kinds: Sequence[str], cloud: Mapping[str, Any]) -> bool:
    """Whether a network of this stack, in its cloud's section, can lead to the backend."""
    match backend.get("kind"):
        case "thanos" as kind:
            reached = is_built(backend)
        case "amp" as kind:
            region = cloud.get("region")
            reached = mapping(backend.get("workspace")).get("region", region) == region
        case kind:
            reached = "rule" not in backend
    return kind in kinds and reached


def _issuer_problems(values: Mapping[str, Any], cluster: Mapping[str, Any], platform: Platform) -> Iterator[Problem]:
    if not platform.looked_up_in:
        yield "cluster.oidcIssuer", "is needed: clouds trust this cluster's tokens by their issuer"
    elif platform.looked_up_in == "azure" and not ("resourceGroup" in cluster and "azure" in values):
        yield "cluster.resourceGroup", "is needed, with the section azure, to look the cluster up; or give oidcIssuer"
    elif platform.looked_up_in not in values:
        section = platform.looked_up_in
        yield "cluster.oidcIssuer", f"is needed where there is no section {section} to look the cluster up with"
