"""Every way of signing in to Entra: what is asked of Azure for it, and what the operator is told."""

from typing import Any

import pulumi
import pytest

from components.azure.aks import kubelet_identity
from components.azure.existing_identity import existing_identity
from components.azure.federated_identity import FederatedIdentity, cluster_credential_name
from components.azure.metrics_publisher import MetricsPublisher, PublisherError
from components.azure.sign_in import SignIn, SignInError, SignInKind, azure_ad
from components.cluster.entra_credential import EntraCredential, EntraCredentialError
from components.cluster.remote_write_values import TargetError, remote_write
from components.cluster.versions import PROMETHEUS_VERSION
from components.contracts.pod_identity import ServiceAccount
from components.contracts.remote_write import RemoteWriteTarget, SecretKey
from components.naming import principal
from stack.config.sign_in import OLDEST_PROMETHEUS
from tests.recorder import SECRET, Recorder, record
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
KUBERNETES_SECRET = "kubernetes:core/v1:Secret"
LOOK_UP = "azure-native:managedidentity:getUserAssignedIdentity"
CLUSTER = "azure-native:containerservice:getManagedCluster"
ID = "/subscriptions/s/resourceGroups/rg-id/providers/Microsoft.ManagedIdentity/userAssignedIdentities/writers"
RULE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/dataCollectionRules/"
OPTIONS = pulumi.InvokeOptions()
CLIENT_SECRET = SecretKey(secret="azure-app", key="client-secret")


def sign_in(kind: SignInKind, **more: Any) -> SignIn:
    ids: Any = {
        "cloud": "AzurePublic",
        "client_id": "client",
        "principal_id": "principal",
        "tenant_id": "tenant",
        "ready": [],
    }
    way: Any = {"kind": kind, **ids, "principal_name": "principal-1", **more}
    return way


RENDERED: dict[SignInKind, tuple[SignIn, dict[str, Any]]] = {
    SignInKind.WORKLOAD_IDENTITY: (
        sign_in(SignInKind.WORKLOAD_IDENTITY),
        {"workloadIdentity": {"clientId": "client", "tenantId": "tenant"}},
    ),
    SignInKind.MANAGED_IDENTITY: (
        sign_in(SignInKind.MANAGED_IDENTITY),
        {"managedIdentity": {"clientId": "client"}},
    ),
    SignInKind.APPLICATION: (
        sign_in(SignInKind.APPLICATION, client_secret=CLIENT_SECRET),
        {
            "oauth": {
                "clientId": "client",
                "tenantId": "tenant",
                "clientSecret": {"name": "azure-app", "key": "client-secret"},
            }
        },
    ),
}


@pytest.mark.parametrize("kind", SignInKind)
def test_the_operator_is_told_of_one_way(kind: SignInKind) -> None:
    way, rendered = RENDERED[kind]

    (entry,) = remote_write([RemoteWriteTarget(name="a", url="https://a", azure_ad=azure_ad(way))])
    said = entry["azureAd"]
    assert {key: said[key] for key in said if key != "cloud"} == rendered


@pytest.mark.parametrize(
    "ways",
    [{}, {**azure_ad(RENDERED[SignInKind.MANAGED_IDENTITY][0]), **azure_ad(RENDERED[SignInKind.WORKLOAD_IDENTITY][0])}],
)
def test_no_way_and_two_ways_are_refused(ways: Any) -> None:
    target: Any = {"name": "a", "url": "https://a", "azure_ad": {**ways, "cloud": "AzurePublic"}}

    with pytest.raises(TargetError, match="target a: signs in to Entra in one way"):
        remote_write([target])


def test_an_application_without_a_secret_is_refused() -> None:
    with pytest.raises(SignInError, match="client_secret"):
        azure_ad(sign_in(SignInKind.APPLICATION))


def test_the_prometheus_that_is_installed_signs_in_by_itself_in_every_way() -> None:
    """Before 3.11.3 an application's secret stands in the plain on its page /-/config."""

    def numbers(version: str) -> list[int]:
        return [int(part) for part in version.split(".")]

    assert OLDEST_PROMETHEUS.keys() == set(SignInKind)
    assert all(numbers(PROMETHEUS_VERSION) >= [*oldest] for oldest in OLDEST_PROMETHEUS.values())
    assert OLDEST_PROMETHEUS["application"] >= (3, 11, 3)


def published(way: SignIn, *endpoints: str, **more: Any) -> tuple[Recorder, list[RemoteWriteTarget]]:
    targets: list[RemoteWriteTarget] = []
    args: Any = {
        "sign_in": way,
        "endpoints": {
            name: {"write_url": f"https://{name}", "data_collection_rule_id": f"{RULE}{name}"} for name in endpoints
        },
        **more,
    }

    def program() -> None:
        publisher = MetricsPublisher("writer", args)
        targets.extend(publisher.targets)
        Consumer({target["name"]: target["url"] for target in publisher.targets})

    return record(program), targets


@pytest.mark.parametrize("kind", SignInKind)
def test_the_role_goes_to_the_principal_that_was_there_and_nobody_else_is_made(kind: SignInKind) -> None:
    recorder, targets = published(RENDERED[kind][0], "prod", "test")

    assert {(one["principalId"], one["scope"]) for one in recorder.of_type(ASSIGNMENT).values()} == {
        ("principal", f"{RULE}prod"),
        ("principal", f"{RULE}test"),
    }
    assert {one["principalType"] for one in recorder.of_type(ASSIGNMENT).values()} == {"ServicePrincipal"}
    assert recorder.of_type(IDENTITY) == recorder.of_type(CREDENTIAL) == {}
    assert ["identity" in target for target in targets] == [False, False]
    assert_component_rules_of(recorder)


def assert_component_rules_of(recorder: Recorder) -> None:
    del recorder.requests[next(urn for urn, one in recorder.requests.items() if one.type == "test:index:Consumer")]
    assert_component_rules(recorder, MetricsPublisher, "writer")


def test_each_principal_has_a_role_of_its_own_that_no_other_replaces() -> None:
    def names(principal_name: str) -> set[str]:
        recorder, _ = published(sign_in(SignInKind.MANAGED_IDENTITY, principal_name=principal_name), "prod")
        return {*recorder.of_type(ASSIGNMENT)}

    assert names("principal-1") == {"writer-prod-principal-1-publisher-assignment"}
    assert names("principal-2").isdisjoint(names("principal-1"))


def test_a_principal_has_one_name_in_any_case_of_letters_and_another_one_another() -> None:
    assert principal("AAAA-1") == principal("aaaa-1") != principal("aaaa-2")


def test_the_url_waits_for_the_role_and_for_what_signing_in_takes() -> None:
    def program() -> None:
        credential = EntraCredential(
            "app", {"namespace": "monitoring", "secret_name": "azure-app", "client_secret": "s"}
        )
        way = sign_in(SignInKind.APPLICATION, client_secret=credential.client_secret, ready=[credential.secret_name])
        endpoint: Any = {"write_url": "https://prod", "data_collection_rule_id": f"{RULE}prod"}
        args: Any = {"sign_in": way, "endpoints": {"prod": endpoint}}
        publisher = MetricsPublisher("writer", args)
        Consumer({"url": publisher.targets[0]["url"]})

    assert waits_for(record(program), "test:index:Consumer", "consumer", "url") == {
        "app-credential",
        "writer-prod-principal-1-publisher-assignment",
    }


@pytest.mark.parametrize("who", [{}, {"sign_in": sign_in(SignInKind.MANAGED_IDENTITY), "identity": {"tenant_id": "t"}}])
def test_a_publisher_is_one_principal(who: Any) -> None:
    args: Any = {"endpoints": {}, **who}
    with pytest.raises(PublisherError, match="writer"):
        record(lambda: MetricsPublisher("writer", args) and None)


def federated(cluster: str = "edge", **account: str) -> Recorder:
    args: Any = {
        "resource_group": "rg-id",
        "identity_name": "writers",
        "cluster": cluster,
        "issuer": "https://issuer/",
        "service_account": {"namespace": "monitoring", "name": "prometheus", **account},
    }
    return record(lambda: Consumer({"ready": FederatedIdentity("trust", args).federation_id}) and None)


def test_an_identity_of_others_trusts_one_more_account_and_is_not_touched_else() -> None:
    recorder = federated()

    assert recorder.one(CREDENTIAL) == {
        "resourceGroupName": "rg-id",
        "resourceName": "writers",
        "federatedIdentityCredentialResourceName": "edge_monitoring_prometheus",
        "issuer": "https://issuer/",
        "subject": "system:serviceaccount:monitoring:prometheus",
        "audiences": ["api://AzureADTokenExchange"],
    }
    assert recorder.of_type(IDENTITY) == {}
    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") == {"trust-federation"}


def test_credentials_of_two_clusters_on_one_identity_do_not_meet() -> None:
    account = ServiceAccount(namespace="monitoring", name="prometheus")
    names = [cluster_credential_name(cluster, account) for cluster in ("edge", "edge-1", "c" * 63, "c" * 62)]
    long = ServiceAccount(namespace="n" * 63, name="p" * 63)

    assert len(set(names)) == len(names)
    assert all(len(cluster_credential_name("c" * 63, one)) <= 120 for one in (account, long))


@pytest.mark.parametrize("tenant", ["tenant", "TENANT"])
def test_an_identity_is_looked_up_in_its_group_by_its_name(tenant: str) -> None:
    found: list[Any] = []
    answer = {"clientId": "client", "principalId": "principal", "tenantId": tenant}
    recorder = record(
        lambda: found.append(existing_identity(ID, tenant_id="tenant", opts=OPTIONS)), calls={LOOK_UP: answer}
    )

    assert found == [("client", "principal")]
    assert [dict(one.args) for one in recorder.invokes] == [{"resourceGroupName": "rg-id", "resourceName": "writers"}]


def test_an_identity_of_another_tenant_is_refused() -> None:
    answer = {"clientId": "client", "principalId": "principal", "tenantId": "other"}

    with pytest.raises(pulumi.RunError, match="is in the Entra tenant other"):
        record(lambda: existing_identity(ID, tenant_id="tenant", opts=OPTIONS) and None, calls={LOOK_UP: answer})


def kubelet(**profile: Any) -> Any:
    found: list[Any] = []
    look_up = lambda: found.append(kubelet_identity(resource_group="rg", cluster_name="c", opts=OPTIONS))  # noqa: E731
    record(look_up, calls={CLUSTER: {"id": "/subscriptions/s/resourceGroups/rg", **profile}})
    return found[0]


def test_the_nodes_of_a_cluster_are_known_without_its_issuer() -> None:
    profile = {"kubeletidentity": {"clientId": "client", "objectId": "principal", "resourceId": ID}}

    assert kubelet(identityProfile=profile) == ("client", "principal")


@pytest.mark.parametrize(
    "profile", [{}, {"identityProfile": {}}, {"identityProfile": {"kubeletidentity": {"resourceId": ID}}}]
)
def test_nodes_without_a_managed_identity_are_refused_with_the_way_out(profile: Any) -> None:
    with pytest.raises(pulumi.RunError, match=r"AKS cluster c have no managed identity.*azure\.signIn\.identityId"):
        kubelet(**profile)


def test_what_an_application_signs_in_with_is_secret_and_only_what_there_is() -> None:
    def credential(**what: str) -> Recorder:
        args: Any = {"namespace": "theirs", "secret_name": "azure-app", **what}
        return record(lambda: EntraCredential("app", args) and None)

    both = credential(client_secret="s", certificate="c")
    assert both.one(KUBERNETES_SECRET)["stringData"] == {"client-secret": "s", "client-certificate.pem": "c"}
    assert both.one(KUBERNETES_SECRET)["metadata"] == {"name": "azure-app", "namespace": "theirs"}
    assert SECRET in both.request(KUBERNETES_SECRET, "app-credential").object["stringData"]
    assert credential(client_secret="s").one(KUBERNETES_SECRET)["stringData"].keys() == {"client-secret"}
    assert_component_rules(both, EntraCredential, "app")
    with pytest.raises(EntraCredentialError, match="app: needs"):
        credential()


def test_the_name_of_an_applications_secret_is_known_when_it_exists() -> None:
    def program() -> None:
        credential = EntraCredential("app", {"namespace": "n", "secret_name": "azure-app", "certificate": "c"})
        Consumer({"secret": credential.certificate["secret"]})

    assert waits_for(record(program), "test:index:Consumer", "consumer", "secret") == {"app-credential"}
