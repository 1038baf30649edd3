"""The key `azure.signIn`."""

from typing import Literal

from pydantic import Field

from stack.config.model import Model
from stack.config.values import Guid, IdentityId

SignInKind = Literal["workload-identity", "managed-identity", "application"]
ASKS_ENTRA: dict[SignInKind, bool] = {"workload-identity": True, "managed-identity": False, "application": True}
TRUSTS_TOKENS: dict[SignInKind, bool] = {"workload-identity": True, "managed-identity": False, "application": False}
# Workload identity reads where its token is from 3.14 on: https://github.com/prometheus/prometheus/pull/18973. Before
# 3.11.3 an application's secret stands on /-/config (CVE-2026-42151).
OLDEST_PROMETHEUS: dict[SignInKind, tuple[int, int, int]] = {
    "workload-identity": (3, 14, 0),
    "managed-identity": (2, 45, 0),
    "application": (3, 11, 3),
}
"""The oldest Prometheus that signs in so by itself."""


class SignIn(Model):
    """How the cluster's Prometheus signs in to Azure Monitor. Another principal has its role before it changes over."""

    kind: SignInKind = Field(
        default="workload-identity",
        description="`workload-identity` exchanges the pod's own token: no secret, and nobody else on the node has it. "
        "`managed-identity` is an identity of the cluster's nodes, which every pod there has too; no issuer is needed. "
        "`application` is an Entra application with the secret `azure-client-secret` (where a `sidecar` signs in, its "
        "certificate with key, `azure-client-certificate`), for clusters whose issuer cannot be published.",
    )
    identity_id: IdentityId | None = Field(
        default=None,
        description="ARM id of a user-assigned identity that exists already, in any subscription of the tenant. With "
        "`workload-identity` it is federated with the cluster's Prometheus, one of the twenty that it can have, and "
        "nothing else of it is changed; an identity is made when left out. With `managed-identity` it has to be "
        "assigned to the scale sets of all nodes, which this program never does; on `aks` the kubelet's identity is "
        "looked up when left out. Clusters that write through one `rule: shared` need an identity each.",
    )
    client_id: Guid | None = Field(
        default=None,
        description="Client id, of the application, or of a managed identity that cannot be looked up.",
    )
    principal_id: Guid | None = Field(
        default=None,
        description="Object id of the principal that gets the role, beside `clientId`: of the application's service "
        "principal (Enterprise applications, not App registrations), or of the identity.",
    )

    @property
    def oldest_prometheus(self) -> str:
        """The oldest version of Prometheus that signs in so by itself."""
        return ".".join(map(str, OLDEST_PROMETHEUS[self.kind]))

    @property
    def asks_entra(self) -> bool:
        """Whether the pod itself asks Entra, and not its node."""
        return ASKS_ENTRA[self.kind]

    @property
    def trusts_tokens(self) -> bool:
        """Whether Entra is asked to trust the cluster's tokens."""
        return TRUSTS_TOKENS[self.kind]
