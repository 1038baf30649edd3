"""Managed Grafana: how it reaches what it queries."""

from sandbox.azure import arm, grafanas
from sandbox.azure.rules.private_link import SUB_RESOURCES
from sandbox.rules import Request, Table
from sandbox.values import at

RULES = Table("azure-native")
_ENDPOINT = "dashboard:ManagedPrivateEndpoint"
_CONNECT = "https://learn.microsoft.com/azure/managed-grafana/how-to-connect-to-data-source-privately"
_SPECIFICATION = (
    "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/dashboard: privateLinkResourceId can be "
    "created and read"
)


@RULES.rule(_ENDPOINT, says="a Grafana's private endpoint that leads to nothing", source=_CONNECT)
def _managed_endpoint_target(request: Request) -> str | None:
    if not arm.text(request.inputs, "privateLinkResourceId"):
        return f"400 InvalidRequest: privateLinkResourceId of {request.id} is missing"
    return None


@RULES.rule(_ENDPOINT, says="a Grafana's private endpoint for a sub-resource that its target lacks", source=_CONNECT)
def _managed_endpoint_group(request: Request) -> str | None:
    id_ = arm.parse(arm.text(request.inputs, "privateLinkResourceId"))
    groups = arm.texts(request.inputs, "groupIds[]")
    offered = SUB_RESOURCES.get(id_.type.lower()) if id_ else None
    if id_ and offered and (len(groups) != 1 or groups[0] not in offered):
        return f"400: {id_.text} has no private link group {groups}; it has {', '.join(offered)}"
    return None


@RULES.rule(
    _ENDPOINT,
    says="a Grafana's private endpoint that is led elsewhere in place",
    source=_SPECIFICATION,
    steps=("update",),
)
def _managed_endpoint_moved(request: Request) -> str | None:
    old = arm.text(request.old.inputs if request.old else {}, "privateLinkResourceId")
    if not arm.same(old, arm.text(request.inputs, "privateLinkResourceId")):
        return f"400 PropertyChangeNotAllowed: privateLinkResourceId of {request.id} cannot be changed."
    return None


@RULES.rule(_ENDPOINT, says="a private endpoint of a Grafana that is not of the tier Standard", source=_CONNECT)
def _managed_endpoint_tier(request: Request) -> str | None:
    grafana = grafanas.find(request.cloud, request.id.rsplit("/", 2)[0])
    tier = at(grafana.inputs, "sku", "name") if grafana else "Standard"
    if tier != "Standard":
        return f"400: managed private endpoints need the tier Standard, {request.id} is of {tier}"
    return None
