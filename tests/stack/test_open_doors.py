"""A network whose stores keep their public doors for a while: everything private is there, and nothing is closed."""

from typing import Any

import pytest

from tests.recorder import plain
from tests.stack.program import declared
from tests.stack.stacks import AZURE, PRIVATE_LINK, stack
from tests.stack.test_network import MEMBER, connections

STORES: dict[str, dict[str, Any]] = {"azure": {"kind": "azure-monitor"}, "thanos": {"kind": "thanos"}}
ACCESS = {
    "azure-native:monitor:AzureMonitorWorkspace": lambda made: made["publicNetworkAccess"],
    "azure-native:monitor:DataCollectionEndpoint": lambda made: made["networkAcls"]["publicNetworkAccess"],
    "azure-native:operationalinsights:Workspace": lambda made: made["publicNetworkAccessForIngestion"],
    "azure-native:storage:StorageAccount": lambda made: made["publicNetworkAccess"],
}


@pytest.mark.parametrize(("said", "access"), [("open", "Enabled"), ("closed", "Disabled")])
def test_only_public_doors_differ(said: str, access: str) -> None:
    link = {**PRIVATE_LINK, "publicAccess": said}
    azure = {**AZURE, "privateLink": link, "collection": {"metrics": "azure", "containerInsights": {}}}
    recorder = declared(stack(only="thanos", ingress=None, azure=azure, backends=STORES))

    found = {read(made) for type_, read in ACCESS.items() for made in recorder.of_type(type_).values()}
    assert found == {access}
    assert all(recorder.of_type(type_) for type_ in ACCESS)
    assert len(recorder.of_type(MEMBER)) == 5
    assert {group for _, group in connections(recorder).values()} == {"azuremonitor", "prometheusMetrics", "blob"}
    assert plain(recorder.exports["egress"]) == ["login.microsoftonline.com"]
    told = [one for one in recorder.warnings if one.startswith("azure.privateLink.publicAccess")]
    assert bool(told) == (said == "open")


@pytest.mark.parametrize(("said", "access"), [("open", "public"), ("closed", "private")])
def test_other_stacks_are_told_who_may_send_samples(said: str, access: str) -> None:
    azure = {**AZURE, "privateLink": {**PRIVATE_LINK, "publicAccess": said}}
    recorder = declared(stack(only="azure", azure=azure))

    assert plain(recorder.exports["endpoints"])["azure"]["writeAccess"] == access
