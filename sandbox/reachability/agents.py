"""Hosts that Azure's own agent calls in a cluster: what associations of the cluster make it call."""

from collections.abc import Iterator, Mapping, Sequence

from sandbox.cloud import Object
from sandbox.reachability import azure_targets
from sandbox.reachability.doors import INTERNET
from sandbox.values import at, items
from sandbox.world import World

_ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
_RULE = "azure-native:monitor:DataCollectionRule"
TYPES = (_ASSOCIATION, _RULE)
"""What decides which hosts the agent calls."""

Made = Mapping[str, Object]
"""What the program has made, by its id in lower case."""


def used(objects: Sequence[Object], world: World) -> Iterator[tuple[str, str, str]]:
    """Network, host and the key of the association, for everything the agent is told to call."""
    associations = [one for one in objects if one.token == _ASSOCIATION]
    if not associations:
        return
    made = {one.id.lower(): one for one in objects}
    configured = {_cluster(one) for one in associations if one.inputs.get("dataCollectionEndpointId")}
    for one in associations:
        network = _network(one, world)
        yield from ((network, host, one.key) for host in _hosts(one, made))
        if _cluster(one) not in configured:
            yield from ((network, host, one.key) for host in _public_configuration(one, world))


def _cluster(association: Object) -> str:
    return str(association.inputs.get("resourceUri")).lower()


def _network(association: Object, world: World) -> str:
    subnet = (world.find("azure", "managedClusters", _cluster(association)) or {}).get("subnet")
    return str(subnet).partition("/subnets/")[0] if subnet else INTERNET


def _hosts(association: Object, made: Made) -> Iterator[str]:
    yield from _host_of(_made(association, "dataCollectionEndpointId", made), "configurationAccess")
    if (rule := _made(association, "dataCollectionRuleId", made)) is None:
        return
    if at(rule.inputs, "destinations", "monitoringAccounts"):
        yield from _host_of(_made(rule, "dataCollectionEndpointId", made), "metricsIngestion")
    for _, destination in items(rule.inputs, "destinations", "logAnalytics"):
        if workspace := made.get(str(destination.get("workspaceResourceId")).lower()):
            yield from sorted(azure_targets.log_hosts(workspace))


def _public_configuration(association: Object, world: World) -> Iterator[str]:
    """Without an endpoint of its own the agent is told what to collect by the service's
    (https://learn.microsoft.com/azure/azure-monitor/containers/kubernetes-monitoring-firewall)."""
    cluster = world.find("azure", "managedClusters", _cluster(association)) or {}
    for place in ("global", str(cluster.get("location", "global")).lower().replace(" ", "")):
        yield f"{place}.handler.control.monitor.azure.com"


def _made(one: Object, name: str, made: Made) -> Object | None:
    return made.get(str(one.inputs.get(name)).lower())


def _host_of(endpoint: Object | None, way: str) -> Iterator[str]:
    url = at(endpoint.outputs, way, "endpoint") if endpoint else None
    if isinstance(url, str):
        yield url.removeprefix("https://").split("/")[0].lower()
