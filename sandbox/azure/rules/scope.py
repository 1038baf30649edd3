"""Private link scopes and what is in them."""

from sandbox.azure import arm
from sandbox.azure.existing import beside
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_DESIGN = "https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design"
_MEMBERS = (
    "Microsoft.Insights/dataCollectionEndpoints",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.Insights/components",
)


@RULES.rule(
    "monitor:PrivateLinkScopedResource",
    says="a scoped resource without what it links",
    source="https://learn.microsoft.com/rest/api/monitor/private-link-scoped-resources/create-or-update",
)
def _scoped_nothing(request: Request) -> str | None:
    if not arm.text(request.inputs, "linkedResourceId"):
        return f"400 BadRequest: linkedResourceId of {request.id} is missing"
    return None


@RULES.rule(
    "monitor:PrivateLinkScopedResource",
    says="a member of a scope that is neither a data collection endpoint nor a workspace or component of logs",
    source=f"{_DESIGN}: a metrics workspace has its own private endpoint",
)
def _scoped_member(request: Request) -> str | None:
    id_ = arm.parse(arm.text(request.inputs, "linkedResourceId"))
    if id_ and not id_.is_of(*_MEMBERS):
        return f"400 BadRequest: {id_.text} is no resource that a private link scope can hold"
    return None


@RULES.rule(
    "monitor:PrivateLinkScopedResource",
    says="a scoped resource that is led elsewhere in place",
    source=f"{_DESIGN}: a resource is disconnected from a scope and another connected",
    steps=("update",),
)
def _scoped_target(request: Request) -> str | None:
    old = arm.text(request.old.inputs if request.old else {}, "linkedResourceId")
    if not arm.same(old, arm.text(request.inputs, "linkedResourceId")):
        return f"400 PropertyChangeNotAllowed: Changing property 'linkedResourceId' of {request.id} is not allowed."
    return None


@RULES.rule(
    "monitor:PrivateLinkScopedResource",
    says="a second scoped resource of one endpoint in a scope",
    source="https://github.com/Azure/azure-cli/pull/31899",
)
def _scoped_twice(request: Request) -> str | None:
    scope, linked = request.id.rpartition("/scopedResources/")[0], arm.text(request.inputs, "linkedResourceId")
    for other in beside(request):
        in_scope = arm.same(other.id.rpartition("/scopedResources/")[0], scope)
        if in_scope and arm.same(arm.text(other.inputs, "linkedResourceId"), linked):
            return f"409 Conflict: {linked} is in the private link scope already, as {other.id}"
    return None
