"""Where pods get the tokens from that clouds exchange for an identity: decided by platform and cloud."""

from typing import Any

import pytest

from tests.recorder import Recorder
from tests.stack.clouds import AKS_ISSUER, EKS_ISSUER
from tests.stack.others import TENANT
from tests.stack.program import declared, values
from tests.stack.stacks import AWS, CLUSTERS, EXISTING, OWN_ISSUER, SHARED, spoke, stack

AZURE_CLIENT = "azure.workload.identity/client-id"
AZURE_TENANT = "azure.workload.identity/tenant-id"
AZURE_LABELS = {"azure.workload.identity/use": "true"}
AWS_ROLE = "eks.amazonaws.com/role-arn"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
FOUND = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider"
FEDERATION = "azure-native:managedidentity:FederatedIdentityCredential"
BY_WEBHOOK = {"aks": {"azure"}, "eks": {"aws"}, "arc": set[str](), "other": set[str]()}
"""Clouds whose tokens a webhook of the platform adds to pods."""
ISSUERS = {"aks": AKS_ISSUER, "eks": EKS_ISSUER, "arc": OWN_ISSUER, "other": OWN_ISSUER}


def tokens(spec: dict[str, Any]) -> set[str]:
    """Names of the tokens that a pod projects itself, each mounted where it is projected."""
    projected = {volume["name"] for volume in spec.get("volumes", []) if "projected" in volume}
    mounts = spec.get("volumeMounts") or spec["containers"][0].get("volumeMounts", [])
    assert projected <= {mount["name"] for mount in mounts}
    return projected


def variables(spec: dict[str, Any]) -> set[str]:
    """Clouds that a pod is told of in its environment."""
    names = {variable["name"] for container in spec["containers"] for variable in container.get("env", [])}
    return {prefix.lower() for prefix in ("AZURE", "AWS") if any(name.startswith(f"{prefix}_") for name in names)}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_prometheus_is_annotated_where_a_webhook_gives_tokens(kind: str) -> None:
    prometheus = values(declared(stack(kind)))["prometheus"]
    webhook = BY_WEBHOOK[kind]

    annotations = prometheus["serviceAccount"]["annotations"]
    assert (set(annotations) & {AZURE_CLIENT, AZURE_TENANT} != set()) == ("azure" in webhook)
    assert (AWS_ROLE in annotations) == ("aws" in webhook)
    assert annotations.get(AZURE_TENANT, TENANT) == TENANT
    assert prometheus["prometheusSpec"]["podMetadata"]["labels"] == (AZURE_LABELS if "azure" in webhook else {})


@pytest.mark.parametrize("kind", CLUSTERS)
def test_prometheus_projects_the_tokens_of_every_other_cloud(kind: str) -> None:
    spec = values(declared(stack(kind)))["prometheus"]["prometheusSpec"]
    own = {"azure", "aws"} - BY_WEBHOOK[kind]

    assert tokens(spec) == {f"{cloud}-token" for cloud in own}
    assert variables(spec) == own


@pytest.mark.parametrize("kind", CLUSTERS)
def test_pods_of_thanos_sign_in_as_prometheus_does(kind: str) -> None:
    recorder = declared(stack(kind))
    by_webhook = "azure" in BY_WEBHOOK[kind]
    accounts = recorder.of_type("kubernetes:core/v1:ServiceAccount")

    for role in ("receive-ingestor", "store", "compact"):
        pod = recorder.of_type("kubernetes:apps/v1:StatefulSet")[f"thanos-{role}-stateful-set"]["spec"]["template"]
        account = accounts[f"thanos-{role}-service-account"]["metadata"]
        assert (AZURE_CLIENT in account["annotations"]) == by_webhook
        assert account["annotations"].get(AZURE_TENANT, TENANT) == TENANT
        assert (AZURE_LABELS.items() <= pod["metadata"]["labels"].items()) == by_webhook
        assert tokens(pod["spec"]) == (set() if by_webhook else {"azure-token"})
        assert variables(pod["spec"]) == (set() if by_webhook else {"azure"})


def federations(recorder: Recorder) -> set[tuple[str, str]]:
    """Whom Azure trusts: issuer and service account."""
    return {(inputs["issuer"], inputs["subject"]) for inputs in recorder.of_type(FEDERATION).values()}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_clouds_trust_the_clusters_issuer_and_exactly_these_accounts(kind: str) -> None:
    recorder = declared(stack(kind))
    issuer = ISSUERS[kind]
    accounts = [
        "monitoring:prometheus",
        *(f"thanos:thanos-{role}" for role in ("receive-ingestor", "store", "compact")),
    ]

    assert federations(recorder) == {(issuer, f"system:serviceaccount:{account}") for account in accounts}
    trust = recorder.one("aws:iam/role:Role")["assumeRolePolicy"]
    assert f'"{issuer.removeprefix("https://")}:sub": ["system:serviceaccount:monitoring:prometheus"]' in trust


@pytest.mark.parametrize("kind", CLUSTERS)
@pytest.mark.parametrize("stores", [SHARED, EXISTING], ids=["another stack's", "existing"])
def test_to_stores_of_others_prometheus_signs_in_as_to_its_own(kind: str, stores: dict[str, Any]) -> None:
    own, spoke_of = declared(stack(kind)), declared(spoke(kind, stores=stores))
    account = "system:serviceaccount:monitoring:prometheus"

    assert federations(spoke_of) == {(ISSUERS[kind], account)}
    assert spoke_of.one("aws:iam/role:Role") == own.one("aws:iam/role:Role")
    before, after = values(own)["prometheus"], values(spoke_of)["prometheus"]
    assert after["serviceAccount"] == before["serviceAccount"]
    for key in ("podMetadata", "containers", "volumes", "volumeMounts"):
        assert after["prometheusSpec"].get(key) == before["prometheusSpec"].get(key)


@pytest.mark.parametrize("kind", ["aks", "eks"])
def test_an_issuer_that_the_stack_file_names_is_looked_up_nowhere(kind: str) -> None:
    cluster = {"name": "c", "kind": kind, "context": "c", "oidcIssuer": OWN_ISSUER}
    recorder = declared(stack("other", only="azure", cluster=cluster))

    assert recorder.invokes == []
    assert {issuer for issuer, _ in federations(recorder)} == {OWN_ISSUER}


@pytest.mark.parametrize(
    ("kind", "said", "made"),
    [
        ("aks", "auto", True),
        ("eks", "auto", False),
        ("arc", "auto", True),
        ("other", "auto", True),
        ("eks", "create", True),
        ("eks", "existing", False),
        ("aks", "create", True),
    ],
)
def test_iam_learns_of_the_issuer_unless_it_knows_it(kind: str, said: str, made: bool) -> None:
    recorder = declared(stack(kind, only="amp", aws={**AWS, "oidcProvider": said}))

    providers = recorder.of_type(PROVIDER).values()
    assert [provider["url"] for provider in providers] == ([ISSUERS[kind]] if made else [])
    assert [request.args["url"] for request in recorder.invokes if request.tok == FOUND] == [ISSUERS[kind]]
