"""A managed identity that pods use through their service accounts, without a secret."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import managedidentity

from components.azure.clouds import azure_cloud
from components.contracts.endpoints import AZURE_PUBLIC
from components.contracts.pod_identity import PodIdentity, ServiceAccount, TokenSource
from components.naming import bounded

# https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
CREDENTIALS_PER_IDENTITY = 20
CREDENTIAL_NAME_LENGTH = 120
TOKEN_DIRECTORY = "/var/run/secrets/azure/tokens"
TOKEN_FILE = "azure-identity-token"


class WorkloadIdentityError(ValueError):
    """Service accounts that one identity cannot serve, or a way to their tokens that there is not."""


class WorkloadIdentityArgs(TypedDict):
    """Which identity, and which service accounts act as it."""

    resource_group: pulumi.Input[str]
    """Resource group of the identity."""
    location: pulumi.Input[str]
    """Region of the identity."""
    identity_name: str
    """Name of the identity."""
    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens: a slash at the end counts."""
    service_accounts: dict[str, ServiceAccount]
    """The service accounts, 1 to 20, by a name used in names of resources."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the identity."""


class WorkloadIdentity(pulumi.ComponentResource):
    """A user-assigned identity with one federated credential per service account."""

    client_id: pulumi.Output[str]
    """Client id: what a pod signs in with."""
    principal_id: pulumi.Output[str]
    """Principal (object) id: what roles are given to."""
    federation_id: pulumi.Output[str]
    """ARM id of the last credential; known when all of them exist."""

    def __init__(self, name: str, args: WorkloadIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:WorkloadIdentity", name, {}, opts)
        if not 1 <= len(args["service_accounts"]) <= CREDENTIALS_PER_IDENTITY:
            raise WorkloadIdentityError(
                f"{name}: an identity serves 1 to {CREDENTIALS_PER_IDENTITY} service accounts, not "
                f"{len(args['service_accounts'])}"
            )
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args["identity_name"],
            resource_group_name=args["resource_group"],
            location=args["location"],
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id
        self.federation_id = self._federate(name, identity, args)
        self.register_outputs(
            {
                "client_id": self.client_id,
                "principal_id": self.principal_id,
                "federation_id": self.federation_id,
            }
        )

    def _federate(
        self, name: str, identity: managedidentity.UserAssignedIdentity, args: WorkloadIdentityArgs
    ) -> pulumi.Output[str]:
        last: list[pulumi.CustomResource] = []
        for key, account in args["service_accounts"].items():
            credential = managedidentity.FederatedIdentityCredential(
                f"{name}-{key}-federation",
                resource_name_=identity.name,
                resource_group_name=args["resource_group"],
                federated_identity_credential_resource_name=credential_name(account),
                issuer=args["issuer"],
                subject=f"system:serviceaccount:{account['namespace']}:{account['name']}",
                audiences=[azure_cloud(args.get("cloud", AZURE_PUBLIC)).token_audience],
                # One after the other: Azure answers 409 to two writes on one identity at once
                # (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations).
                opts=pulumi.ResourceOptions(parent=self, depends_on=last),
            )
            last = [credential]
        return last[0].id


def credential_name(account: ServiceAccount) -> str:
    """Name of the account's federated credential: letters, digits, `-` and `_` (which no Kubernetes name has)."""
    return bounded(f"{account['namespace']}_{account['name']}".replace(".", "_"), limit=CREDENTIAL_NAME_LENGTH)


def azure_pod_identity(
    client_id: pulumi.Input[str], tenant_id: str, source: TokenSource, cloud: str = AZURE_PUBLIC
) -> PodIdentity:
    """What a pod needs to sign in as the identity, in the cloud of Prometheus' word.

    Raises WorkloadIdentityError for an agent: Azure has none.
    """
    signs_in = azure_cloud(cloud)
    if source == TokenSource.AGENT:
        raise WorkloadIdentityError("a pod's token for Azure comes from a webhook or is projected, not from an agent")
    if source == TokenSource.WEBHOOK:
        return {
            "service_account_annotations": {
                "azure.workload.identity/client-id": client_id,
                # Left out, it is the cluster's own tenant.
                "azure.workload.identity/tenant-id": tenant_id,
            },
            "pod_labels": {"azure.workload.identity/use": "true"},
        }
    return {
        "environment": {
            "AZURE_AUTHORITY_HOST": signs_in.authority,
            "AZURE_CLIENT_ID": client_id,
            "AZURE_FEDERATED_TOKEN_FILE": f"{TOKEN_DIRECTORY}/{TOKEN_FILE}",
            "AZURE_TENANT_ID": tenant_id,
        },
        "tokens": [
            {
                "name": "azure-token",
                "audience": signs_in.token_audience,
                "directory": TOKEN_DIRECTORY,
                "file": TOKEN_FILE,
            },
        ],
    }
