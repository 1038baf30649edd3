"""A service account's trust by a managed identity that somebody else has made."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import managedidentity

from components.azure.clouds import azure_cloud
from components.azure.workload_identity import CREDENTIAL_NAME_LENGTH, credential_name
from components.contracts.endpoints import AZURE_PUBLIC
from components.contracts.pod_identity import ServiceAccount
from components.naming import bounded


class FederatedIdentityArgs(TypedDict):
    """Which identity, and which service account acts as it."""

    resource_group: pulumi.Input[str]
    """Resource group of the identity."""
    identity_name: pulumi.Input[str]
    """Name of the identity."""
    cluster: str
    """Name of the cluster: service accounts of other clusters bear the same names, and one identity may trust them
    too."""
    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens: a slash at the end counts."""
    service_account: ServiceAccount
    """The service account."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""


class FederatedIdentity(pulumi.ComponentResource):
    """One federated credential; nothing else of the identity is touched. Azure lets an identity have twenty, and takes
    one write at a time: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"""

    federation_id: pulumi.Output[str]
    """ARM id of the credential; known when it exists."""

    def __init__(self, name: str, args: FederatedIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:FederatedIdentity", name, {}, opts)
        account = args["service_account"]
        credential = managedidentity.FederatedIdentityCredential(
            f"{name}-federation",
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group"],
            federated_identity_credential_resource_name=cluster_credential_name(args["cluster"], account),
            issuer=args["issuer"],
            subject=f"system:serviceaccount:{account['namespace']}:{account['name']}",
            audiences=[azure_cloud(args.get("cloud", AZURE_PUBLIC)).token_audience],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.federation_id = credential.id
        self.register_outputs({"federation_id": self.federation_id})


def cluster_credential_name(cluster: str, account: ServiceAccount) -> str:
    """Name of the credential of a cluster's account, beside those of other clusters' accounts of that name."""
    return bounded(f"{cluster}_{credential_name(account)}", limit=CREDENTIAL_NAME_LENGTH)
