"""What Azure's own agent collects in the stack's AKS cluster, wired: from what is said to its associations."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from components.azure.private_zones import MONITOR_ZONES
from stack.config.stack_config import ConfigError
from tests.recorder import Recorder
from tests.stack import clouds
from tests.stack.files import declared_with_others
from tests.stack.program import Config, declared
from tests.stack.stacks import AZURE, CLUSTERS, EXISTING, PRIVATE_LINK, SHARED, stack

DCE = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
LOGS = "azure-native:operationalinsights:Workspace"
MEMBER = "azure-native:monitor:PrivateLinkScopedResource"
LINK = "azure-native:privatedns:VirtualNetworkLink"
ZONE = "azure-native:privatedns:PrivateZone"
WORKSPACE_TYPE = "azure-native:monitor:AzureMonitorWorkspace"
REMOTE_WRITE = {"central": {"kind": "remote-write", "url": "https://metrics.example.com/push"}}
CLUSTER_ID = f"/subscriptions/{clouds.SUBSCRIPTION}/resourceGroups/rg-aks/providers/Microsoft.ContainerService"
BOTH = {"metrics": "azure", "containerInsights": {}}


def collecting(collection: Mapping[str, Any], *, private: bool = False, **changes: Any) -> Config:
    """A stack with one workspace, on AKS; `azure`: more of that section."""
    azure = {**AZURE, **({"privateLink": PRIVATE_LINK} if private else {}), **changes.pop("azure", {})}
    return stack(only="azure", azure={**azure, "collection": dict(collection)}, **changes)


def access(recorder: Recorder) -> dict[str, str]:
    """Whether each endpoint takes data from the internet."""
    return {name: one["networkAcls"]["publicNetworkAccess"] for name, one in recorder.of_type(DCE).items()}


def associated(recorder: Recorder) -> dict[str, str]:
    """What the cluster is associated with, by the name of the association."""
    return {
        one["associationName"]: (one.get("dataCollectionRuleId") or one["dataCollectionEndpointId"]).rsplit("/", 1)[1]
        for one in recorder.of_type(ASSOCIATION).values()
    }


def members(recorder: Recorder) -> dict[str, str]:
    """What the scope holds, by the member's name."""
    return {one["name"]: one["linkedResourceId"].rsplit("/", 1)[1] for one in recorder.of_type(MEMBER).values()}


def test_in_private_everything_of_the_agent_is_a_closed_member_of_the_scope() -> None:
    recorder = declared(collecting(BOTH, private=True))

    assert set(access(recorder).values()) == {"Disabled"}
    assert recorder.one(LOGS)["publicNetworkAccessForIngestion"] == "Disabled"
    assert members(recorder) == {
        "azure": "azure-collection-endpoint",
        "MSProm-westeurope-c-aks": "collection-metrics-endpoint",
        "MSCI-ingest-westeurope-c-aks": "collection-logs-endpoint",
        "MSCI-config-westeurope-c-aks": "collection-configuration-endpoint",
        "c-aks-logs": "logs-workspace",
    }
    assert associated(recorder) == {
        "configurationAccessEndpoint": "collection-configuration-endpoint",
        "MSProm-westeurope-c-aks": "collection-metrics-rule",
        "ContainerInsightsExtension": "collection-logs-rule",
    }
    assert {one["resourceUri"] for one in recorder.of_type(ASSOCIATION).values()} == {
        f"{CLUSTER_ID}/managedClusters/c-aks"
    }


def test_each_rule_goes_through_its_own_endpoint_to_its_own_workspace() -> None:
    recorder = declared(collecting(BOTH, private=True))
    rules = recorder.of_type(RULE)

    metrics, logs = rules["collection-metrics-rule"], rules["collection-logs-rule"]
    assert metrics["dataCollectionEndpointId"].endswith("/collection-metrics-endpoint")
    assert logs["dataCollectionEndpointId"].endswith("/collection-logs-endpoint")
    assert metrics["destinations"]["monitoringAccounts"][0]["accountResourceId"].endswith("/azure-workspace")
    assert logs["destinations"]["logAnalytics"][0]["workspaceResourceId"].endswith("/logs-workspace")
    names = {name: rule["dataCollectionRuleName"] for name, rule in rules.items() if name.startswith("collection")}
    assert names == {
        "collection-metrics-rule": "MSProm-westeurope-c-aks",
        "collection-logs-rule": "MSCI-westeurope-c-aks",
    }


def test_what_is_said_of_logs_is_what_is_collected_and_how_long_it_is_kept() -> None:
    said = {"retentionDays": 90, "interval": "7m", "namespaces": ["shop"]}
    recorder = declared(collecting({"containerInsights": said}, tags={"team": "sre"}))

    (source,) = recorder.of_type(RULE)["collection-logs-rule"]["dataSources"]["extensions"]
    settings = source["extensionSettings"]["dataCollectionSettings"]
    assert (settings["interval"], settings["namespaces"]) == ("7m", ["shop"])
    assert recorder.one(LOGS)["retentionInDays"] == 90
    tagged = {**recorder.of_type(LOGS), **recorder.of_type(RULE), **recorder.of_type(DCE)}
    assert {one["tags"]["team"] for one in tagged.values()} == {"sre"}


def test_logs_are_called_after_the_stack_as_every_store_is() -> None:
    recorder = declared(collecting({"containerInsights": {}}, name="shop"))

    assert recorder.one(LOGS)["workspaceName"] == "shop-logs"
    assert any("workspaces/shop-logs" in one for one in told(collecting({"containerInsights": {}}, name="shop")))


def test_the_rule_of_remote_write_is_as_it_was() -> None:
    before = declared(stack(only="azure", azure={**AZURE, "privateLink": PRIVATE_LINK}))
    after = declared(collecting(BOTH, private=True))

    for type_ in (RULE, DCE, WORKSPACE_TYPE, MEMBER, LINK):
        kept = after.of_type(type_)
        assert {name: kept[name] for name in before.of_type(type_)} == before.of_type(type_)


def test_the_cluster_is_associated_once_its_network_reaches_everything() -> None:
    recorder = declared(collecting(BOTH, private=True))
    links = {urn for urn, one in recorder.requests.items() if one.type in (LINK, MEMBER)}
    others = {urn for urn, one in recorder.requests.items() if one.type == MEMBER and "-member-" in one.name}

    assert len(links) == len(MONITOR_ZONES) + 1 + 5
    for name in recorder.of_type(ASSOCIATION):
        request = recorder.request(ASSOCIATION, name)
        target = "dataCollectionEndpointId" if name.endswith("configuration") else "dataCollectionRuleId"
        assert links <= recorder.behind(request.propertyDependencies[target].urns)
        assert others <= set(request.dependencies), "or they would be deleted in any order"


@pytest.mark.parametrize("private", [False, True])
def test_a_workspace_of_logs_alone_needs_no_workspace_of_metrics(private: bool) -> None:
    recorder = declared(collecting({"containerInsights": {}}, private=private, backends=REMOTE_WRITE))

    assert recorder.of_type(WORKSPACE_TYPE) == {}
    assert "ContainerInsightsExtension" in associated(recorder)
    zones = {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()}
    assert zones == (set(MONITOR_ZONES) if private else set())
    assert not recorder.of_type("azure-native:managedidentity:UserAssignedIdentity")


def test_in_public_the_agent_asks_the_region_and_its_logs_need_no_endpoint() -> None:
    recorder = declared(collecting(BOTH))

    assert access(recorder) == {"azure-collection-endpoint": "Enabled", "collection-metrics-endpoint": "Enabled"}
    assert set(associated(recorder)) == {"MSProm-westeurope-c-aks", "ContainerInsightsExtension"}
    assert "dataCollectionEndpointId" not in recorder.of_type(RULE)["collection-logs-rule"]
    assert recorder.one(LOGS)["publicNetworkAccessForIngestion"] == "Enabled"
    assert recorder.of_type(MEMBER) == {}


@pytest.mark.parametrize("private", [False, True])
def test_for_metrics_of_another_region_the_configuration_is_fetched_in_the_clusters(private: bool) -> None:
    recorder = declared(collecting({"metrics": "azure"}, private=private, azure={"location": "northeurope"}))
    endpoints = {
        name: (one["location"], one["dataCollectionEndpointName"]) for name, one in recorder.of_type(DCE).items()
    }

    assert endpoints["collection-configuration-endpoint"] == ("westeurope", "MSCI-config-westeurope-c-aks")
    assert endpoints["collection-metrics-endpoint"] == ("northeurope", "MSProm-northeurope-c-aks")
    rule = recorder.of_type(RULE)["collection-metrics-rule"]
    assert (rule["location"], rule["dataCollectionRuleName"]) == ("northeurope", "MSProm-northeurope-c-aks")
    assert set(access(recorder).values()) == {"Disabled" if private else "Enabled"}
    assert set(associated(recorder)) == {"configurationAccessEndpoint", "MSProm-westeurope-c-aks"}


def test_a_store_that_stays_out_of_the_network_is_written_to_publicly_by_the_agent_too() -> None:
    outside = {"azure": {"kind": "azure-monitor", "access": "public"}}
    recorder = declared(collecting(BOTH, private=True, backends=outside))

    assert access(recorder) == {
        "azure-collection-endpoint": "Enabled",
        "collection-metrics-endpoint": "Enabled",
        "collection-logs-endpoint": "Disabled",
        "collection-configuration-endpoint": "Disabled",
    }
    assert set(members(recorder).values()) == {
        "collection-logs-endpoint",
        "collection-configuration-endpoint",
        "logs-workspace",
    }


@pytest.mark.parametrize(("store", "location"), [(EXISTING, "northeurope"), (SHARED, "northeurope")])
def test_the_agent_writes_to_others_workspaces_where_they_are(store: Mapping[str, Any], location: str) -> None:
    recorder = declared(collecting({"metrics": "azure"}, backends={"azure": store["azure"]}))
    rule = recorder.of_type(RULE)["collection-metrics-rule"]

    assert rule["location"] == location
    assert "rg-hub" in rule["destinations"]["monitoringAccounts"][0]["accountResourceId"]
    assert associated(recorder)["MSProm-westeurope-c-aks"] == "collection-metrics-rule"


def test_of_two_workspaces_the_agent_writes_to_the_one_that_is_named() -> None:
    backends = {"azure": {"kind": "azure-monitor"}, "second": {"kind": "azure-monitor"}}
    recorder = declared(collecting({"metrics": "second"}, backends=backends))

    account = recorder.of_type(RULE)["collection-metrics-rule"]["destinations"]["monitoringAccounts"][0]
    assert account["accountResourceId"].endswith("/second-workspace")


def test_in_production_logs_are_protected_and_how_they_get_there_is_not() -> None:
    recorder = declared(collecting(BOTH, private=True, environment="prod"))

    assert recorder.request(LOGS, "logs-workspace").protect
    assert not recorder.request(RULE, "collection-logs-rule").protect
    assert not [name for name in recorder.of_type(ASSOCIATION) if recorder.request(ASSOCIATION, name).protect]
    assert not [name for name in access(recorder) if "collection-l" in name and recorder.request(DCE, name).protect]


def test_names_of_the_longest_cluster_are_within_every_limit() -> None:
    cluster = {**CLUSTERS["aks"], "name": "c" * 63}
    recorder = declared(collecting(BOTH, private=True, cluster=cluster))

    assert max(len(one["dataCollectionEndpointName"]) for one in recorder.of_type(DCE).values()) == 44
    assert max(len(one["dataCollectionRuleName"]) for one in recorder.of_type(RULE).values()) <= 64
    assert max(map(len, associated(recorder))) == 64
    assert len(recorder.one(LOGS)["workspaceName"]) == 63


def told(config: Config) -> list[str]:
    return [one for one in declared(config).warnings if one.startswith("azure.collection")]


def test_who_collects_twice_is_told() -> None:
    (metrics,) = [one for one in told(collecting({"metrics": "azure"})) if "Prometheus" in one]

    assert metrics.startswith("azure.collection.metrics: azure gets series of this cluster from Azure's agent and")
    assert not [one for one in told(collecting({"containerInsights": {}})) if "Prometheus" in one]


def test_an_add_on_that_is_off_is_told_of_with_the_command_that_turns_it_on() -> None:
    off = [one for one in told(collecting(BOTH)) if "nobody collects" in one]

    begin = (
        f"nobody collects until the add-on is on: az resource update --ids {CLUSTER_ID}/managedClusters/c-aks --set "
    )
    metrics, logs = sorted(off, reverse=True)
    assert (
        metrics
        == f'azure.collection.metrics: {begin}properties.azureMonitorProfile=\'{{"metrics":{{"enabled":true}}}}\''
    )
    assert logs.startswith(f"azure.collection.containerInsights: {begin}properties.addonProfiles=")
    group = f"/subscriptions/{clouds.SUBSCRIPTION}/resourceGroups/rg-observability/providers"
    assert f'"{group}/Microsoft.OperationalInsights/workspaces/c-aks-logs"' in logs
    assert len(told(collecting({"containerInsights": {}}))) == 1


@pytest.mark.parametrize(("by_identity", "problem"), [("true", ""), ("false", "signs in with keys: it reads no rules")])
def test_of_an_add_on_that_is_on_only_keys_are_told(
    monkeypatch: pytest.MonkeyPatch, by_identity: str, problem: str
) -> None:
    agent = {"enabled": True, "config": {"useAADAuth": by_identity}, "identity": {}}
    on = {"azureMonitorProfile": {"metrics": {"enabled": True}}, "addonProfiles": {"omsagent": agent}}
    look_up = "azure-native:containerservice:getManagedCluster"
    aks: Any = clouds.LOOK_UPS[look_up]
    monkeypatch.setitem(clouds.LOOK_UPS, look_up, lambda arguments: {**aks(arguments), **on})

    warnings = declared_with_others(collecting(BOTH)).warnings
    found = [one for one in warnings if one.startswith("azure.collection") and "Prometheus" not in one]
    assert [problem in one and "useAADAuth" in one for one in found] == ([True] if problem else [])


def test_a_cluster_that_is_not_there_is_said_once() -> None:
    config = collecting(BOTH, cluster={**CLUSTERS["aks"], "resourceGroup": "rg-missing"})

    with pytest.raises(ConfigError) as error:
        declared(config)
    assert [key for key, _ in error.value.problems] == ["cluster.name"]
    with pytest.raises(ConfigError, match=r"cluster\.name: cannot be looked up: managed cluster c-aks was not found"):
        declared({**collecting({"containerInsights": {}}, backends=REMOTE_WRITE), "cluster": config["cluster"]})


def test_for_logs_alone_a_cluster_needs_no_workload_identity() -> None:
    cluster = {**CLUSTERS["aks"], "resourceGroup": "rg-keys"}
    config = collecting({"containerInsights": {}}, backends=REMOTE_WRITE, cluster=cluster)

    assert "ContainerInsightsExtension" in associated(declared(config))


def test_a_subnet_for_logs_alone_is_large_enough_for_a_scope() -> None:
    tiny = {"subnetId": PRIVATE_LINK["subnetId"].replace("/endpoints", "/tiny")}
    config = collecting({"containerInsights": {}}, azure={"privateLink": tiny}, backends=REMOTE_WRITE)

    with pytest.raises(ConfigError, match="must be /27 or larger"):
        declared(config)


def test_who_does_not_ask_for_it_does_not_load_it() -> None:
    script = (
        "import sys\n"
        "from tests.stack.program import declared\n"
        "from tests.stack.stacks import stack\n"
        "declared(stack(only='azure', private=True))\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('stack.', 'components.'))))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    loaded = set(result.stdout.split())
    assert "stack.monitor_private_link" in loaded
    ours = ("collection_endpoint", "metrics_collection", "container_insights", "log_workspace", "cluster_associations")
    assert not loaded & {
        "stack.collection",
        "components.azure.aks_monitoring",
        *(f"components.azure.{one}" for one in ours),
    }
