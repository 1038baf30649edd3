"""What Azure asks a deployer to be allowed: rights on what is built, and beside it."""

from typing import NamedTuple

from sandbox.azure.types import TYPES

RBAC = "https://learn.microsoft.com/azure/role-based-access-control"
_NETWORKING, _MONITOR = f"{RBAC}/permissions/networking", f"{RBAC}/permissions/monitor"
PRIVATE_LINK = "https://learn.microsoft.com/azure/private-link/rbac-permissions"
_ASSIGNMENT = "authorization:RoleAssignment"
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
    Right("Microsoft.Network/privateDnsZones/join/action", _ZONE, "a zone group fills the zone", _NETWORKING),
    Right("Microsoft.Network/privateDnsOperationResults/read", _ZONE, "waiting for zones and links", _NETWORKING),
    Right("Microsoft.Network/privateDnsOperationStatuses/read", _ZONE, "waiting for zones and links", _NETWORKING),
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
        "the issuer of an AKS cluster is looked up, and the identity of its nodes",
        f"{RBAC}/permissions/containers",
    ),
    Right(
        "Microsoft.Monitor/accounts/read",
        "monitor:getAzureMonitorWorkspace",
        "a workspace that exists already is looked up, and a rule's destination",
        _MONITOR,
    ),
)
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


def own() -> list[str]:
    """Reading, writing and deleting every type that is built."""
    return [f"{arm_type(type_)}/{verb}" for type_ in TYPES for verb in verbs(type_)]


def verbs(type_: str) -> tuple[str, ...]:
    return ("read", "write") if type_ in NEVER_DELETED else ("read", "write", "delete")


def arm_type(type_: str) -> str:
    return "Microsoft.Authorization/roleAssignments" if type_ == _ASSIGNMENT else TYPES[type_].arm


def providers() -> list[str]:
    """Resource providers of what is built; Azure has the one of roles registered everywhere."""
    return sorted({arm_type(type_).partition("/")[0] for type_ in TYPES if type_ != _ASSIGNMENT})
