"""What has to be there first: a name, a namespace, definitions; and what may not go before what."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox import sdk
from sandbox.cloud import Object
from sandbox.kubernetes.fields import invalid, kind_of, name_of
from sandbox.kubernetes.tokens import CLUSTER_SCOPED, NAMESPACE, RELEASE
from sandbox.rules import Request, Table
from sandbox.values import at, fields

RULES = Table("kubernetes")

GIVEN_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")
CHART_CRDS = {
    "prometheus-operator-crds": ("monitoring.coreos.com",),
    "cert-manager": ("cert-manager.io", "acme.cert-manager.io"),
}
"""API groups whose definitions a chart installs."""
CHART_NEEDS = {"kube-prometheus-stack": ("monitoring.coreos.com",)}
"""API groups whose objects a chart installs without their definitions."""

_DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
_LABEL = (63, r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", "lower-case letters, digits and dashes")
_STARTED = (63, r"[a-z]([-a-z0-9]*[a-z0-9])?", "lower-case letters, digits and dashes that starts with a letter")
_SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_DOTTED = "lower-case letters, digits, dashes and dots"
_NAMES = {
    NAMESPACE: _LABEL,
    "kubernetes:core/v1:Service": _STARTED,
    "kubernetes:apps/v1:StatefulSet": _LABEL,
    # Helm leaves room for what charts append: https://helm.sh/docs/chart_template_guide/getting_started/.
    RELEASE: (53, _SUBDOMAIN, _DOTTED),
}


@RULES.rule(
    says="a name that its kind cannot have",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    steps=("create",),
)
def _name(request: Request) -> str | None:
    name = name_of(request.token, request.inputs)
    limit, pattern, letters = _NAMES.get(request.token, (253, _SUBDOMAIN, _DOTTED))
    if request.token.startswith("kubernetes:rbac.authorization.k8s.io/"):
        limit, pattern, letters = 253, r"(?!\.{1,2}$)[^/%]+", "any characters but / and %"
    if len(name) <= limit and re.fullmatch(pattern, name):
        return None
    return invalid(request, "metadata.name", f"Invalid value: {name!r} is no name of up to {limit} {letters}")


@RULES.rule(
    says="an object in a namespace that does not exist",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
)
def _namespace(request: Request) -> str | None:
    name = namespace_of(request.token, request.inputs)
    there = name in (*GIVEN_NAMESPACES, *_of_others(request)) or any(
        o.token == NAMESPACE and o.id == name for o in mine(request)
    )
    made = request.token == RELEASE and request.inputs.get("createNamespace")
    return None if name is None or there or made else f'404 NotFound: namespaces "{name}" not found'


@RULES.rule(
    says="a custom resource, or a chart with some, whose definitions are not installed",
    source="https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
)
def _definitions(request: Request) -> str | None:
    if request.token == RELEASE:
        wanted = {group: f"chart {chart_of(request.inputs)}" for group in CHART_NEEDS.get(chart_of(request.inputs), ())}
    elif sdk.resource_class(request.token) is None:
        group, _, version = request.token.split(":")[1].partition("/")
        wanted = {group: f'kind "{kind_of(request.token)}" in version "{group}/{version}"'}
    else:
        return None
    installed = {group for o in mine(request) for group in _installed_by(o)}
    missing = next((what for group, what in wanted.items() if group not in installed), None)
    return f"no matches for {missing}: its definitions are not installed" if missing else None


@RULES.rule(
    "core/v1:Namespace",
    says="a namespace that goes, and takes along what is still managed in it",
    source="https://kubernetes.io/docs/tasks/administer-cluster/namespaces/#deleting-a-namespace",
    steps=("delete",),
)
def _namespace_in_use(request: Request) -> str | None:
    held = next((o for o in mine(request) if o.id.startswith(f"{request.id}/") and not o.made_by), None)
    return f'namespace "{request.id}" still holds {kind_of(held.token)} {held.id}' if held else None


@RULES.rule(
    "helm.sh/v3:Release",
    says="a chart whose definitions go, and take along every resource of theirs",
    source="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#delete-a-customresourcedefinition",
    steps=("delete",),
)
def _definitions_in_use(request: Request) -> str | None:
    for group in CHART_CRDS.get(chart_of(request.inputs), ()):
        for other in mine(request):
            needs = other.token == RELEASE and group in CHART_NEEDS.get(chart_of(other.inputs), ())
            if needs or f":{group}/" in other.token:
                return f"the definitions of {group} are still needed by {kind_of(other.token)} {other.id}"
    return None


def mine(request: Request) -> Iterator[Object]:
    """What exists on the request's cluster."""
    scope = str(request.config.get("context", ""))
    return (o for o in request.cloud.objects.values() if o.token.startswith("kubernetes:") and o.scope == scope)


def _of_others(request: Request) -> list[str]:
    """Namespaces of the cluster that were there before."""
    cluster = request.world.cluster(str(request.config.get("context", ""))) or {}
    return [str(name) for name in cluster.get("namespaces") or ()]


def chart_of(inputs: Mapping[str, Any]) -> str:
    """Name of a chart, from an OCI reference or a name in a repository."""
    return str(inputs.get("chart", "")).rsplit("/", 1)[-1]


def namespace_of(token: str, inputs: Mapping[str, Any]) -> str | None:
    """The namespace of a release or an object; None of what is in none."""
    if token == RELEASE:
        return str(inputs.get("namespace") or "default")
    return None if kind_of(token) in CLUSTER_SCOPED else str(fields(inputs, "metadata").get("namespace") or "default")


def _installed_by(one: Object) -> tuple[str, ...]:
    if one.token == RELEASE:
        return CHART_CRDS.get(chart_of(one.inputs), ())
    return (str(at(one.inputs, "spec", "group")),) if one.token == _DEFINITION else ()
