"""The way into somebody else's workspace, and what a workspace that exists already tells."""

from typing import Any

import pulumi
import pytest

from components.azure.data_collection import DataCollection
from components.azure.existing_workspace import existing_workspace
from components.azure.monitor_private_link import MonitorPrivateLink, PrivateLinkError
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.azure.private_zones import MONITOR_ZONES
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for
from tests.unit.test_azure_monitor_workspace import COLLECTION_ENDPOINT, RULE, WORKSPACE, outputs
from tests.unit.test_azure_private_link import ENDPOINT, MEMBER, RECORDS

THEIRS = "/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Monitor/accounts/metrics"
LOOK_UP = "azure-native:monitor:getAzureMonitorWorkspace"


def collection(**more: Any) -> DataCollection:
    args: Any = {
        "resource_group": "rg",
        "location": "northeurope",
        "collection_name": "edge-azure",
        "workspace_id": THEIRS,
        "private": False,
        "tags": {"team": "sre"},
        **more,
    }
    return DataCollection("azure-collection", args)


def collected(**more: Any) -> Recorder:
    return record(lambda: collection(**more) and None, outputs())


def test_samples_are_led_to_the_workspace_wherever_it_is() -> None:
    recorder = collected()
    endpoint, rule = recorder.one(COLLECTION_ENDPOINT), recorder.one(RULE)

    (account,) = rule["destinations"]["monitoringAccounts"]
    assert account["accountResourceId"] == THEIRS
    assert rule["dataFlows"] == [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": [account["name"]]}]
    assert rule["dataCollectionEndpointId"] == "azure-collection-endpoint-id"
    for one in (endpoint, rule):
        assert (one["resourceGroupName"], one["location"], one["tags"]) == ("rg", "northeurope", {"team": "sre"})
    assert recorder.of_type(WORKSPACE) == {}


def test_the_url_names_endpoint_rule_and_stream() -> None:
    found: list[str] = []
    record(lambda: value_of(collection().write_url, found), outputs("/"))

    assert found == [
        "https://dce-x1y2.westeurope-1.metrics/dataCollectionRules/dcr-0123/streams/Microsoft-PrometheusMetrics"
        "/api/v1/write?api-version=2023-04-24"
    ]


@pytest.mark.parametrize(("private", "access"), [(True, "Disabled"), (False, "Enabled")])
def test_a_private_way_takes_samples_through_a_scope_only(private: bool, access: str) -> None:
    assert collected(private=private).one(COLLECTION_ENDPOINT)["networkAcls"]["publicNetworkAccess"] == access


def test_both_have_one_name_that_azure_takes() -> None:
    recorder = collected(collection_name="c" * 80)

    assert (
        recorder.one(COLLECTION_ENDPOINT)["dataCollectionEndpointName"] == recorder.one(RULE)["dataCollectionRuleName"]
    )
    assert len(recorder.one(RULE)["dataCollectionRuleName"]) == 44


def old_urns(recorder: Recorder, type_: str, name: str) -> set[tuple[str, str]]:
    """Other names and parents under which a resource may be in the stack's state."""
    aliases = [alias.spec for alias in recorder.request(type_, name).aliases]
    return {(alias.name, alias.parentUrn) for alias in aliases if alias.name or alias.parentUrn}


def test_what_version_0_1_0_has_made_is_taken_over() -> None:
    def program() -> None:
        AzureMonitorWorkspace(
            "azure",
            {
                "resource_group": "rg",
                "location": "westeurope",
                "tenant_id": "t",
                "workspace_name": "metrics",
                "private": False,
            },
        )

    recorder = record(program, outputs())
    was = "urn:pulumi:test::prometheus-stack::prometheus-stack:index:AzureMonitorWorkspace::azure"

    assert old_urns(recorder, COLLECTION_ENDPOINT, "azure-collection-endpoint") == {("azure-endpoint", was)}
    assert old_urns(recorder, RULE, "azure-collection-rule") == {("azure-rule", was)}


def test_a_way_into_somebody_elses_workspace_was_never_anything_else() -> None:
    recorder = collected()

    assert not old_urns(recorder, COLLECTION_ENDPOINT, "azure-collection-endpoint")
    assert not old_urns(recorder, RULE, "azure-collection-rule")


def looked_up(answer: dict[str, Any]) -> tuple[Any, Recorder]:
    found: list[Any] = []
    recorder = record(
        lambda: found.append(
            existing_workspace(THEIRS, tenant_id="tenant", cloud="AzurePublic", opts=pulumi.InvokeOptions())
        ),
        calls={LOOK_UP: answer},
    )
    return found[0], recorder


def test_an_existing_workspace_tells_its_region_and_query_url_as_others_spell_them() -> None:
    found, recorder = looked_up(
        {
            "id": THEIRS,
            "location": "North Europe",
            "metrics": {"prometheusQueryEndpoint": "https://metrics-x1.northeurope.prometheus.monitor.azure.com/"},
        }
    )

    assert found == {
        "kind": "azure-monitor",
        "query_url": "https://metrics-x1.northeurope.prometheus.monitor.azure.com",
        "query_host": "metrics-x1.northeurope.prometheus.monitor.azure.com",
        "workspace_id": THEIRS,
        "location": "northeurope",
        "tenant_id": "tenant",
        "cloud": "AzurePublic",
        "built_by": "",
    }
    (asked,) = recorder.invokes
    assert dict(asked.args) == {"resourceGroupName": "rg-hub", "azureMonitorWorkspaceName": "metrics"}


def test_a_workspace_that_is_not_there_is_an_error() -> None:
    def missing(_: Any) -> dict[str, Any]:
        raise LookupError("no such workspace")

    with pytest.raises(Exception, match="no such workspace"):
        record(
            lambda: (
                existing_workspace(THEIRS, tenant_id="t", cloud="AzurePublic", opts=pulumi.InvokeOptions()) and None
            ),
            calls={LOOK_UP: missing},
        )


def private_link(**workspaces: dict[str, str]) -> MonitorPrivateLink:
    args: Any = {
        "resource_group": "rg",
        "location": "northeurope",
        "subnet_id": "/subnet",
        "workspaces": workspaces,
        "zone_ids": {zone: f"/zones/{zone}" for zone in MONITOR_ZONES},
        "workspace_location": "westeurope",
        "scope_name": "ampls",
    }
    return MonitorPrivateLink("link", args)


def test_what_is_not_queried_has_no_endpoint_and_needs_no_query_zone() -> None:
    theirs = {"data_collection_endpoint_id": "/dce-theirs"}
    recorder = record(lambda: Consumer({"ready": private_link(theirs=theirs).ready}) and None)

    assert [member["linkedResourceId"] for member in recorder.of_type(MEMBER).values()] == ["/dce-theirs"]
    assert set(recorder.of_type(ENDPOINT)) == {"link-ingestion-ampls-endpoint"}
    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") >= set(recorder.of_type(RECORDS))


def test_one_that_is_queried_needs_the_zone_whoever_is_beside_it() -> None:
    theirs, own = {"data_collection_endpoint_id": "/dce"}, {"data_collection_endpoint_id": "/d", "workspace_id": "/ws"}

    with pytest.raises(PrivateLinkError, match=r"lacks privatelink\.westeurope\.prometheus"):
        record(lambda: private_link(theirs=theirs, own=own) and None)


def test_the_component_keeps_the_rules() -> None:
    assert_component_rules(collected(), DataCollection, "azure-collection")
