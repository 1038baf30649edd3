"""Where resources are, and how they are named and tagged."""

from tests.stack.clouds import NETWORK_REGION, REGION
from tests.stack.program import custom, declared
from tests.stack.stacks import AWS, AZURE, CLUSTERS, PRIVATE_LINK, VPC_ENDPOINT, stack

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
    azure = {**AZURE, "location": "francecentral", "resourceGroup": "rg-stores", "privateLink": PRIVATE_LINK}
    recorder = declared(stack("other", private=True, azure=azure))
    found = {
        (request.type.removeprefix("azure-native:"), request.name): recorder.inputs(request)
        for request in custom(recorder).values()
        if request.type.startswith("azure-native:")
    }

    groups = {i["resourceGroupName"] for (type_, _), i in found.items() if not type_.startswith("authorization:")}
    assert groups == {"rg-stores"}
    regions = {(type_, i["location"]) for (type_, _), i in found.items() if "location" in i}
    elsewhere = {**dict.fromkeys(GLOBAL, "global"), "network:PrivateEndpoint": NETWORK_REGION}
    assert regions == {(type_, elsewhere.get(type_, "francecentral")) for type_, _ in regions}


def test_everything_in_aws_is_in_its_region() -> None:
    aws = {**AWS, "region": "eu-central-1", "vpcEndpoint": VPC_ENDPOINT}
    recorder = declared(stack("other", private=True, only="amp", aws=aws))
    found = [
        recorder.inputs(r) for r in custom(recorder).values() if r.type.startswith(("aws:amp", "aws:ec2", "aws:vpc"))
    ]

    assert [inputs["region"] for inputs in found] == ["eu-central-1"] * len(found)
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
