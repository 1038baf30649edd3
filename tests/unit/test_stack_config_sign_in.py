"""Signing in to Azure, sidecars, a Prometheus of somebody else's: what contradicts itself, each with the way out."""

from typing import Any

import pytest

from stack.config.stack_config import StackConfig
from tests.unit.test_stack_config import GUID, check, problems

IDENTITY = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
APPLICATION = {"kind": "application", "clientId": GUID, "principalId": GUID}
SECRET, CERTIFICATE = "azure-client-secret", "azure-client-certificate"
CLUSTERS: dict[str, dict[str, Any]] = {
    "aks": {"name": "c", "kind": "aks", "context": "c"},
    "eks": {"name": "c", "kind": "eks", "context": "c"},
    "other": {"name": "c", "kind": "other", "context": "c"},
}
AZURE = {"subscriptionId": GUID, "tenantId": GUID, "location": "westeurope", "resourceGroup": "rg"}
MONITOR = {"kind": "azure-monitor"}
NODES = {"kind": "managed-identity"}


def stack(sign_in: Any = None, *, kind: str = "other", cluster: Any = None, **changes: Any) -> dict[str, Any]:
    """A stack file that writes to Azure Monitor, signed in like this; None leaves a key out."""
    azure = {**AZURE, **({} if sign_in is None else {"signIn": sign_in})}
    values: dict[str, Any] = {
        "environment": "dev",
        "azure": azure,
        "cluster": {**CLUSTERS[kind], **(cluster or {})},
        "backends": {"azure": MONITOR},
    }
    return {key: value for key, value in {**values, **changes}.items() if value is not None}


ISSUER = {"oidcIssuer": "https://issuer.example.com"}
OTHERS: dict[str, Any] = {"install": False}
VENDOR = {"kind": "remote-write", "url": "https://m.example.com"}


@pytest.mark.parametrize(
    "values",
    [
        stack({}, cluster=ISSUER),
        stack({"identityId": IDENTITY}, cluster=ISSUER),
        stack({**NODES, "identityId": IDENTITY}),
        stack({**NODES, "clientId": GUID, "principalId": GUID}),
        stack(NODES, kind="aks", cluster={"resourceGroup": "rg"}),
        stack({**NODES, "identityId": IDENTITY}, kind="aks"),
        stack(cluster=ISSUER, prometheus=OTHERS),
        stack(cluster=ISSUER, prometheus={**OTHERS, "serviceAccount": {"namespace": "theirs", "name": "p.q"}}),
        stack(cluster=ISSUER, backends={"azure": {**MONITOR, "sidecar": True}}),
        stack({**NODES, "identityId": IDENTITY}, backends={"azure": {**MONITOR, "sidecar": True}}),
        stack(NODES, kind="aks", cluster={"resourceGroup": "rg"}, backends={"azure": MONITOR, "t": {"kind": "thanos"}}),
    ],
)
def test_a_stack_file_signs_in_with_what_its_kind_takes(values: dict[str, Any]) -> None:
    assert check(values).backends


@pytest.mark.parametrize(
    ("values", "key", "says"),
    [
        (stack({"kind": "secret"}), "azure.signIn.kind", "'workload-identity', 'managed-identity' or 'application'"),
        (stack({"identity": IDENTITY}), "azure.signIn.identity", "did you mean identityId?"),
        (stack({"identityId": "i"}), "azure.signIn.identityId", "ARM id of a user-assigned identity"),
        (stack({**APPLICATION, "clientId": "me"}), "azure.signIn.clientId", "GUID"),
        (stack({"clientId": GUID}, cluster=ISSUER), "azure.signIn.clientId", "looked up by identityId, or of"),
        (stack({"principalId": GUID}, cluster=ISSUER), "azure.signIn.principalId", "leave it out"),
        (stack({}), "cluster.oidcIssuer", "is needed"),
        (stack({"identityId": IDENTITY}), "cluster.oidcIssuer", "is needed"),
        (stack(NODES), "azure.signIn.identityId", "or clientId and principalId: nodes are looked up in AKS only"),
        (stack(NODES, kind="aks"), "azure.signIn.identityId", "cluster.resourceGroup"),
        (stack(NODES, kind="eks"), "azure.signIn.kind", "no node of this cluster is in Azure"),
        (stack({**NODES, "identityId": IDENTITY}, kind="eks"), "azure.signIn.kind", "no node of this cluster"),
        (stack({**NODES, "clientId": GUID}), "azure.signIn.principalId", "is needed: neither leads to the other"),
        (stack({**NODES, "principalId": GUID}), "azure.signIn.clientId", "is needed: neither leads to the other"),
        (stack({**NODES, "identityId": IDENTITY, "clientId": GUID}), "azure.signIn.clientId", "one of the two"),
        (stack({**NODES, "identityId": IDENTITY, "principalId": GUID}), "azure.signIn.principalId", "one of the two"),
        (stack({**APPLICATION, "identityId": IDENTITY}), "azure.signIn.identityId", "has clientId and principalId"),
        (stack({"kind": "application"}), "azure.signIn.clientId", "is needed"),
        (stack({"kind": "application"}), "azure.signIn.principalId", "is needed"),
        (stack({}, backends={"v": VENDOR}), "azure.signIn", "is used by no backend"),
        (
            stack(NODES, kind="aks", cluster={"resourceGroup": "rg"}, backends={"v": VENDOR}),
            "cluster.resourceGroup",
            "leave it out",
        ),
        (stack({}, backends={"t": {"kind": "thanos"}}, cluster=ISSUER), "azure.signIn", "is used by no backend"),
        (
            stack(NODES, kind="aks", cluster={"resourceGroup": "rg", **ISSUER}),
            "cluster.oidcIssuer",
            "is used by no backend",
        ),
        (stack({**NODES, "identityId": IDENTITY}, cluster=ISSUER), "cluster.oidcIssuer", "is used by no backend"),
        (
            stack({**NODES, "identityId": IDENTITY}, kind="aks", cluster={"resourceGroup": "rg"}),
            "cluster.resourceGroup",
            "leave it out",
        ),
        (stack(NODES, backends={"azure": MONITOR, "t": {"kind": "thanos"}}), "cluster.oidcIssuer", "is needed"),
        (
            stack(cluster=ISSUER, backends={"azure": {**MONITOR, "sidecar": "yes"}}),
            "backends.azure.sidecar",
            "true or false",
        ),
        (stack(cluster=ISSUER, prometheus={"serviceAccount": {}}), "prometheus.serviceAccount", "install: false"),
        (
            stack(cluster=ISSUER, prometheus={"install": True, "serviceAccount": {"name": "a"}}),
            "prometheus.serviceAccount",
            "install: false",
        ),
        (stack(cluster=ISSUER, prometheus={**OTHERS, "replicas": 2}), "prometheus.replicas", "or install"),
        (stack(cluster=ISSUER, prometheus={**OTHERS, "externalLabels": {}}), "prometheus.externalLabels", "or install"),
        (stack(cluster={**ISSUER, "storageClass": "gp3"}, prometheus=OTHERS), "cluster.storageClass", "volumes"),
        (
            stack(cluster=ISSUER, prometheus={**OTHERS, "serviceAccount": {"namespace": "The.irs"}}),
            "prometheus.serviceAccount.namespace",
            "name of a namespace",
        ),
        (
            stack(cluster=ISSUER, prometheus={**OTHERS, "serviceAccount": {"name": "a_b"}}),
            "prometheus.serviceAccount.name",
            "name of a service account",
        ),
        (
            stack(
                cluster=ISSUER,
                prometheus={**OTHERS, "serviceAccount": {"namespace": "theirs"}},
                backends={"theirs": {"kind": "thanos"}},
            ),
            "backends.theirs",
            "is the namespace of prometheus.serviceAccount",
        ),
    ],
)
def test_what_contradicts_itself_is_told_with_the_way_out(values: dict[str, Any], key: str, says: str) -> None:
    found = problems(values)

    assert says in found[key]


def test_without_a_cluster_nobody_signs_in() -> None:
    values = stack({}, backends={"azure": {**MONITOR, "sidecar": True}})
    del values["cluster"]

    assert problems(values) == {
        "azure.signIn": "is of a cluster's Prometheus: needs the section cluster, or leave it out",
        "backends.azure.sidecar": "runs beside a cluster's Prometheus: needs the section cluster",
    }


def test_without_a_cluster_an_application_needs_no_secret_and_a_spokes_sidecar_is_told_of_once() -> None:
    backends = {"azure": {**MONITOR, "stack": "acme/metrics/hub", "sidecar": True}}
    values = stack(APPLICATION, backends=backends)
    del values["cluster"]

    assert problems(values).keys() == {"azure.signIn", "backends.azure"}


def test_a_store_of_its_own_takes_the_storage_class_of_the_cluster_whoever_installs_prometheus() -> None:
    assert check(
        stack(cluster={**ISSUER, "storageClass": "gp3"}, prometheus=OTHERS, backends={"t": {"kind": "thanos"}})
    )


NATIVE, BESIDE = {"azure": MONITOR}, {"azure": {**MONITOR, "sidecar": True}}


@pytest.mark.parametrize(
    ("backends", "keys"),
    [(NATIVE, {SECRET}), (BESIDE, {CERTIFICATE}), ({**NATIVE, "b": BESIDE["azure"]}, {SECRET, CERTIFICATE})],
)
def test_an_application_needs_what_it_signs_in_with_encrypted(backends: dict[str, Any], keys: set[str]) -> None:
    values = stack(APPLICATION, backends=backends)

    assert problems(values) == {key: f"is missing; set it with: pulumi config set --secret {key}" for key in keys}
    assert all("must be encrypted" in said for said in problems({**values, **dict.fromkeys(keys, "s")}).values())
    assert check({**values, **dict.fromkeys(keys, "s")}, keys).backends


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (stack(APPLICATION) | {SECRET: "s"}, CERTIFICATE),
        (stack(APPLICATION, backends=BESIDE) | {CERTIFICATE: "s"}, SECRET),
        (stack(cluster=ISSUER), SECRET),
        (stack(NODES, kind="aks", cluster={"resourceGroup": "rg"}), SECRET),
        (stack({**APPLICATION}, backends={"v": VENDOR}), SECRET),
    ],
)
def test_a_secret_that_nobody_signs_in_with_is_no_known_key(values: dict[str, Any], key: str) -> None:
    assert "is not a known key here" in problems({**values, key: "s"}, {SECRET, CERTIFICATE})[key]


@pytest.mark.parametrize(
    ("sign_in", "backends", "trusts"),
    [
        (None, NATIVE, True),
        (NODES, NATIVE, False),
        (NODES, {**NATIVE, "t": {"kind": "thanos"}}, True),
    ],
)
def test_a_cloud_is_asked_to_trust_tokens_where_somebody_signs_in_with_one(
    sign_in: Any, backends: dict[str, Any], trusts: bool
) -> None:
    config: StackConfig = check(stack(sign_in, kind="aks", cluster={"resourceGroup": "rg"}, backends=backends))

    assert config.is_keyless is trusts
