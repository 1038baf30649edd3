"""Who publishes to Azure Monitor: looked up before anything is made, given the role, and told to Prometheus."""

from typing import Any

import pytest

from stack.config.stack_config import ConfigError
from tests.recorder import Recorder
from tests.stack.others import HUB_SUBSCRIPTION
from tests.stack.program import Config, custom, declared, values
from tests.stack.stacks import (
    AZURE,
    BACKENDS,
    CLUSTERS,
    IDENTITY_ID,
    PRINCIPAL,
    SHARED,
    SIGNED_IN,
    signed_in,
    stack,
    with_secrets,
)

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
SECRET = "kubernetes:core/v1:Secret"
AKS = "azure-native:containerservice:getManagedCluster"
IDENTITIES = "azure-native:managedidentity:getUserAssignedIdentity"
NODES = {"signIn": {"kind": "managed-identity"}}
OWN = (
    f"/subscriptions/{AZURE['subscriptionId']}/resourceGroups/RG-observability/providers/Microsoft.ManagedIdentity"
    "/userAssignedIdentities/C-Other-prometheus"
)
"""The identity that a stack on any cluster makes, in other letters."""
FOUND = ("client-of-writers", "principal-of-writers")
GIVEN = (PRINCIPAL["clientId"], PRINCIPAL["principalId"])
STACKS: dict[str, tuple[Config, tuple[str, str], str]] = {
    "an identity": (signed_in("an identity"), FOUND, "workloadIdentity"),
    "an identity of the nodes": (signed_in("an identity of the nodes"), FOUND, "managedIdentity"),
    "a client id of the nodes": (signed_in("a client id of the nodes"), GIVEN, "managedIdentity"),
    "an application": (signed_in("an application"), GIVEN, "oauth"),
    "nodes of AKS": (
        stack(only="azure", azure={**AZURE, **NODES}),
        ("kubelets-client", "kubelets-principal"),
        "managedIdentity",
    ),
}
each_way = pytest.mark.parametrize("way", STACKS)


def entry(recorder: Recorder) -> dict[str, Any]:
    (one,) = values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]
    return one["azureAd"]


def looked_up(recorder: Recorder) -> list[str]:
    return [invoke.tok for invoke in recorder.invokes if invoke.tok != "pulumi:pulumi:readStackOutputs"]


@each_way
def test_the_role_is_given_to_the_principal_that_prometheus_signs_in_as(way: str) -> None:
    config, (client_id, principal_id), kind = STACKS[way]
    recorder = declared(config)

    assert recorder.one(ASSIGNMENT)["principalId"] == principal_id
    assert entry(recorder)[kind]["clientId"] == client_id
    assert recorder.of_type(IDENTITY) == {}


@each_way
def test_the_release_waits_for_all_that_signing_in_takes(way: str) -> None:
    recorder = declared(STACKS[way][0])
    release = recorder.request("kubernetes:helm.sh/v3:Release", "prometheus-release")
    needed = {urn for urn, one in custom(recorder).items() if one.type in (ASSIGNMENT, FEDERATION, SECRET)}

    assert needed
    assert needed <= recorder.behind(release.propertyDependencies["values"].urns)


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ("an identity", [IDENTITIES]),
        ("an identity of the nodes", [IDENTITIES]),
        ("a client id of the nodes", []),
        ("an application", []),
        ("nodes of AKS", [AKS]),
    ],
)
def test_nothing_is_looked_up_that_is_not_needed(way: str, asked: list[str]) -> None:
    assert looked_up(declared(STACKS[way][0])) == asked


def test_an_identity_of_others_is_federated_in_its_own_subscription_and_group() -> None:
    recorder = declared(signed_in("an identity"))
    credential, request = (
        recorder.one(FEDERATION),
        next(one for one in custom(recorder).values() if one.type == FEDERATION),
    )

    assert (credential["resourceGroupName"], credential["resourceName"]) == ("rg-hub", "writers")
    assert credential["subject"] == "system:serviceaccount:monitoring:prometheus"
    assert f"azure-{HUB_SUBSCRIPTION}" in request.provider
    assert "azure::" in next(one for one in custom(recorder).values() if one.type == ASSIGNMENT).provider


def test_an_identity_of_others_trusts_the_cluster_and_the_account_that_the_stack_file_names() -> None:
    theirs = {"install": False, "serviceAccount": {"namespace": "theirs", "name": "scraper"}}
    credential = declared(signed_in("an identity", prometheus=theirs)).one(FEDERATION)

    assert credential["issuer"] == CLUSTERS["other"]["oidcIssuer"]
    assert credential["subject"] == "system:serviceaccount:theirs:scraper"
    assert credential["federatedIdentityCredentialResourceName"] == "c-other_theirs_scraper"


def test_an_identity_is_looked_up_in_its_own_subscription() -> None:
    [look_up] = declared(signed_in("an identity")).invokes

    assert f"azure-{HUB_SUBSCRIPTION}" in look_up.provider


def names(sign_in: dict[str, Any]) -> set[str]:
    """Names of all that is made for one principal, in the program and in the cluster."""
    config = stack("other", only="azure", azure={**AZURE, "signIn": sign_in})
    if "kind" in sign_in:
        cluster = {key: value for key, value in config["cluster"].items() if key != "oidcIssuer"}
        config = {**config, "cluster": cluster}
    recorder = declared(with_secrets(config))
    made = [one for one in custom(recorder).values() if one.type in (ASSIGNMENT, FEDERATION, SECRET)]
    return {*(one.name for one in made), *(one["metadata"]["name"] for one in recorder.of_type(SECRET).values())}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"identityId": IDENTITY_ID}, {"identityId": IDENTITY_ID.replace("writers", "readers")}),
        (
            {"kind": "application", **PRINCIPAL},
            {"kind": "application", "clientId": PRINCIPAL["principalId"], "principalId": PRINCIPAL["clientId"]},
        ),
    ],
)
def test_what_is_made_for_one_principal_stays_while_it_is_made_for_the_next(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert len(names(one)) == len(names(other)) >= 2
    assert names(one).isdisjoint(names(other))


def test_where_one_backend_has_a_sidecar_an_application_has_both() -> None:
    backends = {"one": {"kind": "azure-monitor", "sidecar": True}, "two": {"kind": "azure-monitor"}}

    data = declared(signed_in("an application", backends=backends)).one(SECRET)["stringData"]
    assert data.keys() == {"client-secret", "client-certificate.pem"}


def test_on_aks_the_webhook_signs_in_as_the_identity_of_others() -> None:
    spec = values(declared(signed_in("an identity", "aks")))["prometheus"]

    assert spec["serviceAccount"]["annotations"]["azure.workload.identity/client-id"] == "client-of-writers"
    assert spec["prometheusSpec"]["podMetadata"]["labels"] == {"azure.workload.identity/use": "true"}


@pytest.mark.parametrize("way", ["an identity of the nodes", "a client id of the nodes", "an application"])
def test_where_no_token_is_exchanged_the_pod_has_none(way: str) -> None:
    spec = values(declared(signed_in(way)))["prometheus"]["prometheusSpec"]

    assert (spec["volumes"], spec["containers"], spec["podMetadata"]["labels"]) == ([], [], {})


def test_an_application_signs_in_with_the_secret_of_the_stack_file() -> None:
    recorder = declared(signed_in("an application"))
    secret = recorder.one(SECRET)
    oauth = entry(recorder)["oauth"]

    assert secret["stringData"] == {"client-secret": "secret-of-azure-client-secret"}
    assert secret["metadata"]["namespace"] == "monitoring"
    assert oauth["clientSecret"] == {"name": secret["metadata"]["name"], "key": "client-secret"}
    assert oauth["tenantId"] == AZURE["tenantId"]


def test_a_sidecar_signs_in_with_the_applications_certificate() -> None:
    backends = {"azure": {"kind": "azure-monitor", "sidecar": True}}
    recorder = declared(signed_in("an application", backends=backends))
    spec = values(recorder)["prometheus"]["prometheusSpec"]

    assert recorder.one(SECRET)["stringData"] == {"client-certificate.pem": "secret-of-azure-client-certificate"}
    assert spec["volumes"][0]["secret"]["secretName"] == recorder.one(SECRET)["metadata"]["name"]
    assert [one["name"] for one in spec["containers"]] == ["remote-write-azure"]
    assert "azureAd" not in spec["additionalRemoteWrite"][0]


def test_of_two_backends_each_has_the_sidecar_that_it_asks_for() -> None:
    backends = {"one": {"kind": "azure-monitor", "sidecar": True}, "two": {"kind": "azure-monitor"}}
    recorder = declared(stack("other", only="azure", backends=backends))
    spec = values(recorder)["prometheus"]["prometheusSpec"]
    written = {entry["name"]: entry for entry in spec["additionalRemoteWrite"]}
    variables = {one["name"]: one["value"] for one in spec["containers"][1]["env"]}

    assert [one["name"] for one in spec["containers"]] == ["prometheus", "remote-write-one"]
    assert written["one"]["url"] == "http://localhost:8081/api/v1/write"
    assert variables["INGESTION_URL"].startswith("https://ingestion.example.com/dataCollectionRules/")
    assert variables["CLUSTER"] == "c-other"
    assert "azureAd" in written["two"]


def test_a_store_of_another_stack_is_written_to_as_somebody_who_was_there_too() -> None:
    recorder = declared(signed_in("an identity", backends={"azure": {**SHARED["azure"], "rule": "shared"}}))

    assert recorder.one(ASSIGNMENT)["principalId"] == "principal-of-writers"


def test_blocks_of_thanos_have_a_keyless_identity_whoever_publishes() -> None:
    backends = {name: BACKENDS[name] for name in ("azure", "thanos")}
    config = stack("other", only="azure", azure={**AZURE, "signIn": SIGNED_IN["an application"]}, backends=backends)
    recorder = declared(with_secrets(config))

    assert {*recorder.of_type(IDENTITY)} == {"thanos-blob-access-workload-identity"}
    assert {one["issuer"] for one in recorder.of_type(FEDERATION).values()} == {CLUSTERS["other"]["oidcIssuer"]}


def problems(sign_in: dict[str, Any], kind: str = "other", **cluster: Any) -> dict[str, str]:
    config = stack(kind, only="azure", azure={**AZURE, "signIn": sign_in})
    with pytest.raises(ConfigError) as error:
        declared({**config, "cluster": {**config["cluster"], **cluster}})
    return dict(error.value.problems)


@pytest.mark.parametrize(
    ("identity_id", "says"),
    [
        (IDENTITY_ID.replace("writers", "missing"), "identity missing was not found"),
        (IDENTITY_ID.replace("writers", "others"), "is in the Entra tenant others-tenant"),
        (
            OWN,
            "is the identity that this stack makes where identityId is left out, and would delete",
        ),
    ],
)
def test_an_identity_that_cannot_sign_in_is_told_of_before_anything_is_made(identity_id: str, says: str) -> None:
    assert says in problems({"identityId": identity_id})["azure.signIn.identityId"]


def test_an_identity_of_this_stack_is_known_however_its_group_is_written() -> None:
    azure = {
        **AZURE,
        "resourceGroup": "RG-Upper",
        "signIn": {"identityId": OWN.replace("RG-observability", "rg-upper")},
    }
    with pytest.raises(ConfigError, match="is the identity that this stack makes"):
        declared(stack("other", only="azure", azure=azure))


def test_nodes_that_cannot_be_looked_up_are_told_of_before_anything_is_made() -> None:
    found = problems({"kind": "managed-identity"}, "aks", resourceGroup="rg-missing")

    assert "c-aks was not found" in found["cluster.name"]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("an identity", []),
        ("an identity of the nodes", ["has to be assigned to the scale sets of all nodes (az vmss identity assign)"]),
        ("a client id of the nodes", ["every pod on the nodes can publish"]),
        ("an application", ["expire, and nothing is written from then on"]),
        ("nodes of AKS", ["the identity of the cluster's kubelets: every pod on the nodes can publish"]),
    ],
)
def test_what_nobody_here_does_and_who_else_can_publish_is_told(way: str, said: list[str]) -> None:
    told = [one for one in declared(STACKS[way][0]).warnings if one.startswith("azure.signIn")]

    assert len(told) == len(said)
    assert all(text in one for text, one in zip(said, told, strict=True))


@pytest.mark.parametrize(
    ("way", "oldest"), [("an identity", "3.14.0"), ("an identity of the nodes", "2.45.0"), ("an application", "3.11.3")]
)
def test_a_sidecar_is_told_of_with_its_successor(way: str, oldest: str) -> None:
    backends = {"azure": {"kind": "azure-monitor", "sidecar": True}}
    told = [one for one in declared(signed_in(way, backends=backends)).warnings if "sidecar" in one]

    assert len(told) == 1
    assert told[0].startswith("backends.azure.sidecar: ")
    assert f"where Prometheus is {oldest} or newer" in told[0]
