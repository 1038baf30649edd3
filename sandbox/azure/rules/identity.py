"""Federated credentials of managed identities."""

from collections.abc import Iterator

from sandbox.azure import arm
from sandbox.cloud import Object
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_CREDENTIAL = "managedidentity:FederatedIdentityCredential"
_CONSIDERATIONS = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"
_MOST = 20


def _siblings(request: Request) -> Iterator[Object]:
    identity = request.id.rpartition("/federatedIdentityCredentials/")[0]
    return (o for o in request.others() if arm.same(o.id.rpartition("/federatedIdentityCredentials/")[0], identity))


@RULES.rule(_CREDENTIAL, says="an issuer that is not https", source=_CONSIDERATIONS)
def _issuer(request: Request) -> str | None:
    issuer = str(request.inputs.get("issuer"))
    if not issuer.startswith("https://") or issuer == "https://":
        return f"400 BadRequest: the issuer of a federated identity credential is an https URL, not '{issuer}'"
    return None


@RULES.rule(
    _CREDENTIAL,
    says="a credential without a subject or an audience",
    source="https://github.com/zioproto/istio-aks-example/issues/6",
)
def _subject(request: Request) -> str | None:
    if not request.inputs.get("subject") or not arm.texts(request.inputs, "audiences[]"):
        return "400 BadRequest: Federated Identity Credential must specify 'issuer', 'subject' and 'audience'."
    return None


@RULES.rule(
    _CREDENTIAL,
    says="a subject of an issuer that is federated twice with one identity",
    source=_CONSIDERATIONS,
)
def _federated_twice(request: Request) -> str | None:
    mine = (request.inputs.get("issuer"), request.inputs.get("subject"))
    if any(mine == (other.inputs.get("issuer"), other.inputs.get("subject")) for other in _siblings(request)):
        return "409 Conflict: Issuer and subject combination already exists for this Managed Identity."
    return None


@RULES.rule(_CREDENTIAL, says="more than 20 credentials of one identity", source=_CONSIDERATIONS)
def _credentials(request: Request) -> str | None:
    if len(list(_siblings(request))) >= _MOST:
        return f"400 BadRequest: a managed identity has at most {_MOST} federated identity credentials"
    return None
