"""What stores are called: after the stack file's `name`, its cluster, or the stack."""

from typing import Any

from tests.stack.program import declared
from tests.stack.stacks import CLUSTERS, hub, stack

NAMES = {
    "azure-native:monitor:AzureMonitorWorkspace": "azureMonitorWorkspaceName",
    "azure-native:monitor:DataCollectionRule": "dataCollectionRuleName",
    "azure-native:monitor:PrivateLinkScope": "scopeName",
    "aws:amp/workspace:Workspace": "alias",
}


def names(config: dict[str, Any]) -> set[str]:
    recorder = declared(config)
    return {one[key] for type_, key in NAMES.items() for one in recorder.of_type(type_).values()}


def test_a_store_keeps_its_name_when_its_stack_gets_a_cluster_and_says_so() -> None:
    before = names(hub(private=True))

    assert before == {"test-azure", "test-monitor", "test-amp"}
    assert names(hub(private=True, cluster=CLUSTERS["other"], name="test")) == before
    assert names(hub(private=True, cluster=CLUSTERS["other"])) == {"c-other-azure", "c-other-monitor", "c-other-amp"}


def test_blobs_and_who_may_write_them_are_called_after_the_stack_files_name() -> None:
    unnamed, named = declared(stack(only="thanos")), declared(stack(only="thanos", name="metrics"))
    account, identity = "azure-native:storage:StorageAccount", "azure-native:managedidentity:UserAssignedIdentity"

    assert unnamed.one(account)["accountName"] != named.one(account)["accountName"]
    assert named.one(identity)["resourceName"] == "metrics-thanos-blobs"
