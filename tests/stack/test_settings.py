"""What a stack file sets arrives where it is meant to: in Prometheus, in Thanos, in stores and on every volume."""

import json
from typing import Any

import pytest

from tests.recorder import Recorder
from tests.stack.clouds import REGION
from tests.stack.program import RELEASE, custom, declared, values
from tests.stack.stacks import AZURE, CLUSTERS, INGRESS, stack

STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
ISSUER = "kubernetes:cert-manager.io/v1:ClusterIssuer"
PROMETHEUS = {
    "replicas": 2,
    "retention": "3d",
    "storage": "100Gi",
    "scrapeInterval": "15s",
    "externalLabels": {"team": "sre"},
}
THANOS = {
    "kind": "thanos",
    "replicas": 5,
    "replicationFactor": 5,
    "storage": "70Gi",
    "redundancy": "GRS",
    "retention": {"raw": "11d", "fiveMinutes": "22d", "oneHour": "33d"},
}
UNTAGGED = {
    "azure-native:authorization:RoleAssignment",
    "azure-native:managedidentity:FederatedIdentityCredential",
    "azure-native:monitor:PrivateLinkScopedResource",
    "azure-native:network:PrivateDnsZoneGroup",
    "azure-native:storage:BlobContainer",
    "azure-native:storage:BlobServiceProperties",
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
    "aws:iam/rolePolicy:RolePolicy",
}
"""Types that have no tags in their clouds."""
GLOBAL = {"privatedns:PrivateZone", "privatedns:VirtualNetworkLink", "monitor:PrivateLinkScope"}
"""Types of Azure that are in no region."""


def claims(recorder: Recorder) -> dict[str, dict[str, Any]]:
    """What every volume is asked for, by who has it."""
    thanos = {
        name: inputs["spec"]["volumeClaimTemplates"][0]["spec"]
        for name, inputs in recorder.of_type(STATEFUL_SET).items()
    }
    spec = values(recorder)["prometheus"]["prometheusSpec"]
    return {**thanos, "prometheus": spec["storageSpec"]["volumeClaimTemplate"]["spec"]}


def arguments(recorder: Recorder, role: str) -> list[str]:
    """Command line of a role of Thanos."""
    kinds = (STATEFUL_SET, "kubernetes:apps/v1:Deployment")
    (found,) = (
        inputs["spec"]["template"]["spec"]["containers"][0]["args"]
        for kind in kinds
        for name, inputs in recorder.of_type(kind).items()
        if name.startswith(f"thanos-{role}-") and name.removeprefix(f"thanos-{role}-") in ("stateful-set", "deployment")
    )
    return found


def test_prometheus_scrapes_and_keeps_as_the_stack_file_says() -> None:
    spec = values(declared(stack("eks", only="amp", prometheus=PROMETHEUS)))["prometheus"]["prometheusSpec"]

    assert spec["replicas"] == 2
    assert spec["retention"] == "3d"
    assert (spec["scrapeInterval"], spec["evaluationInterval"]) == ("15s", "15s")
    assert spec["externalLabels"] == {"cluster": "c-eks", "environment": "dev", "team": "sre"}
    assert spec["retentionSize"] == f"{100 * 1024 * 80 // 100}MB"


def test_thanos_replicates_and_keeps_as_the_stack_file_says() -> None:
    recorder = declared(stack(only="thanos", backends={"thanos": THANOS}))
    rings = json.loads(
        recorder.of_type("kubernetes:core/v1:ConfigMap")["thanos-receive-router-hashrings"]["data"]["hashrings.json"]
    )

    assert recorder.of_type(STATEFUL_SET)["thanos-receive-ingestor-stateful-set"]["spec"]["replicas"] == 5
    assert len(rings[0]["endpoints"]) == 5
    assert "--receive.replication-factor=5" in arguments(recorder, "receive-router")
    assert [argument for argument in arguments(recorder, "compact") if argument.startswith("--retention.")] == [
        "--retention.resolution-raw=11d",
        "--retention.resolution-5m=22d",
        "--retention.resolution-1h=33d",
    ]
    assert recorder.one("azure-native:storage:StorageAccount")["sku"] == {"name": "Standard_GRS"}


def test_amp_keeps_samples_as_long_as_the_stack_file_says() -> None:
    recorder = declared(stack("eks", only="amp", backends={"amp": {"kind": "amp", "retentionDays": 400}}))

    assert recorder.one("aws:amp/workspaceConfiguration:WorkspaceConfiguration")["retentionPeriodInDays"] == 400


@pytest.mark.parametrize("storage_class", [None, "fast"])
def test_every_volume_has_its_size_and_the_class_of_the_stack_file(storage_class: str | None) -> None:
    said = {"storageClass": storage_class} if storage_class else {}
    cluster = {**CLUSTERS["aks"], **said}
    recorder = declared(stack(only="thanos", cluster=cluster, prometheus=PROMETHEUS, backends={"thanos": THANOS}))

    found = claims(recorder)
    sizes = {name: claim["resources"]["requests"]["storage"] for name, claim in found.items()}
    assert len(sizes) == 4
    assert sizes == {**dict.fromkeys(sizes, "70Gi"), "prometheus": "100Gi"}
    assert [claim.get("storageClassName") for claim in found.values()] == [storage_class] * 4


def test_everything_that_can_be_tagged_is() -> None:
    recorder = declared(stack("other", private=True, tags={"team": "sre"}))
    tags = {
        (request.type, request.name): recorder.inputs(request).get("tags")
        for request in custom(recorder).values()
        if request.type.startswith(("azure-native:", "aws:"))
    }

    assert {type_ for (type_, _), found in tags.items() if found is None} == UNTAGGED
    expected = {"environment": "prod", "managed-by": "prometheus-stack", "team": "sre"}
    assert [name for name, found in tags.items() if found not in (None, expected)] == []


def test_everything_in_azure_is_in_its_group_and_region() -> None:
    recorder = declared(stack("other", private=True))
    found = {
        request.type.removeprefix("azure-native:"): recorder.inputs(request)
        for request in custom(recorder).values()
        if request.type.startswith("azure-native:")
    }

    groups = {inputs["resourceGroupName"] for type_, inputs in found.items() if not type_.startswith("authorization:")}
    assert groups == {AZURE["resourceGroup"]}
    regions = {type_: inputs["location"] for type_, inputs in found.items() if "location" in inputs}
    elsewhere = {**dict.fromkeys(GLOBAL, "global"), "network:PrivateEndpoint": "northeurope"}
    assert regions == {**dict.fromkeys(regions, AZURE["location"]), **elsewhere}


def test_everything_in_aws_is_in_its_region() -> None:
    recorder = declared(stack("other", private=True, only="amp"))
    found = [
        recorder.inputs(r) for r in custom(recorder).values() if r.type.startswith(("aws:amp", "aws:ec2", "aws:vpc"))
    ]

    assert [inputs["region"] for inputs in found] == [REGION] * len(found)
    assert len(found) == 6


def test_what_is_made_is_named_after_the_cluster() -> None:
    recorder = declared(stack("other", private=True))
    identities = recorder.of_type("azure-native:managedidentity:UserAssignedIdentity").values()

    assert {inputs["resourceName"] for inputs in identities} == {"c-other-prometheus", "c-other-thanos-blobs"}
    assert recorder.one("azure-native:monitor:AzureMonitorWorkspace")["azureMonitorWorkspaceName"] == "c-other-azure"
    assert recorder.one("azure-native:monitor:PrivateLinkScope")["scopeName"] == "c-other-monitor"
    assert recorder.one("aws:amp/workspace:Workspace")["alias"] == "c-other-amp"
    assert recorder.one("aws:iam/role:Role")["name"] == f"c-other-{REGION}-prometheus"


def test_storage_accounts_of_two_clusters_or_groups_do_not_meet() -> None:
    others = [
        {},
        {"cluster": {**CLUSTERS["aks"], "name": "c-two"}},
        {"azure": {**AZURE, "resourceGroup": "rg-two"}},
        {"azure": {**AZURE, "subscriptionId": AZURE["tenantId"]}},
        {"backends": {"thanos-two": {"kind": "thanos"}}},
    ]
    accounts = [
        declared(stack(only="thanos", **other)).one("azure-native:storage:StorageAccount")["accountName"]
        for other in others
    ]

    assert len(set(accounts)) == len(others)


def test_thanos_is_reached_under_the_domain_with_a_certificate_of_the_authority() -> None:
    said = {**INGRESS, "acmeServer": "https://acme.example.com/directory"}
    recorder = declared(stack(only="thanos", ingress=said))
    hosts = {
        name: [rule["host"] for rule in inputs["spec"]["rules"]]
        for name, inputs in recorder.of_type("kubernetes:networking.k8s.io/v1:Ingress").items()
    }

    assert hosts == {
        "thanos-ingress-receive": ["receive.thanos.obs.example.com"],
        "thanos-ingress-query": ["query.thanos.obs.example.com"],
    }
    acme = recorder.one(ISSUER)["spec"]["acme"]
    assert (acme["email"], acme["server"]) == (INGRESS["email"], "https://acme.example.com/directory")
    assert RELEASE in {request.type for request in custom(recorder).values()}
