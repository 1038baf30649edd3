import uuid
from typing import Any

import pulumi
import pytest

from components.azure.blob_access import BlobAccess
from components.azure.metrics_publisher import MetricsPublisher
from components.azure.role_assignment import ROLES, RoleAssignment, role_definition_id
from components.azure.workload_identity import (
    WorkloadIdentity,
    WorkloadIdentityError,
    azure_pod_identity,
    credential_name,
)
from components.cluster.remote_write_values import pod_identity, remote_write
from components.contracts.pod_identity import PodIdentity, ServiceAccount, TokenSource
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
IDS = {IDENTITY: {"clientId": "client-1", "principalId": "principal-1"}}
ISSUER = "https://oidc.example/tenant/cluster/"
RULE = "/subscriptions/sub-of-rule/resourceGroups/rg/providers/Microsoft.Insights/dataCollectionRules/"
CONTAINER = "/subscriptions/sub-of-store/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s/containers/c"
PROMETHEUS = ServiceAccount(namespace="monitoring", name="prometheus")


def assign(role: str = "Storage Blob Data Contributor", principal: str = "p", scope: str = CONTAINER) -> dict[str, Any]:
    args: Any = {"principal_id": principal, "role": role, "scope": scope}
    return record(lambda: RoleAssignment("reader", args) and None).one(ASSIGNMENT)


def workload(*accounts: str) -> Recorder:
    args: Any = {
        "resource_group": "rg",
        "location": "westeurope",
        "identity_name": "id-thanos",
        "issuer": ISSUER,
        "service_accounts": {name: ServiceAccount(namespace="thanos", name=f"thanos-{name}") for name in accounts},
    }
    return record(lambda: Consumer({"ready": WorkloadIdentity("thanos", args).federation_id}) and None, IDS)


OWN: Any = {
    "resource_group": "rg",
    "location": "westeurope",
    "identity_name": "id-writer",
    "tenant_id": "tenant-1",
    "issuer": ISSUER,
    "service_account": PROMETHEUS,
}


def publisher(source: TokenSource = TokenSource.WEBHOOK) -> MetricsPublisher:
    endpoint = {"kind": "azure-monitor", "query_url": "https://q", "workspace_id": "/ws"}
    args: Any = {
        "identity": {**OWN, "token_source": source},
        "endpoints": {
            "prod": {**endpoint, "write_url": "https://prod/write", "data_collection_rule_id": f"{RULE}prod"},
            "test": {**endpoint, "write_url": "https://test/write", "data_collection_rule_id": f"{RULE}test"},
        },
        "ready": [pulumi.Output.from_input("way")],
    }
    return MetricsPublisher("writer", args)


def access(source: TokenSource = TokenSource.WEBHOOK) -> BlobAccess:
    return BlobAccess(
        "store",
        {
            "resource_group": "rg",
            "location": "westeurope",
            "identity_name": "id-store",
            "tenant_id": "tenant-1",
            "issuer": ISSUER,
            "service_accounts": {"store": {"namespace": "thanos", "name": "thanos-store"}},
            "token_source": source,
            "container_id": CONTAINER,
        },
    )


def test_a_role_is_defined_in_the_subscription_of_its_scope() -> None:
    definition = role_definition_id(CONTAINER, "guid")
    assert definition == "/subscriptions/sub-of-store/providers/Microsoft.Authorization/roleDefinitions/guid"


@pytest.mark.parametrize("scope", ["", "not/an/id", "/providers/Microsoft.Management/managementGroups/mg"])
def test_a_scope_outside_a_subscription_is_refused(scope: str) -> None:
    with pytest.raises(ValueError, match="ARM id"):
        role_definition_id(scope, "guid")


def test_every_known_role_is_a_guid_of_its_own() -> None:
    assert len({uuid.UUID(guid) for guid in ROLES.values()}) == len(ROLES)


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'Owner'.*Monitoring Metrics Publisher"):
        assign(role="Owner")


def test_the_same_assignment_has_the_same_name_in_any_case_of_letters() -> None:
    name = assign()["roleAssignmentName"]
    assert uuid.UUID(name)
    assert assign(scope=CONTAINER.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))["roleAssignmentName"] == name


@pytest.mark.parametrize(
    "other", [{"role": "Monitoring Metrics Publisher"}, {"principal": "q"}, {"scope": f"{CONTAINER}2"}]
)
def test_another_assignment_has_another_name(other: dict[str, str]) -> None:
    assert assign(**other)["roleAssignmentName"] != assign()["roleAssignmentName"]


def test_a_role_is_given_to_a_principal_that_may_not_be_replicated_yet() -> None:
    assignment = assign()
    assert (assignment["principalId"], assignment["principalType"]) == ("p", "ServicePrincipal")


def test_a_role_assignment_goes_before_the_one_that_replaces_it() -> None:
    args: Any = {"principal_id": "p", "role": "Monitoring Metrics Publisher", "scope": CONTAINER}
    recorder = record(lambda: RoleAssignment("reader", args) and None)
    assert recorder.request(ASSIGNMENT, "reader-assignment").deleteBeforeReplace


def test_each_service_account_is_federated_by_its_exact_subject() -> None:
    credentials = workload("store", "compact").of_type(CREDENTIAL)
    assert {credential["subject"] for credential in credentials.values()} == {
        "system:serviceaccount:thanos:thanos-store",
        "system:serviceaccount:thanos:thanos-compact",
    }
    for credential in credentials.values():
        assert credential["issuer"] == ISSUER
        assert credential["audiences"] == ["api://AzureADTokenExchange"]
        assert credential["resourceName"] == "thanos-identity"


def test_credentials_of_one_identity_are_written_one_after_the_other() -> None:
    recorder = workload("a", "b", "c")
    before = [
        {urn.rsplit("::", 1)[1] for urn in recorder.request(CREDENTIAL, f"thanos-{key}-federation").dependencies}
        - {"thanos-identity"}
        for key in "abc"
    ]
    assert before == [set(), {"thanos-a-federation"}, {"thanos-b-federation"}]


def test_the_federation_is_known_with_its_last_credential() -> None:
    recorder = workload("a", "b")
    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") == {"thanos-b-federation"}


@pytest.mark.parametrize("count", [0, 21])
def test_an_identity_takes_1_to_20_service_accounts(count: int) -> None:
    with pytest.raises(WorkloadIdentityError, match=str(count)):
        workload(*(f"a{index}" for index in range(count)))


def test_credential_names_of_different_accounts_differ() -> None:
    accounts = [("a-b", "c"), ("a", "b-c"), ("a", "b.c"), ("a", "b" * 119), ("a", "b" * 120)]
    names = [credential_name(ServiceAccount(namespace=namespace, name=name)) for namespace, name in accounts]
    assert len(set(names)) == len(names)
    assert all(3 <= len(name) <= 120 and name.replace("_", "").replace("-", "").isalnum() for name in names)


def test_where_the_webhook_is_the_pod_needs_annotation_and_label_only() -> None:
    assert azure_pod_identity("client-1", "tenant-1", TokenSource.WEBHOOK) == PodIdentity(
        service_account_annotations={
            "azure.workload.identity/client-id": "client-1",
            "azure.workload.identity/tenant-id": "tenant-1",
        },
        pod_labels={"azure.workload.identity/use": "true"},
    )


def test_elsewhere_the_pod_projects_the_token_its_environment_names() -> None:
    identity = azure_pod_identity("client-1", "tenant-1", TokenSource.PROJECTED)
    token = identity["tokens"][0]
    environment = identity["environment"]
    assert environment["AZURE_FEDERATED_TOKEN_FILE"] == f"{token['directory']}/{token['file']}"
    # The path Prometheus reads before 3.14, whatever the environment says.
    assert environment["AZURE_FEDERATED_TOKEN_FILE"] == "/var/run/secrets/azure/tokens/azure-identity-token"
    assert (environment["AZURE_CLIENT_ID"], environment["AZURE_TENANT_ID"]) == ("client-1", "tenant-1")
    assert environment["AZURE_AUTHORITY_HOST"] == "https://login.microsoftonline.com/"
    assert token["audience"] == "api://AzureADTokenExchange"
    assert not identity.keys() & {"pod_labels", "service_account_annotations"}


def test_an_agent_hands_out_no_tokens_for_azure() -> None:
    with pytest.raises(WorkloadIdentityError, match="not from an agent"):
        azure_pod_identity("client-1", "tenant-1", TokenSource.AGENT)


def test_one_identity_publishes_through_the_rule_of_every_endpoint() -> None:
    recorder = record(lambda: publisher() and None, IDS)
    assert recorder.one(CREDENTIAL)["subject"] == "system:serviceaccount:monitoring:prometheus"
    assert recorder.one(IDENTITY)["resourceName"] == "id-writer"
    assignments = recorder.of_type(ASSIGNMENT).values()
    assert {assignment["scope"] for assignment in assignments} == {f"{RULE}prod", f"{RULE}test"}
    for assignment in assignments:
        assert assignment["principalId"] == "principal-1"
        assert assignment["roleDefinitionId"].endswith(ROLES["Monitoring Metrics Publisher"])


def test_the_url_to_write_to_waits_for_role_federation_and_network() -> None:
    way: list[str] = []

    def program() -> None:
        writer = publisher()
        Consumer({target["name"]: target["url"] for target in writer.targets})
        value_of(writer.targets[0]["url"], way)

    recorder = record(program, IDS)
    assert waits_for(recorder, "test:index:Consumer", "consumer", "prod") == {
        "writer-prod-publisher-assignment",
        "writer-workload-prometheus-federation",
    }
    assert way == ["https://prod/write"]


def test_the_url_stays_unknown_while_the_network_does() -> None:
    known: list[bool] = []

    def program() -> None:
        args: Any = {
            "identity": {**OWN, "token_source": TokenSource.WEBHOOK},
            "endpoints": {"prod": {"write_url": "https://prod/write", "data_collection_rule_id": f"{RULE}prod"}},
            "ready": [unknown()],
        }
        url = MetricsPublisher("writer", args).targets[0]["url"]
        assert isinstance(url, pulumi.Output)
        pulumi.Output.from_input(url.is_known()).apply(known.append)

    record(program, IDS, preview=True)
    assert known == [False]


def unknown() -> pulumi.Output[str]:
    return pulumi.Output(_done(set()), _done(""), _done(False), _done(False))


async def _done(value: Any) -> Any:
    return value


@pytest.mark.parametrize("source", [TokenSource.WEBHOOK, TokenSource.PROJECTED])
def test_the_targets_render_and_share_one_identity(source: TokenSource) -> None:
    entries: list[Any] = []
    pods: list[Any] = []

    def program() -> None:
        targets = publisher(source).targets
        value_of(remote_write(targets), entries)
        value_of(pod_identity(targets), pods)

    record(program, IDS)
    assert [entry["name"] for entry in entries[0]] == ["prod", "test"]
    assert entries[0][0]["azureAd"]["workloadIdentity"] == {"clientId": "client-1", "tenantId": "tenant-1"}
    assert bool(pods[0]["tokens"]) is (source == TokenSource.PROJECTED)


def test_a_request_is_large_for_the_rules_limit_of_requests() -> None:
    found: list[Any] = []
    record(lambda: value_of(remote_write(publisher().targets), found), IDS)
    queue = found[0][0]["queueConfig"]
    assert queue["maxSamplesPerSend"] > 2000
    assert 3 <= queue["capacity"] / queue["maxSamplesPerSend"] <= 10


def test_blob_access_is_for_the_one_container() -> None:
    found: list[Any] = []

    def program() -> None:
        store = access(TokenSource.PROJECTED)
        Consumer({"ready": store.ready})
        value_of(store.identity, found)

    recorder = record(program, IDS)
    assignment = recorder.one(ASSIGNMENT)
    assert assignment["scope"] == CONTAINER
    assert assignment["principalId"] == "principal-1"
    assert assignment["roleDefinitionId"].endswith(ROLES["Storage Blob Data Contributor"])
    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") == {
        "store-contributor-assignment",
        "store-workload-store-federation",
    }
    assert found[0]["environment"]["AZURE_CLIENT_ID"] == "client-1"


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(record(lambda: publisher() and None, IDS), MetricsPublisher, "writer")
    assert_component_rules(record(lambda: access() and None, IDS), BlobAccess, "store")
    args: Any = {"principal_id": "p", "role": "Monitoring Metrics Publisher", "scope": CONTAINER}
    assert_component_rules(record(lambda: RoleAssignment("reader", args) and None), RoleAssignment, "reader")
    args = {
        "resource_group": "rg",
        "location": "l",
        "identity_name": "i",
        "issuer": ISSUER,
        "service_accounts": {"prometheus": PROMETHEUS},
    }
    assert_component_rules(record(lambda: WorkloadIdentity("w", args) and None, IDS), WorkloadIdentity, "w")
