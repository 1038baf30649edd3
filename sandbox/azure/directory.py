"""Who is in Entra before a program: identities of the world, kubelets' identities, and other principals."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.azure import clusters
from sandbox.world import World

TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
CREDENTIALS = "/federatedIdentityCredentials/"


def principals(world: World) -> dict[str, str]:
    """The type of each principal, by its object id in lower case."""
    given = {id_.lower(): str(one["type"]) for id_, one in world.all("azure", "principals").items()}
    return given | {str(identity["principalId"]).lower(): "ServicePrincipal" for identity in _identities(world)}


def client_ids(world: World) -> set[str]:
    """What identities and applications sign in with, in lower case: no principal's id."""
    return {*by_client_id(world)}


def by_client_id(world: World) -> dict[str, str]:
    """The principal that each client id signs in as, in lower case."""
    found = {str(one["clientId"]).lower(): str(one["principalId"]).lower() for one in _identities(world)}
    applications = {id_: one for id_, one in world.all("azure", "principals").items() if "clientId" in one}
    return found | {str(one["clientId"]).lower(): id_.lower() for id_, one in applications.items()}


def credentials(world: World) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every federated credential that was there before, with its ARM id."""
    for id_, identity in world.all("azure", "identities").items():
        there: Mapping[str, Mapping[str, Any]] = identity.get("credentials") or {}
        yield from ((f"{id_}{CREDENTIALS}{name}", credential) for name, credential in there.items())


def answer(id_: str, name: str, identity: Mapping[str, Any], tenant: str) -> dict[str, Any]:
    """The properties of an identity of the world; `tenant` is that of its subscription."""
    return {
        "id": id_,
        "name": name,
        "type": TYPE,
        "location": str(identity["location"]),
        "clientId": str(identity["clientId"]),
        "principalId": str(identity["principalId"]),
        "tenantId": tenant,
    }


def _identities(world: World) -> Iterator[Mapping[str, Any]]:
    yield from world.all("azure", "identities").values()
    for id_, cluster in world.all("azure", "managedClusters").items():
        if kubelet := clusters.kubelet(id_, cluster):
            yield {"clientId": kubelet["clientId"], "principalId": kubelet["objectId"]}
