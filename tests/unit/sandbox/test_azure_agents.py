"""Azure's own agent in a cluster: its add-ons, its associations, and the hosts that those make it call."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.azure.provider import AzureNative
from sandbox.cloud import Cloud, Object, Refused
from sandbox.reachability import hosts
from sandbox.reachability.doors import INTERNET
from sandbox.reachability.rules import RULES, answer
from sandbox.rules import Request, Step
from sandbox.world import World
from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox import clouds

CLUSTER = f"{clouds.GROUP}/Microsoft.ContainerService/managedClusters/aks"
LOG_WORKSPACE = f"{clouds.GROUP}/Microsoft.OperationalInsights/workspaces/logs"
RULE = f"{clouds.GROUP}/Microsoft.Insights/dataCollectionRules/r"
CONFIGURATION_HOST = "e-1234.westeurope-1.handler.control.monitor.azure.com"
SERVICES = {clouds.GLOBAL_HOST, "global.handler.control.monitor.azure.com"}
ODS, OMS = (f"c0ffee.{service}.opinsights.azure.com" for service in ("ods", "oms"))
ODS_ZONE = "privatelink.ods.opinsights.azure.com"


def world(**cluster: Any) -> World:
    nodes = {"location": "westeurope", "subnet": f"{clouds.NETWORK}/subnets/nodes", **cluster}
    return clouds.world(managedClusters={CLUSTER: nodes})


def collection_endpoint(access: str = "Disabled") -> Object:
    made = clouds.collection_endpoint(access)
    made.outputs["configurationAccess"] = {"endpoint": f"https://{CONFIGURATION_HOST}"}
    return made


def log_workspace(access: str = "Disabled") -> Object:
    inputs = {"publicNetworkAccessForIngestion": access}
    return clouds.azure("operationalinsights:Workspace", LOG_WORKSPACE, inputs, customerId="c0ffee")


def rule(**destinations: Any) -> Object:
    inputs = {"dataCollectionEndpointId": clouds.DCE, "destinations": destinations}
    return clouds.azure("monitor:DataCollectionRule", RULE, inputs)


def association(name: str, **of: str) -> Object:
    id_ = f"{CLUSTER}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{name}"
    return clouds.azure("monitor:DataCollectionRuleAssociation", id_, {"resourceUri": CLUSTER, **of})


METRICS = rule(monitoringAccounts=[{"name": "w", "accountResourceId": clouds.WORKSPACE}])
LOGS = rule(logAnalytics=[{"name": "w", "workspaceResourceId": LOG_WORKSPACE.upper()}])
OF_RULE = association("rule", dataCollectionRuleId=RULE)
OF_ENDPOINT = association("configurationAccessEndpoint", dataCollectionEndpointId=clouds.DCE)


def called(*objects: Object, there: World | None = None) -> set[tuple[str, str]]:
    return {use[:2] for use in hosts.used(objects, there or world())}


def ask(step: Step, one: Object, there: Iterable[Object], new: dict[str, Any] | None = None) -> None:
    cloud = Cloud(Path("unused"), world(), {o.key: o for o in there})
    old = cloud.objects.get(one.key)
    RULES.refuse(Request(step, one.token, one.id, one.inputs if new is None else new, old, cloud, cloud.world, {}))


def private(*zones: str, linked: str = clouds.DCE) -> list[Object]:
    """A scope with one member, and the network's way to it."""
    way = [
        clouds.scope(),
        clouds.member(linked=linked),
        clouds.endpoint("p", clouds.SCOPE),
        clouds.records("p", *zones),
    ]
    return [*way, *(clouds.link(zone) for zone in zones)]


def test_an_agent_fetches_its_configuration_from_the_endpoint_that_its_cluster_is_associated_with() -> None:
    assert called(collection_endpoint(), OF_ENDPOINT) == {(clouds.NETWORK, CONFIGURATION_HOST)}


def test_an_agent_without_an_endpoint_is_told_what_to_collect_by_the_regions_and_the_global_service() -> None:
    found = called(collection_endpoint(), METRICS, OF_RULE)

    assert found == {(clouds.NETWORK, host) for host in (*SERVICES, clouds.INGESTION_HOST)}
    configured = called(collection_endpoint(), METRICS, OF_RULE, OF_ENDPOINT)
    assert configured == {(clouds.NETWORK, host) for host in (CONFIGURATION_HOST, clouds.INGESTION_HOST)}


def test_logs_go_to_the_hosts_of_their_workspace() -> None:
    assert called(log_workspace(), LOGS, OF_RULE, OF_ENDPOINT) == {(clouds.NETWORK, host) for host in (ODS, OMS)}


def test_who_is_not_associated_calls_nothing() -> None:
    assert called(collection_endpoint(), log_workspace(), METRICS) == set()


def test_a_cluster_whose_network_aks_has_made_calls_from_the_internet() -> None:
    assert called(collection_endpoint(), OF_ENDPOINT, there=world(subnet="")) == {(INTERNET, CONFIGURATION_HOST)}


@pytest.mark.parametrize(
    ("one", "made", "zone", "linked"),
    [
        (OF_ENDPOINT, [collection_endpoint()], clouds.MONITOR_ZONE, clouds.DCE),
        (OF_RULE, [collection_endpoint(), METRICS], clouds.MONITOR_ZONE, clouds.DCE),
        (OF_RULE, [log_workspace(), LOGS], ODS_ZONE, LOG_WORKSPACE),
    ],
    ids=["configuration", "metrics", "logs"],
)
def test_a_cluster_is_not_associated_before_its_agent_reaches_what_it_calls(
    one: Object, made: list[Object], zone: str, linked: str
) -> None:
    zones = [zone, *(["privatelink.oms.opinsights.azure.com"] if linked == LOG_WORKSPACE else [])]

    with pytest.raises(Refused, match=r"closed door.*\[reachable-before-writing\]"):
        ask("create", one, made)
    ask("create", one, [*made, *private(*zones, linked=linked)])


def test_a_rule_does_not_send_an_agent_to_a_closed_door() -> None:
    there = [log_workspace("Enabled"), replace(log_workspace(), id=f"{LOG_WORKSPACE}2"), LOGS, OF_RULE]
    there[1].outputs["customerId"] = "closed"
    closed = rule(logAnalytics=[{"name": "w", "workspaceResourceId": f"{LOG_WORKSPACE}2"}])

    with pytest.raises(Refused, match=r"names closed.o.s.opinsights.azure.com.*\[reachable-before-writing\]"):
        ask("update", LOGS, there, closed.inputs)
    ask("update", LOGS, there[:3], closed.inputs)


def test_the_way_stays_while_an_agent_takes_it() -> None:
    way = private(clouds.MONITOR_ZONE)
    there = [collection_endpoint(), *way, OF_ENDPOINT]

    for gone in (way[1], way[3]):
        with pytest.raises(Refused, match=r"\[reachable-stays\]"):
            ask("delete", gone, there)
    ask("delete", OF_ENDPOINT, there)
    ask("delete", way[1], there[:-1])


@pytest.mark.parametrize(("access", "door"), [("Enabled", "an open door"), ("Disabled", "a closed door")])
def test_a_workspace_of_logs_is_closed_by_its_own_switch(access: str, door: str) -> None:
    assert str(answer(clouds.NETWORK, ODS, [log_workspace(access)], world())).startswith(door)
    assert "nobody has this name" in str(answer(clouds.NETWORK, ODS, [], world()))


def test_names_of_logs_lead_into_their_own_zones() -> None:
    way = private(ODS_ZONE, linked=LOG_WORKSPACE)

    assert answer(clouds.NETWORK, ODS, [log_workspace(), *way], world()).is_open
    assert not answer(clouds.NETWORK, OMS, [log_workspace(), *way], world()).is_open


def test_a_look_up_tells_which_add_ons_are_on(tmp_path: Path) -> None:
    azure = site.open_azure(tmp_path, _with_add_ons())

    assert _add_ons(azure, "off") == (None, None)
    assert _add_ons(azure, "metrics") == ({"metrics": {"enabled": True}}, None)
    for name, by_identity in (("logs", "true"), ("keys", "false")):
        _, profiles = _add_ons(azure, name)
        assert profiles["omsagent"]["enabled"] is True
        assert profiles["omsagent"]["config"] == {"useAADAuth": by_identity}


def _with_add_ons() -> dict[str, Any]:
    plain = {"location": "westeurope", "oidcIssuer": False, "workloadIdentity": False}
    clusters = {
        "off": plain,
        "metrics": {**plain, "metrics": True},
        "logs": {**plain, "containerInsights": "managed-identity"},
        "keys": {**plain, "containerInsights": "keys"},
    }
    return {**site.WORLD, "managedClusters": {f"{site.CLUSTERS}/{name}": one for name, one in clusters.items()}}


def _add_ons(azure: AzureNative, name: str) -> tuple[Any, Any]:
    token = "azure-native:containerservice:getManagedCluster"
    found = azure.invoke(token, {"resourceGroupName": "rg", "resourceName": name})
    return found.get("azureMonitorProfile"), found.get("addonProfiles")


def test_an_association_hangs_below_what_it_is_of(tmp_path: Path) -> None:
    made = site.build(site.open_azure(tmp_path))["DataCollectionRuleAssociation"]

    below = f"{site.CLUSTERS}/on/providers/Microsoft.Insights/dataCollectionRuleAssociations"
    assert made.id == f"{below}/configurationAccessEndpoint"
