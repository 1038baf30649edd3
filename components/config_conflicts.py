"""What in a stack file contradicts itself. Works on plain values: an invalid file has answers too."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

Problem = tuple[str, str]

TAKEN_NAMESPACES = ("monitoring", "cert-manager", "ingress-nginx", "default")
# https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
AZURE_TAG_NAMES_LACK = r"[<>%&\\?/]|^(microsoft|azure|windows)"
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
AWS_TAGS_HAVE = r"(?!aws:)[\w .:/=+@-]*"
OWN_TAGS = ("environment", "managed-by")
MAX_TAGS = 48
"""Of the 50 that both clouds take, two are the program's."""
KEYLESS = ("azure-monitor", "amp", "thanos")
"""Backends whose writers and readers sign in with the cluster's own tokens."""
USERS = {"azure": ("azure-monitor", "thanos"), "aws": ("amp",), "ingress": ("thanos",)}
"""Sections that only some backends use."""
LOOKED_UP_WITH = {"azure": "aks", "aws": "eks"}
"""Sections that a cluster's issuer is looked up with."""


def conflicts(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Contradictions between sections, as (key, what is wrong and the way out)."""
    backends = {
        name: {key: value for key, value in mapping(backend).items() if value is not None}
        for name, backend in mapping(values.get("backends")).items()
    }
    for name, backend in backends.items():
        kind = backend.get("kind")
        if kind in ("azure-monitor", "thanos") and "azure" not in values:
            yield f"backends.{name}", "needs the section azure"
        if kind == "amp" and "aws" not in values:
            yield f"backends.{name}", "needs the section aws"
        if kind == "thanos" and (name in TAKEN_NAMESPACES or name.startswith("kube-")):
            yield f"backends.{name}", "is a namespace that something else lives in; choose another name"
    yield from _differing("privateLink", backends)
    yield from _differing("vpcEndpoint", backends)
    yield from _same_urls(backends)
    yield from _tag_problems(values)
    kinds = [backend.get("kind") for backend in backends.values()]
    if any(kind in KEYLESS for kind in kinds):
        yield from _issuer_problems(values)
    if all(kind in (*KEYLESS, "remote-write") for kind in kinds):
        yield from _unused(values, kinds)


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


def _tag_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    tags = {name: text for name, text in mapping(values.get("tags")).items() if isinstance(text, str)}
    for name, text in tags.items():
        if not 1 <= len(name) <= 128 or len(text) > 256:
            yield f"tags.{name}", "must have a name of 1 to 128 characters and at most 256 in its value"
        elif "azure" in values and re.search(AZURE_TAG_NAMES_LACK, name, re.IGNORECASE):
            yield f"tags.{name}", r"must not begin with microsoft, azure or windows, nor have < > % & \ ? / in its name"
        elif "aws" in values and not re.fullmatch(AWS_TAGS_HAVE, name + text, re.IGNORECASE):
            yield f"tags.{name}", "must be letters, digits, spaces and + - = . _ : / @ for AWS, and not begin with aws:"
    names = Counter(name.lower() for name in [*tags, *OWN_TAGS])
    for name in tags:
        if names[name.lower()] > 1:
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules_creating
            yield f"tags.{name}", "is there already, at least in other letters, or set by the program"
    if len(tags) > MAX_TAGS:
        yield "tags", f"must be at most {MAX_TAGS}, are {len(tags)}"


def _unused(values: Mapping[str, Any], kinds: list[Any]) -> Iterator[Problem]:
    """What would have no effect, and so is not what was meant."""
    cluster = mapping(values.get("cluster"))
    keyless = any(kind in KEYLESS for kind in kinds)
    looked_up = cluster.get("kind") if keyless and "oidcIssuer" not in cluster else None
    for section, users in USERS.items():
        looks_up = looked_up is not None and LOOKED_UP_WITH.get(section) == looked_up
        if section in values and not looks_up and not any(kind in users for kind in kinds):
            yield section, "is used by no backend of this stack; leave it out"
    if "resourceGroup" in cluster and looked_up != "aks":
        yield "cluster.resourceGroup", "is used only to look up the issuer of an AKS cluster; leave it out"
    if "oidcIssuer" in cluster and not keyless:
        yield "cluster.oidcIssuer", "is used by no backend of this stack; leave it out"


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a map; else nothing."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
