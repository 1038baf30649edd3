"""Deployments of templates, and the limits of workspaces that are set so."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.azure import arm
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_DEPLOYMENT = "resources:Deployment"
_TEMPLATE = "https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax"
_INVALID_TEMPLATE = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template"
_WORKSPACE, _CONTAINER = "Microsoft.Monitor/accounts", "Microsoft.Monitor/accounts/metricsContainers"
_INGEST_LIMITS = (
    "https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-monitor-ingest-limits"
    "#request-for-an-increase-in-ingestion-limits-preview"
)
_GRANTED = 2_000_000


def _resources(request: Request) -> list[Any]:
    return [*arm.at(request.inputs, "properties.template.resources[]")]


def _containers(request: Request) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Id and declaration of what holds the metrics of a workspace; one with an expression in its name is left out."""
    group = request.id.rpartition("/providers/")[0]
    for resource in _resources(request):
        name = arm.text(resource, "name")
        if arm.same(arm.text(resource, "type"), _CONTAINER) and not name.startswith("["):
            workspace, _, _ = name.partition("/")
            yield f"{group}/providers/{_WORKSPACE}/{workspace}", arm.mapping(resource)


@RULES.rule(_DEPLOYMENT, says="a deployment without a template, or of something that is none", source=_TEMPLATE)
def _template(request: Request) -> str | None:
    if arm.text(request.inputs, "properties.templateLink.uri") or arm.text(
        request.inputs, "properties.templateLink.id"
    ):
        return None
    template = next(arm.at(request.inputs, "properties.template"), None)
    if not isinstance(template, Mapping):
        return "400 InvalidTemplate: Deployment template validation failed: there is no template"
    for key in ("$schema", "contentVersion"):
        if not arm.mapping(template).get(key):
            return f"400 InvalidTemplate: Deployment template validation failed: '{key}' is missing"
    if not isinstance(arm.mapping(template).get("resources"), list):
        return "400 InvalidTemplate: Deployment template validation failed: 'resources' is missing"
    return None


@RULES.rule(
    _DEPLOYMENT,
    says="a resource of a template that has no type, version or name, or a name of other segments than its type",
    source=_INVALID_TEMPLATE,
)
def _template_resource(request: Request) -> str | None:
    for resource in _resources(request):
        type_, version, name = (arm.text(resource, key) for key in ("type", "apiVersion", "name"))
        if not type_ or not version or not name:
            return f"400 InvalidTemplate: a resource lacks its type, apiVersion or name: '{type_}' '{name}'"
        if not name.startswith("[") and name.count("/") + 1 != type_.count("/"):
            return (
                f"400 InvalidTemplate: The template resource '{name}' for type '{type_}' has incorrect segment lengths"
            )
    return None


@RULES.rule(
    _DEPLOYMENT,
    says="limits of a workspace that does not exist yet: they cannot be asked for as it is created",
    source=_INGEST_LIMITS,
)
def _limits_workspace(request: Request) -> str | None:
    for id_, _ in _containers(request):
        workspace = arm.parse(id_)
        if workspace is None or not arm.exists(request.cloud, request.world, workspace):
            return f"404 ParentResourceNotFound: the workspace {id_} could not be found"
    return None


@RULES.rule(
    _DEPLOYMENT,
    says="limits of a workspace without its location",
    source="https://github.com/Azure/bicep-types-az/issues/2572",
)
def _limits_location(request: Request) -> str | None:
    for id_, container in _containers(request):
        if not arm.text(container, "location"):
            return f"400 LocationRequired: The location property is required for the metrics container of {id_}"
    return None


@RULES.rule(
    _DEPLOYMENT,
    says="limits of a workspace above the two million that Azure grants without a look at how much is in use",
    source=_INGEST_LIMITS,
)
def _limits_granted(request: Request) -> str | None:
    for id_, container in _containers(request):
        for key in ("maxActiveTimeSeries", "maxEventsPerMinute"):
            for limit in arm.at(container, f"properties.limits.{key}"):
                if not isinstance(limit, int) or limit > _GRANTED:
                    return (
                        f"400 BadRequest: the current utilization of {id_} does not meet the criteria for {key} {limit}"
                    )
    return None
