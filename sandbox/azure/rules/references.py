"""Ids: what leads nowhere, what leads elsewhere than it should, and what somebody still needs."""

from sandbox.azure import arm, directory
from sandbox.azure.types import TYPES
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_NOT_FOUND = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found"
_NETWORK = "Microsoft.Network"
_ANY: tuple[str, ...] = ()
_ACTION_GROUP = ("Microsoft.Insights/actionGroups",)
# Where an id of certain types is meant (of any, where none is named).
_MEANT: dict[str, dict[str, tuple[str, ...]]] = {
    "monitor:DataCollectionRule": {
        "dataCollectionEndpointId": ("Microsoft.Insights/dataCollectionEndpoints",),
        "destinations.monitoringAccounts[].accountResourceId": ("Microsoft.Monitor/accounts",),
        "destinations.logAnalytics[].workspaceResourceId": ("Microsoft.OperationalInsights/workspaces",),
    },
    "monitor:DataCollectionRuleAssociation": {
        "resourceUri": _ANY,
        "dataCollectionRuleId": ("Microsoft.Insights/dataCollectionRules",),
        "dataCollectionEndpointId": ("Microsoft.Insights/dataCollectionEndpoints",),
    },
    "monitor:PrivateLinkScopedResource": {"linkedResourceId": _ANY},
    "network:PrivateEndpoint": {
        "subnet.id": (f"{_NETWORK}/virtualNetworks/subnets",),
        "privateLinkServiceConnections[].privateLinkServiceId": _ANY,
        "manualPrivateLinkServiceConnections[].privateLinkServiceId": _ANY,
    },
    "network:PrivateDnsZoneGroup": {"privateDnsZoneConfigs[].privateDnsZoneId": (f"{_NETWORK}/privateDnsZones",)},
    "privatedns:VirtualNetworkLink": {"virtualNetwork.id": (f"{_NETWORK}/virtualNetworks",)},
    "storage:StorageAccount": {
        "networkRuleSet.virtualNetworkRules[].virtualNetworkResourceId": (f"{_NETWORK}/virtualNetworks/subnets",)
    },
    "authorization:RoleAssignment": {"scope": _ANY},
    "dashboard:Grafana": {
        "properties.grafanaIntegrations.azureMonitorWorkspaceIntegrations[].azureMonitorWorkspaceResourceId": (
            "Microsoft.Monitor/accounts",
        )
    },
    "dashboard:ManagedPrivateEndpoint": {"privateLinkResourceId": _ANY},
    "monitor:MetricAlert": {"scopes[]": _ANY, "actions[].actionGroupId": _ACTION_GROUP},
    "alertsmanagement:PrometheusRuleGroup": {"scopes[]": _ANY, "rules[].actions[].actionGroupId": _ACTION_GROUP},
}


@RULES.rule(
    says="a resource that is there already, in whatever case its id is written",
    source="https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/azure/client_azcore.go: CanCreate",
    steps=("create",),
)
def _existing(request: Request) -> str | None:
    id_ = arm.parse(request.id)
    federated = any(arm.same(request.id, there) for there, _ in directory.credentials(request.world))
    if federated or (id_ and arm.exists(request.cloud, request.world, id_) and _kept_by_itself(request)):
        return f"409 Conflict: {request.id} already exists"
    return None


def _kept_by_itself(request: Request) -> bool:
    """Whether the resource is not one that exists with its parent, as the blob service does."""
    return arm.find(request.cloud, request.id) is not None or not request.id.lower().endswith("/blobservices/default")


@RULES.rule(
    says="a child of what does not exist",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource",
)
def _parent(request: Request) -> str | None:
    kind = TYPES.get(request.token.partition(":")[2])
    if kind is None or kind.arm.count("/") < 2:
        return None
    parent = arm.parse(request.id.rsplit("/", 2)[0])
    if parent is None or not arm.exists(request.cloud, request.world, parent):
        return f"404 ParentResourceNotFound: the parent of {request.id} could not be found"
    return None


@RULES.rule(
    *_MEANT,
    says="an id of another type than is meant, such as a zone's for a subnet's, or a text that is no id",
    source="https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-template",
)
def _id_type(request: Request) -> str | None:
    for path, types in _MEANT[request.token.partition(":")[2]].items():
        for text in arm.texts(request.inputs, path):
            id_ = arm.parse(text)
            if id_ is None:
                return f"400 LinkedInvalidPropertyId: Property id '{text}' at path '{path}' is invalid"
            if types and not id_.is_of(*types):
                return f"400 InvalidRequestFormat: '{path}' is an id of {' or '.join(types)}, not '{text}'"
    return None


@RULES.rule(
    says="an id that leads nowhere, also inside JSON text",
    source=_NOT_FOUND,
)
def _reference(request: Request) -> str | None:
    for id_ in arm.named(request.inputs):
        if not id_.is_of(arm.ROLE_DEFINITION) and not arm.exists(request.cloud, request.world, id_):
            return f"404 ResourceNotFound: The Resource '{id_.text}' was not found."
    return None


@RULES.rule(
    says="the end of what something else still names or lies below",
    # Microsoft says it of what a scope holds. Of other references the row is stricter than Azure, so that what a
    # program destroys out of order is seen.
    source="https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure",
    steps=("delete",),
)
def _still_needed(request: Request) -> str | None:
    if request.old is None or not request.old.named_by_id:
        return None
    below = f"{request.id.lower()}/"
    for other in request.cloud.objects.values():
        gone = other is request.old or other.made_by == request.old.key
        if gone or not other.token.startswith("azure-native:"):
            continue
        held = [other.id, *(id_.text for id_ in arm.named(other.inputs))]
        if any(f"{text.lower()}/".startswith(below) for text in held):
            noun, mine = other.token.split(":")[-1], request.token.split(":")[-1]
            return f"409 CannotDeleteResource: {noun} {other.id} still needs {mine} {request.id}"
    return None
