from typing import Any

import pytest

from components.azure.monitor_workspace import AzureMonitorWorkspace
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import assert_component_rules

WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
COLLECTION_ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"


def outputs(slash: str = "") -> dict[str, dict[str, Any]]:
    return {
        WORKSPACE: {
            "metrics": {"prometheusQueryEndpoint": f"https://ws.westeurope.prometheus.monitor.azure.com{slash}"}
        },
        COLLECTION_ENDPOINT: {"metricsIngestion": {"endpoint": f"https://dce-x1y2.westeurope-1.metrics{slash}"}},
        RULE: {"immutableId": "dcr-0123"},
    }


def build(*, private: bool = False, workspace_name: str = "metrics-prod") -> AzureMonitorWorkspace:
    return AzureMonitorWorkspace(
        "azure",
        {
            "resource_group": "rg",
            "location": "westeurope",
            "tenant_id": "tenant",
            "workspace_name": workspace_name,
            "private": private,
            "tags": {"team": "sre"},
        },
    )


def built(*, private: bool = False, workspace_name: str = "metrics-prod") -> Recorder:
    return record(lambda: build(private=private, workspace_name=workspace_name) and None, outputs())


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_urls_have_no_double_slash(slash: str) -> None:
    found: list[str] = []

    def program() -> None:
        workspace = build()
        value_of(workspace.write_url, found)
        value_of(workspace.query_url, found)

    record(program, outputs(slash))
    assert sorted(found) == [
        "https://dce-x1y2.westeurope-1.metrics/dataCollectionRules/dcr-0123/streams/Microsoft-PrometheusMetrics"
        "/api/v1/write?api-version=2023-04-24",
        "https://ws.westeurope.prometheus.monitor.azure.com",
    ]


@pytest.mark.parametrize(("private", "access"), [(True, "Disabled"), (False, "Enabled")])
def test_private_closes_queries_and_samples_alike(private: bool, access: str) -> None:
    recorder = built(private=private)
    assert recorder.one(WORKSPACE)["publicNetworkAccess"] == access
    assert recorder.one(COLLECTION_ENDPOINT)["networkAcls"]["publicNetworkAccess"] == access


def test_the_rule_leads_from_its_own_endpoint_to_the_workspace() -> None:
    rule = built().one(RULE)
    account = rule["destinations"]["monitoringAccounts"][0]
    assert rule["dataCollectionEndpointId"] == "azure-collection-endpoint-id"
    assert account["accountResourceId"] == "azure-workspace-id"
    assert rule["dataFlows"] == [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": [account["name"]]}]


def test_a_long_workspace_name_is_cut_for_the_endpoint_and_rule_only() -> None:
    name = "metrics-" + "x" * 50
    recorder = built(workspace_name=name)
    assert recorder.one(WORKSPACE)["azureMonitorWorkspaceName"] == name
    assert len(recorder.one(COLLECTION_ENDPOINT)["dataCollectionEndpointName"]) == 44
    assert len(recorder.one(RULE)["dataCollectionRuleName"]) <= 64


def test_a_way_that_led_into_somebody_elses_workspace_is_taken_over() -> None:
    collection = built().request("prometheus-stack:index:DataCollection", "azure-collection")
    assert [alias.spec.noParent for alias in collection.aliases] == [True]


def test_endpoint_and_rule_of_version_0_1_0_are_taken_over() -> None:
    recorder = built()
    was = "urn:pulumi:test::prometheus-stack::prometheus-stack:index:AzureMonitorWorkspace::azure"
    for type_, role in ((COLLECTION_ENDPOINT, "endpoint"), (RULE, "rule")):
        aliases = {(a.spec.parentUrn, a.spec.name) for a in recorder.request(type_, f"azure-collection-{role}").aliases}
        assert (was, f"azure-{role}") in aliases


def test_everything_is_tagged_and_in_one_place() -> None:
    recorder = built()
    for type_ in (WORKSPACE, COLLECTION_ENDPOINT, RULE):
        resource = recorder.one(type_)
        assert (resource["resourceGroupName"], resource["location"], resource["tags"]) == (
            "rg",
            "westeurope",
            {"team": "sre"},
        )


def test_the_endpoint_names_the_workspace_to_read_and_the_rule_to_write() -> None:
    found: list[dict[str, str]] = []
    record(lambda: value_of(build().endpoint, found), outputs())
    assert found[0]["kind"] == "azure-monitor"
    assert found[0]["workspace_id"] == "azure-workspace-id"
    assert found[0]["data_collection_rule_id"] == "azure-collection-rule-id"


def test_an_endpoint_without_metrics_ingestion_is_an_error() -> None:
    with pytest.raises(Exception, match="no metrics ingestion"):
        record(lambda: build() and None, {**outputs(), COLLECTION_ENDPOINT: {}})


def test_the_component_keeps_the_rules() -> None:
    assert_component_rules(built(), AzureMonitorWorkspace, "azure")


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (WORKSPACE, "azure-workspace"),
        (COLLECTION_ENDPOINT, "azure-collection-endpoint"),
        (RULE, "azure-collection-rule"),
    ],
)
def test_each_is_there_before_the_one_that_it_replaces_goes(type_: str, name: str) -> None:
    # Azure's provider deletes first what bears a given name.
    for request in (built(private=True).request(type_, name), built().request(type_, name)):
        assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (True, False)
