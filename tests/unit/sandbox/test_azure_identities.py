"""Identities, applications and kubelets that were there before: looked up, given roles, federated once more."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from sandbox.world import World
from tests.unit.sandbox import azure_site as site

LOOK_UP, CLUSTERS = (
    "azure-native:managedidentity:getUserAssignedIdentity",
    "azure-native:containerservice:getManagedCluster",
)
IDENTITIES = "providers/Microsoft.ManagedIdentity/userAssignedIdentities"
CLIENT, PRINCIPAL = "a1a1a1a1-0000-4000-8000-000000000001", "A1A1A1A1-0000-4000-8000-000000000002"
APPLICATION, SERVICE_PRINCIPAL = "c3c3c3c3-0000-4000-8000-000000000001", "c3c3c3c3-0000-4000-8000-000000000002"
ISSUER = "https://issuer.example.com/"


def identity(**more: Any) -> dict[str, Any]:
    return {"location": "westeurope", "clientId": CLIENT, "principalId": PRINCIPAL, **more}


def credentials(*names: str) -> dict[str, Any]:
    return {name: {"issuer": ISSUER, "subject": f"system:serviceaccount:monitoring:{name}"} for name in names}


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    ids = {
        f"{site.GROUP}/{IDENTITIES}/theirs": identity(credentials=credentials("theirs")),
        f"{site.FOREIGN}/{IDENTITIES}/full": identity(credentials=credentials(*(f"c{n}" for n in range(20)))),
    }
    application = {SERVICE_PRINCIPAL: {"type": "ServicePrincipal", "clientId": APPLICATION}}
    return site.open_azure(tmp_path, {**site.WORLD, "identities": ids, "principals": application})


def federated(azure: AzureNative, name: str, credential: str, **changes: Any) -> str:
    """Id of a credential that is made on an identity."""
    valid = {
        "resourceGroupName": "rg",
        "resourceName": name,
        "federatedIdentityCredentialResourceName": credential,
        "issuer": ISSUER,
        "subject": "system:serviceaccount:monitoring:prometheus",
        "audiences": ["api://AzureADTokenExchange"],
    }
    return azure.create(site.token("FederatedIdentityCredential"), {**valid, **changes}).id


def assigned(azure: AzureNative, principal: str) -> str:
    site.build(azure)
    inputs = {**site.inputs("RoleAssignment", azure, second=True), "principalId": principal}
    return azure.create(site.token("RoleAssignment"), inputs).inputs["principalId"]


@pytest.mark.parametrize("name", ["theirs", "THEIRS"])
def test_an_identity_answers_its_ids_and_the_tenant_of_its_subscription(azure: AzureNative, name: str) -> None:
    found = azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": name})

    assert (found["clientId"], found["principalId"], found["tenantId"]) == (CLIENT, PRINCIPAL, site.TENANT)
    assert found["id"].lower() == f"{site.GROUP}/{IDENTITIES}/theirs".lower()


def test_an_identity_that_the_program_made_is_found_too(azure: AzureNative) -> None:
    made = azure.create(
        site.token("UserAssignedIdentity"), {"resourceGroupName": "rg", "resourceName": "own", "location": "westeurope"}
    )
    found = azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": "own"})

    assert (found["id"], found["principalId"]) == (made.id, made.outputs["principalId"])


@pytest.mark.parametrize(
    ("group", "name", "answer"),
    [("nowhere", "theirs", "404 ResourceGroupNotFound"), ("rg", "none", "404 ResourceNotFound"), (None, None, "404")],
)
def test_an_identity_that_is_not_there_fails_as_azure_fails(
    azure: AzureNative, group: str | None, name: str | None, answer: str
) -> None:
    with pytest.raises(Refused, match=answer):
        azure.invoke(LOOK_UP, {"resourceGroupName": group, "resourceName": name})


def test_an_identity_is_looked_up_in_the_subscription_of_the_provider(azure: AzureNative) -> None:
    with pytest.raises(Refused, match="404 ResourceNotFound"):
        azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": "full"})
    azure.config["subscriptionId"] = site.OTHER

    assert azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": "full"})["clientId"] == CLIENT


@pytest.mark.parametrize("principal", [PRINCIPAL.lower(), PRINCIPAL, SERVICE_PRINCIPAL])
def test_who_was_there_before_is_given_a_role(azure: AzureNative, principal: str) -> None:
    assert assigned(azure, principal) == principal


@pytest.mark.parametrize("client", [CLIENT, APPLICATION])
def test_a_client_id_of_somebody_who_was_there_before_is_given_none(azure: AzureNative, client: str) -> None:
    with pytest.raises(Refused, match=r"\[azure-client-id\]$"):
        assigned(azure, client)


def kubelet(azure: AzureNative, cluster: str = "on") -> dict[str, str]:
    found = azure.invoke(CLUSTERS, {"resourceGroupName": "rg", "resourceName": cluster})
    return found["identityProfile"]["kubeletidentity"]


def test_the_nodes_of_a_cluster_have_an_identity_that_is_given_a_role(azure: AzureNative) -> None:
    assert kubelet(azure)["resourceId"].endswith("/on-agentpool")
    assert assigned(azure, kubelet(azure)["objectId"]) == kubelet(azure)["objectId"]


def test_the_client_id_of_a_clusters_nodes_is_given_no_role(azure: AzureNative) -> None:
    with pytest.raises(Refused, match=r"\[azure-client-id\]$"):
        assigned(azure, kubelet(azure)["clientId"])


def test_the_identities_of_two_clusters_differ(azure: AzureNative) -> None:
    found = [*kubelet(azure).values(), *kubelet(azure, "off").values()]

    assert len(set(found)) == 6


def test_a_cluster_that_runs_as_a_service_principal_has_none(tmp_path: Path) -> None:
    clusters = {id_: {**cluster, "kubeletIdentity": False} for id_, cluster in site.WORLD["managedClusters"].items()}
    azure = site.open_azure(tmp_path, {**site.WORLD, "managedClusters": clusters})

    assert azure.invoke(CLUSTERS, {"resourceGroupName": "rg", "resourceName": "on"})["identityProfile"] == {}


def test_an_identity_of_others_is_federated_once_more(azure: AzureNative) -> None:
    assert federated(azure, "theirs", "mine").endswith("/theirs/federatedIdentityCredentials/mine")


@pytest.mark.parametrize(
    ("credential", "changes", "row"),
    [
        ("Theirs", {}, "azure-existing"),
        ("mine", {"subject": "system:serviceaccount:monitoring:theirs"}, "azure-federated-twice"),
        ("mine", {"resourceName": "nobody"}, "azure-parent"),
    ],
)
def test_what_others_have_federated_counts(
    azure: AzureNative, credential: str, changes: dict[str, Any], row: str
) -> None:
    with pytest.raises(Refused, match=rf"\[{row}\]$"):
        federated(azure, "theirs", credential, **changes)


def test_an_identity_of_others_has_twenty_credentials_and_no_more(azure: AzureNative) -> None:
    azure.config["subscriptionId"] = site.OTHER

    with pytest.raises(Refused, match=r"\[azure-credentials\]$"):
        federated(azure, "full", "mine")


def test_the_default_worlds_identities_lie_in_groups_that_there_are() -> None:
    world = World.load()
    groups = {id_.lower() for id_ in world.all("azure", "resourceGroups")}

    assert world.all("azure", "identities")
    assert {id_.lower().partition("/providers/")[0] for id_ in world.all("azure", "identities")} <= groups
