"""What Azure's own agent collects by in an AKS cluster: rules, endpoints, a workspace of logs, associations."""

from typing import Any

import pulumi
import pytest

from components.azure.aks_monitoring import MonitoredCluster, monitored_cluster
from components.azure.cluster_associations import ClusterAssociations
from components.azure.collection_endpoint import CollectionEndpoint
from components.azure.container_insights import ContainerInsights
from components.azure.log_workspace import LogWorkspace
from components.azure.metrics_collection import MetricsCollection
from tests.recorder import Recorder, record
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for
from tests.unit.test_azure_private_link import ENDPOINT, MEMBER, monitor_private_link

DCE = "azure-native:monitor:DataCollectionEndpoint"
WAYS = {DCE: {way: {"endpoint": "https://example.com"} for way in ("configurationAccess", "metricsIngestion")}}
RULE = "azure-native:monitor:DataCollectionRule"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
LOGS = "azure-native:operationalinsights:Workspace"
LOOK_UP = "azure-native:containerservice:getManagedCluster"
CLUSTER_ID = "/subscriptions/s/resourceGroups/rg-aks/providers/Microsoft.ContainerService/managedClusters/prod"
PLACE: dict[str, Any] = {"resource_group": "rg", "location": "northeurope", "tags": {"team": "sre"}}
CONFIGURED = {"configuration_endpoint_id": "/dce"}


def endpoint(private: bool = False) -> None:
    args: Any = {**PLACE, "endpoint_name": "MSProm-n", "private": private}
    CollectionEndpoint("agent", args)


def metrics() -> None:
    args: Any = {**PLACE, "rule_name": "MSProm-n", "data_collection_endpoint_id": "/dce", "workspace_id": "/w"}
    MetricsCollection("agent", args)


def insights(**more: Any) -> None:
    args: Any = {**PLACE, "rule_name": "MSCI-n", "workspace_id": "/w", "interval": "5m", "namespaces": [], **more}
    ContainerInsights("agent", args)


def workspace(private: bool = True) -> None:
    args: Any = {**PLACE, "workspace_name": "prod-logs", "retention_days": 90, "private": private}
    LogWorkspace("logs", args)


def associations(**more: Any) -> ClusterAssociations:
    rules = {
        "metrics": {"association_name": "MSProm-w-prod", "rule_id": "/metrics"},
        "logs": {"association_name": "ContainerInsightsExtension", "rule_id": "/logs"},
    }
    args: Any = {"cluster_id": CLUSTER_ID, "rules": rules, **more}
    return ClusterAssociations("agent", args)


@pytest.mark.parametrize(("private", "access"), [(True, "Disabled"), (False, "Enabled")])
def test_an_endpoint_of_the_agent_is_closed_where_it_is_private(private: bool, access: str) -> None:
    made = record(lambda: endpoint(private), WAYS).one(DCE)

    assert made["networkAcls"] == {"publicNetworkAccess": access}
    assert (made["dataCollectionEndpointName"], made["kind"]) == ("MSProm-n", "Linux")
    assert (made["resourceGroupName"], made["location"], made["tags"]) == ("rg", "northeurope", {"team": "sre"})


def test_metrics_of_the_agent_go_through_their_endpoint_to_the_workspace() -> None:
    rule = record(metrics).one(RULE)

    (source,) = rule["dataSources"]["prometheusForwarder"]
    (account,) = rule["destinations"]["monitoringAccounts"]
    assert (rule["kind"], rule["dataCollectionEndpointId"]) == ("Linux", "/dce")
    assert source["streams"] == ["Microsoft-PrometheusMetrics"]
    assert account["accountResourceId"] == "/w"
    assert rule["dataFlows"] == [{"streams": source["streams"], "destinations": [account["name"]]}]
    assert (rule["dataCollectionRuleName"], rule["resourceGroupName"], rule["location"]) == (
        "MSProm-n",
        "rg",
        "northeurope",
    )
    assert rule["tags"] == {"team": "sre"}


def test_logs_of_containers_go_to_the_workspace_of_logs() -> None:
    rule = record(insights).one(RULE)

    (source,) = rule["dataSources"]["extensions"]
    (destination,) = rule["destinations"]["logAnalytics"]
    assert source["extensionName"] == "ContainerInsights"
    assert source["streams"] == ["Microsoft-ContainerInsights-Group-Default"]
    assert destination["workspaceResourceId"] == "/w"
    assert rule["dataFlows"] == [{"streams": source["streams"], "destinations": [destination["name"]]}]
    assert (rule["kind"], rule["dataCollectionRuleName"], rule["location"]) == ("Linux", "MSCI-n", "northeurope")
    assert (rule["resourceGroupName"], rule["tags"]) == ("rg", {"team": "sre"})
    assert "dataCollectionEndpointId" not in rule


def test_in_private_the_rule_of_logs_has_an_endpoint() -> None:
    assert record(lambda: insights(data_collection_endpoint_id="/dce")).one(RULE)["dataCollectionEndpointId"] == "/dce"


@pytest.mark.parametrize(
    ("namespaces", "filtering"),
    [
        ([], {"namespaceFilteringMode": "Off"}),
        (["shop"], {"namespaceFilteringMode": "Include", "namespaces": ["shop"]}),
    ],
)
def test_inventory_is_that_of_the_namespaces_that_are_named_or_of_all(
    namespaces: list[str], filtering: dict[str, Any]
) -> None:
    (source,) = record(lambda: insights(namespaces=namespaces)).one(RULE)["dataSources"]["extensions"]

    assert source["extensionSettings"] == {
        "dataCollectionSettings": {"interval": "5m", **filtering, "enableContainerLogV2": True}
    }


@pytest.mark.parametrize(("private", "access"), [(True, "Disabled"), (False, "Enabled")])
def test_a_workspace_of_logs_takes_no_keys_and_in_private_nothing_from_the_internet(private: bool, access: str) -> None:
    made = record(lambda: workspace(private)).one(LOGS)

    assert made["features"] == {"disableLocalAuth": True}
    assert made["publicNetworkAccessForIngestion"] == access
    assert made["publicNetworkAccessForQuery"] == "Enabled", "the portal asks through Azure Resource Manager"
    assert (made["sku"], made["retentionInDays"]) == ({"name": "PerGB2018"}, 90)
    assert (made["workspaceName"], made["resourceGroupName"], made["location"]) == ("prod-logs", "rg", "northeurope")
    assert made["tags"] == {"team": "sre"}


def test_a_cluster_is_associated_with_every_rule_and_with_the_one_endpoint() -> None:
    made = record(lambda: associations(**CONFIGURED) and None).of_type(ASSOCIATION)

    assert {one["resourceUri"] for one in made.values()} == {CLUSTER_ID}
    targets = {
        one["associationName"]: (one.get("dataCollectionRuleId"), one.get("dataCollectionEndpointId"))
        for one in made.values()
    }
    assert targets == {
        "configurationAccessEndpoint": (None, "/dce"),
        "MSProm-w-prod": ("/metrics", None),
        "ContainerInsightsExtension": ("/logs", None),
    }


def test_without_an_endpoint_of_its_own_a_cluster_has_rules_only() -> None:
    assert set(record(lambda: associations() and None).of_type(ASSOCIATION)) == {"agent-metrics", "agent-logs"}


def test_nothing_collects_before_its_way_is_there_and_its_configuration_can_be_fetched() -> None:
    def program() -> None:
        way = pulumi.CustomResource("test:index:Way", "way", {})
        made = associations(**CONFIGURED, ready=[way.id])
        Consumer({"ready": made.associated})

    recorder = record(program, WAYS)
    configured = waits_for(recorder, ASSOCIATION, "agent-configuration", "dataCollectionEndpointId")
    assert configured == {"way"}
    for rule in ("metrics", "logs"):
        waits = waits_for(recorder, ASSOCIATION, f"agent-{rule}", "dataCollectionRuleId")
        assert waits == {"way", "agent-configuration"}
    assert waits_for(recorder, "test:index:Consumer", "consumer", "ready") >= {"agent-metrics", "agent-logs"}


def test_what_replaces_something_of_the_agent_is_there_before_it_goes() -> None:
    def program() -> None:
        endpoint()
        metrics()
        workspace()
        associations(**CONFIGURED)

    made = [
        one
        for one in record(program, WAYS).requests.values()
        if one.type in (DCE, RULE, LOGS, ASSOCIATION) and one.custom
    ]
    assert len(made) == 6
    assert {(one.deleteBeforeReplaceDefined, one.deleteBeforeReplace) for one in made} == {(True, False)}


def test_a_scope_holds_other_members_before_its_endpoint_is_made() -> None:
    other = {"member_name": "MSProm-n", "resource_id": "/dce-agent"}
    recorder = record(lambda: monitor_private_link(members={"metrics": other}) and None)

    member = recorder.of_type(MEMBER)["link-member-metrics"]
    assert (member["name"], member["linkedResourceId"]) == ("MSProm-n", "/dce-agent")
    assert (member["scopeName"], member["resourceGroupName"]) == ("link-scope", "rg")
    waits = waits_for(recorder, ENDPOINT, "link-ingestion-ampls-endpoint", "privateLinkServiceConnections")
    assert "link-member-metrics" in waits
    request = recorder.request(MEMBER, "link-member-metrics")
    assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (True, False)


def test_a_scope_may_hold_nothing_but_other_members() -> None:
    other = {"member_name": "logs", "resource_id": "/logs"}
    recorder = record(lambda: monitor_private_link(workspaces={}, members={"logs": other}) and None)

    assert set(recorder.of_type(MEMBER)) == {"link-member-logs"}
    assert set(recorder.of_type(ENDPOINT)) == {"link-ingestion-ampls-endpoint"}


def looked_up(**answer: Any) -> MonitoredCluster:
    found: list[MonitoredCluster] = []

    def program() -> None:
        options = pulumi.InvokeOptions()
        found.append(monitored_cluster(resource_group="rg-aks", cluster_name="prod", opts=options))

    record(program, calls={LOOK_UP: {"id": CLUSTER_ID, "location": "West Europe", **answer}})
    return found[0]


def omsagent(enabled: bool = True, **config: str) -> dict[str, Any]:
    return {"enabled": enabled, "config": config, "identity": {}}


@pytest.mark.parametrize(
    ("answer", "metrics_on"),
    [
        ({}, False),
        ({"azureMonitorProfile": {}}, False),
        ({"azureMonitorProfile": {"metrics": {"enabled": False}}}, False),
        ({"azureMonitorProfile": {"metrics": {"enabled": True}}}, True),
    ],
)
def test_whether_managed_prometheus_is_on_is_looked_up(answer: dict[str, Any], metrics_on: bool) -> None:
    found = looked_up(**answer)

    assert (found.cluster_id, found.location, found.metrics_on) == (CLUSTER_ID, "westeurope", metrics_on)


@pytest.mark.parametrize(
    ("profiles", "on", "by_identity"),
    [
        (None, False, False),
        ({"azurepolicy": {"enabled": True, "identity": {}}}, False, False),
        ({"omsagent": omsagent(False, useAADAuth="true")}, False, True),
        ({"omsagent": omsagent(useAADAuth="true")}, True, True),
        ({"omsAgent": omsagent(useaadauth="True")}, True, True),
        ({"omsagent": omsagent(useAADAuth="false")}, True, False),
        ({"omsagent": omsagent()}, True, False),
    ],
)
def test_whether_container_insights_is_on_and_signs_in_without_keys_is_looked_up(
    profiles: Any, on: bool, by_identity: bool
) -> None:
    found = looked_up(addonProfiles=profiles)

    assert (found.logs_on, found.logs_by_identity) == (on, by_identity)


def test_a_command_turns_one_add_on_on_and_touches_no_other() -> None:
    new, old = looked_up(), looked_up(azureMonitorProfile={}, addonProfiles={})
    begin = f"az resource update --ids {CLUSTER_ID} --set properties."
    logs = '{"enabled":true,"config":{"logAnalyticsWorkspaceResourceID":"/w","useAADAuth":"true"}}'

    assert new.metrics_command() == begin + """azureMonitorProfile='{"metrics":{"enabled":true}}'"""
    assert old.metrics_command() == begin + """azureMonitorProfile.metrics='{"enabled":true}'"""
    assert new.logs_command("/w") == f"{begin}addonProfiles='{{\"omsagent\":{logs}}}'"
    assert old.logs_command("/w") == f"{begin}addonProfiles.omsagent='{logs}'"


def test_the_components_keep_the_rules() -> None:
    kept: list[tuple[Recorder, type[pulumi.ComponentResource], str]] = [
        (record(endpoint, WAYS), CollectionEndpoint, "agent"),
        (record(metrics), MetricsCollection, "agent"),
        (record(insights), ContainerInsights, "agent"),
        (record(workspace, {LOGS: {"customerId": "c"}}), LogWorkspace, "logs"),
        (record(lambda: associations(**CONFIGURED) and None), ClusterAssociations, "agent"),
    ]
    for recorder, component, name in kept:
        assert_component_rules(recorder, component, name)
