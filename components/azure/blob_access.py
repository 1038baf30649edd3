"""The access pods need to read and write one blob container."""

from typing import NotRequired, TypedDict

import pulumi

from components.azure.role_assignment import RoleAssignment
from components.azure.workload_identity import WorkloadIdentity, azure_pod_identity
from components.contracts.endpoints import AZURE_PUBLIC
from components.contracts.ordering import once_ready
from components.contracts.pod_identity import ServiceAccount, TokenSource


class BlobAccessArgs(TypedDict):
    """Which pods, and which container."""

    resource_group: pulumi.Input[str]
    """Resource group of the identity."""
    location: pulumi.Input[str]
    """Region of the identity."""
    identity_name: str
    """Name of the identity."""
    tenant_id: str
    """Entra tenant of the identity."""
    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens."""
    service_accounts: dict[str, ServiceAccount]
    """The service accounts, 1 to 20, by a name used in names of resources."""
    token_source: TokenSource
    """`webhook` where azure-workload-identity is in the cluster, as on AKS; else `projected`."""
    container_id: pulumi.Input[str]
    """ARM id of the container."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the identity."""


class BlobAccess(pulumi.ComponentResource):
    """One identity for all the service accounts, allowed to read, write and delete blobs of one container.

    The attribute `identity` is the PodIdentity of their pods.
    """

    client_id: pulumi.Output[str]
    """Client id of the identity."""
    ready: pulumi.Output[str]
    """Known when the role is given and every service account is federated."""

    def __init__(self, name: str, args: BlobAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:BlobAccess", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        workload = WorkloadIdentity(
            f"{name}-workload",
            {
                "resource_group": args["resource_group"],
                "location": args["location"],
                "identity_name": args["identity_name"],
                "issuer": args["issuer"],
                "service_accounts": args["service_accounts"],
                "cloud": args.get("cloud", AZURE_PUBLIC),
                "tags": args.get("tags", {}),
            },
            child,
        )
        contributor = RoleAssignment(
            f"{name}-contributor",
            {
                "principal_id": workload.principal_id,
                "role": "Storage Blob Data Contributor",
                "scope": args["container_id"],
            },
            child,
        )
        self.identity = azure_pod_identity(
            workload.client_id, args["tenant_id"], args["token_source"], args.get("cloud", AZURE_PUBLIC)
        )
        self.client_id = workload.client_id
        self.ready = once_ready(contributor.role_assignment_id, [workload.federation_id])
        self.register_outputs({"client_id": self.client_id, "ready": self.ready})
