"""What Azure asks a deployer to be allowed: rights on what is built, and beside it."""

from typing import NamedTuple

from sandbox.azure.types import TYPES

RBAC = "https://learn.microsoft.com/azure/role-based-access-control"
_NETWORKING, _MONITOR = f"{RBAC}/permissions/networking", f"{RBAC}/permissions/monitor"
_MANAGEMENT, _DEPLOYMENT = f"{RBAC}/permissions/management-and-governance", "resources:Deployment"
PRIVATE_LINK = "https://learn.microsoft.com/azure/private-link/rbac-permissions"
_ASSIGNMENT = "authorization:RoleAssignment"
_MEMBER, _RECORDS = "monitor:PrivateLinkScopedResource", "network:PrivateDnsZoneGroup"
_ENDPOINT, _ZONE, _LINK = "network:PrivateEndpoint", "privatedns:PrivateZone", "privatedns:VirtualNetworkLink"


class Right(NamedTuple):
    """An action that something of a stack asks for beside reading, writing and deleting its own type."""

    action: str
    asked_by: str
    """A resource type or a look-up, without the package's name."""
    why: str
    source: str


BESIDE = (
    Right(
        "Microsoft.Insights/privateLinkScopes/PrivateEndpointConnectionsApproval/action",
        "monitor:PrivateLinkScope",
        "the endpoint of samples is approved as it is made",
        _MONITOR,
    ),
    Right(
        "Microsoft.Insights/privateLinkScopeOperationStatuses/read",
        "monitor:PrivateLinkScope",
        "waiting for the scope",
        _MONITOR,
    ),
    Right(
        "Microsoft.Monitor/accounts/privateEndpointConnectionsApproval/action",
        "monitor:AzureMonitorWorkspace",
        "the endpoint of queries is approved as it is made",
        _MONITOR,
    ),
    Right(
        "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action",
        "storage:StorageAccount",
        "the endpoint of blobs is approved as it is made",
        f"{RBAC}/permissions/storage",
    ),
    Right(
        "Microsoft.Dashboard/grafana/PrivateEndpointConnectionsApproval/action",
        "dashboard:Grafana",
        "the endpoint of its page is approved as it is made",
        _MONITOR,
    ),
    Right("Microsoft.Network/privateDnsZones/join/action", _ZONE, "a zone group fills the zone", _NETWORKING),
    Right("Microsoft.Network/privateDnsOperationResults/read", _ZONE, "waiting for zones and links", _NETWORKING),
    Right("Microsoft.Network/privateDnsOperationStatuses/read", _ZONE, "waiting for zones and links", _NETWORKING),
    Right("Microsoft.Resources/deployments/operationstatuses/read", _DEPLOYMENT, "waiting for it", _MANAGEMENT),
    Right("Microsoft.Monitor/accounts/metricsContainers/read", _DEPLOYMENT, "a workspace's limits", _MONITOR),
    Right("Microsoft.Monitor/accounts/metricsContainers/write", _DEPLOYMENT, "a workspace's limits are set", _MONITOR),
)
NEIGHBOURS = (
    Right(
        "Microsoft.Network/virtualNetworks/read",
        "network:getVirtualNetwork",
        "region and range of the endpoints' subnet are looked up",
        PRIVATE_LINK,
    ),
    Right("Microsoft.Network/virtualNetworks/subnets/read", _ENDPOINT, "the same of its subnet", PRIVATE_LINK),
    Right("Microsoft.Network/virtualNetworks/subnets/join/action", _ENDPOINT, "it takes an address", PRIVATE_LINK),
    Right("Microsoft.Network/virtualNetworks/join/action", _LINK, "the network resolves through a zone", _NETWORKING),
    Right(
        "Microsoft.ContainerService/managedClusters/read",
        "containerservice:getManagedCluster",
        "the issuer of an AKS cluster is looked up, its add-ons, and the identity of its nodes",
        f"{RBAC}/permissions/containers",
    ),
    Right(
        "Microsoft.Monitor/accounts/read",
        "monitor:getAzureMonitorWorkspace",
        "a workspace that exists already is looked up, and a rule's destination",
        _MONITOR,
    ),
    Right(
        "Microsoft.Insights/actionGroups/read",
        "monitor:MetricAlert",
        "an alert tells an action group that exists already",
        "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-metric-alert-rule",
    ),
    Right(
        "Microsoft.Dashboard/grafana/read",
        "dashboard:getGrafana",
        "a Managed Grafana that exists already is looked up",
        _MONITOR,
    ),
)
_SCOPES = "Microsoft.Insights/privateLinkScopes"
HUB = (
    Right(f"{_SCOPES}/read", "monitor:getPrivateLinkScope", "the scope and its endpoints are looked up", _MONITOR),
    Right(f"{_SCOPES}/scopedResources/read", _MEMBER, "stores of the stack become members of it", _MONITOR),
    Right(f"{_SCOPES}/scopedResources/write", _MEMBER, "the same", _MONITOR),
    Right(f"{_SCOPES}/scopedResources/delete", _MEMBER, "the same, on the way back", _MONITOR),
    Right("Microsoft.Insights/privateLinkScopeOperationStatuses/read", _MEMBER, "waiting for members", _MONITOR),
    Right(
        f"{_SCOPES}/PrivateEndpointConnectionsApproval/action",
        _ENDPOINT,
        "the stack's endpoint is approved as it is made",
        _MONITOR,
    ),
    Right(
        "Microsoft.Network/privateEndpoints/read",
        "network:getPrivateEndpoint",
        "where the scope's endpoint is; not looked up where it may not be",
        PRIVATE_LINK,
    ),
    Right("Microsoft.Network/privateDnsZones/read", "privatedns:getPrivateZone", "zones are looked up", _NETWORKING),
    Right("Microsoft.Network/privateDnsZones/join/action", _RECORDS, "a zone group fills the zone", _NETWORKING),
)
"""On a private link scope and private DNS zones of others."""

_FEDERATION = "managedidentity:FederatedIdentityCredential"
GIVEN_IDENTITY = (
    Right(
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "managedidentity:getUserAssignedIdentity",
        "client and principal id of `azure.signIn.identityId` are looked up",
        f"{RBAC}/permissions/identity",
    ),
    *(
        Right(
            f"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/{verb}",
            _FEDERATION,
            "the identity trusts the service account of Prometheus",
            f"{RBAC}/permissions/identity",
        )
        for verb in ("read", "write", "delete")
    ),
)
"""On an identity of others that signs Prometheus in."""
# It is there as long as its account, and Azure has no action to delete it:
# https://learn.microsoft.com/azure/role-based-access-control/permissions/storage
NEVER_DELETED = ("storage:BlobServiceProperties",)


# Its associations are written on the cluster, which is somebody else's.
ON_CLUSTER = ("monitor:DataCollectionRuleAssociation",)


def own() -> list[str]:
    """Reading, writing and deleting every type that is built in the stack's resource group."""
    return [f"{arm_type(type_)}/{verb}" for type_ in TYPES if type_ not in ON_CLUSTER for verb in verbs(type_)]


def on_cluster() -> list[str]:
    """The same of what is built on a cluster."""
    return [f"{arm_type(type_)}/{verb}" for type_ in ON_CLUSTER for verb in verbs(type_)]


def verbs(type_: str) -> tuple[str, ...]:
    return ("read", "write") if type_ in NEVER_DELETED else ("read", "write", "delete")


def arm_type(type_: str) -> str:
    return "Microsoft.Authorization/roleAssignments" if type_ == _ASSIGNMENT else TYPES[type_].arm


def providers() -> list[str]:
    """Resource providers of what is built; Azure has those of roles and of deployments registered everywhere."""
    return sorted({arm_type(type_).partition("/")[0] for type_ in TYPES if type_ not in (_ASSIGNMENT, _DEPLOYMENT)})
