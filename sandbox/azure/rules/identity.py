"""Federated credentials of managed identities."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.azure import arm, directory
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_CREDENTIAL = "managedidentity:FederatedIdentityCredential"
_CONSIDERATIONS = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"
_MOST = 20


def _siblings(request: Request) -> Iterator[Mapping[str, Any]]:
    """The other credentials of the identity, those that were there before among them."""
    identity = request.id.rpartition(directory.CREDENTIALS)[0]
    made = ((o.id, o.inputs) for o in request.others())
    for id_, credential in (*made, *directory.credentials(request.world)):
        if arm.same(id_.rpartition(directory.CREDENTIALS)[0], identity):
            yield credential


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
    if any(mine == (other.get("issuer"), other.get("subject")) for other in _siblings(request)):
        return "409 Conflict: Issuer and subject combination already exists for this Managed Identity."
    return None


@RULES.rule(_CREDENTIAL, says="more than 20 credentials of one identity", source=_CONSIDERATIONS)
def _credentials(request: Request) -> str | None:
    if len(list(_siblings(request))) >= _MOST:
        return f"400 BadRequest: a managed identity has at most {_MOST} federated identity credentials"
    return None
