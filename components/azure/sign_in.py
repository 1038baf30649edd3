"""How a Prometheus signs in to Entra, and who it then is: one shape for every way."""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi

from components.contracts.pod_identity import PodIdentity
from components.contracts.remote_write import AzureAd, SecretKey


class SignInError(ValueError):
    """A way of signing in that lacks what it signs in with."""


class SignInKind(StrEnum):
    """What the pod shows to Entra."""

    WORKLOAD_IDENTITY = "workload-identity"
    """Its own service account token, which Entra exchanges."""
    MANAGED_IDENTITY = "managed-identity"
    """Nothing: the node's metadata service answers for it."""
    APPLICATION = "application"
    """The secret, or the certificate, of an application."""


class SignIn(TypedDict):
    """Who publishes, and how its pod signs in."""

    kind: SignInKind
    """What the pod shows to Entra."""
    client_id: pulumi.Input[str]
    """What it signs in with: the client id of an identity or of an application."""
    principal_id: pulumi.Input[str]
    """Whom the role is given to: the object id of the identity, or of the application's service principal."""
    tenant_id: str
    """Entra tenant of both."""
    cloud: str
    """Azure cloud, in Prometheus' word."""
    ready: list[pulumi.Input[str]]
    """What has to be known before the pod can sign in."""
    pod: NotRequired[PodIdentity]
    """What the pod needs; nothing where neither a token nor a webhook is."""
    client_secret: NotRequired[SecretKey]
    """Where the application's secret is: Prometheus signs in with it."""
    certificate: NotRequired[SecretKey]
    """Where the application's certificate is, with its key: the sidecar signs in with it."""
    principal_name: NotRequired[str]
    """A word for a principal that was there before, in names of resources: each has a role of its own, so that the
    next one's is there before the last one's goes."""


def azure_ad(sign_in: SignIn) -> AzureAd:
    """As Prometheus signs in by itself. Raises SignInError for an application without a secret."""
    cloud = sign_in["cloud"]
    match sign_in["kind"]:
        case SignInKind.WORKLOAD_IDENTITY:
            return {
                "cloud": cloud,
                "workload_identity": {"client_id": sign_in["client_id"], "tenant_id": sign_in["tenant_id"]},
            }
        case SignInKind.MANAGED_IDENTITY:
            return {"cloud": cloud, "managed_identity": {"client_id": sign_in["client_id"]}}
        case SignInKind.APPLICATION:
            if "client_secret" not in sign_in:
                raise SignInError("Prometheus signs in as an application with its client_secret")
            return {
                "cloud": cloud,
                "application": {
                    "client_id": sign_in["client_id"],
                    "tenant_id": sign_in["tenant_id"],
                    "client_secret": sign_in["client_secret"],
                },
            }
