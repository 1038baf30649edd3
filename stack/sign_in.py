"""How Prometheus signs in to Azure as somebody who was there before the stack."""

from collections.abc import Mapping

import pulumi

from components import naming
from components.azure.federated_identity import FederatedIdentity
from components.azure.sign_in import SignIn, SignInKind
from components.azure.workload_identity import azure_pod_identity
from components.cluster.entra_credential import EntraCredential, EntraCredentialArgs
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.sign_in_values import CERTIFICATE, SECRET
from stack.given import given
from stack.principal import Principal
from stack.site import Site

PUBLISHER = "metrics-publisher"


def sign_in_as(site: Site, backends: Mapping[str, AzureMonitorBackend], principal: Principal) -> SignIn:
    """Signing in as the principal, with what it takes: a credential of its own, so that the one before it stays until
    Prometheus has changed over."""
    azure = given(site.config.azure)
    sign_in: SignIn = {
        "kind": SignInKind(azure.sign_in.kind),
        "client_id": principal.client_id,
        "principal_id": principal.principal_id,
        "tenant_id": azure.tenant_id,
        "cloud": azure.cloud_name,
        "ready": [],
        "principal_name": naming.principal(principal.principal_id),
    }
    match sign_in["kind"]:
        case SignInKind.WORKLOAD_IDENTITY:
            return _federated(site, sign_in, given(azure.sign_in.identity_id))
        case SignInKind.APPLICATION:
            return _as_application(site, sign_in, [*backends.values()])
        case SignInKind.MANAGED_IDENTITY:
            return sign_in


def _federated(site: Site, sign_in: SignIn, identity_id: str) -> SignIn:
    *_, group, _, _, _, name = identity_id.split("/")
    federation = FederatedIdentity(
        _name(sign_in),
        {
            "resource_group": group,
            "identity_name": name,
            "cluster": site.cluster.name,
            "issuer": site.sources.cluster.issuer,
            "service_account": site.prometheus_account,
            "cloud": sign_in["cloud"],
        },
        site.providers.options(site.providers.azure_of(identity_id)),
    )
    source = site.cluster.platform.azure_token
    pod = azure_pod_identity(sign_in["client_id"], sign_in["tenant_id"], source, sign_in["cloud"])
    return {**sign_in, "ready": [federation.federation_id], "pod": pod}


def _as_application(site: Site, sign_in: SignIn, backends: list[AzureMonitorBackend]) -> SignIn:
    """With a secret where Prometheus itself signs in, and a certificate where a sidecar does."""
    args: EntraCredentialArgs = {"namespace": site.prometheus_namespace, "secret_name": f"azure-{_key(sign_in)}"}
    if not all(backend.sidecar for backend in backends):
        args["client_secret"] = pulumi.Config().require_secret(SECRET)
    if any(backend.sidecar for backend in backends):
        args["certificate"] = pulumi.Config().require_secret(CERTIFICATE)
    credential = EntraCredential(_name(sign_in), args, site.providers.options(site.providers.kubernetes))
    signed_in: SignIn = {**sign_in, "ready": [credential.secret_name]}
    if "client_secret" in args:
        signed_in["client_secret"] = credential.client_secret
    if "certificate" in args:
        signed_in["certificate"] = credential.certificate
    return signed_in


def _key(sign_in: SignIn) -> str:
    return sign_in.get("principal_name", "")


def _name(sign_in: SignIn) -> str:
    return f"{PUBLISHER}-{_key(sign_in)}"
