"""What Azure's names belong to: endpoints, workspaces and accounts that exist, and names of the service itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.azure.suffixes import SUFFIXES
from sandbox.azure.workspaces import workspaces
from sandbox.cloud import Object
from sandbox.values import at, items
from sandbox.world import World

_DATA_COLLECTION_ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
_WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
_STORAGE_ACCOUNT = "azure-native:storage:StorageAccount"
_GRAFANA = "azure-native:dashboard:Grafana"
LOG_WORKSPACE = "azure-native:operationalinsights:Workspace"
TARGET_TYPES = (_DATA_COLLECTION_ENDPOINT, _WORKSPACE, _STORAGE_ACCOUNT, LOG_WORKSPACE, _GRAFANA)

_MONITOR = tuple(f".{suffixes.monitor}" for suffixes in SUFFIXES.values())
_BLOB = tuple(f".blob.{suffixes.storage}" for suffixes in SUFFIXES.values())
_LOGS = (".ods.opinsights.azure.com", ".oms.opinsights.azure.com")
"""Suffixes of the hosts that each workspace of logs has."""
_PAGES = tuple(f".{suffixes.grafana}" for suffixes in SUFFIXES.values())
_OWNED = (*_BLOB, *_LOGS, *_PAGES, *(f".{kind}{monitor}" for monitor in _MONITOR for kind in ("ingest", "prometheus")))
"""Suffixes below which every name belongs to one resource."""


@dataclass(frozen=True)
class Target:
    """What stands behind a name."""

    id: str
    """ARM id in lower case; empty for a name that all resources of the service share."""
    zone: str
    """The private zone that the name points into once it is private."""
    scoped: bool = False
    """Whether its private way is a private link scope, not an endpoint of its own."""
    public: bool = True
    subnets: frozenset[str] = frozenset()
    """Subnets that are let in although the public is not, in lower case."""


def knows(host: str) -> bool:
    """Whether a host is one of the Azure names that are modelled."""
    return host.endswith((*_MONITOR, *_BLOB, *_LOGS, *_PAGES))


def find(host: str, objects: Iterable[Object], world: World) -> Target | None:
    """What a known name belongs to; None where nobody has it.

    All resources of Azure Monitor share the names that are not of one endpoint or workspace, and the account of its
    solution packs (https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design).
    """
    if host.startswith("scadvisorcontent.blob."):
        return Target("", _zone(host), scoped=True)
    for one in (*objects, *workspaces(world)):
        if one.token in TARGET_TYPES and host in _hosts(one):
            return _logs(one, host) if one.token == LOG_WORKSPACE else _target(one, host)
    if (other := world.all("azure", "names").get(host)) is not None:
        return Target(f"/others/{host}", "", public=bool(other.get("public", True)))
    return None if host.endswith(_OWNED) else Target("", _zone(host), scoped=True)


def _zone(host: str) -> str:
    """The private zone of what a scope, an account's blobs or a Grafana's page is reached by."""
    return f"privatelink{next(suffix for suffix in (*_MONITOR, *_BLOB, *_PAGES) if host.endswith(suffix))}"


def _hosts(one: Object) -> set[str]:
    if one.token == LOG_WORKSPACE:
        return log_hosts(one)
    urls = [at(one.outputs, "primaryEndpoints", "blob"), at(one.outputs, "metrics", "prometheusQueryEndpoint")]
    urls.append(at(one.outputs, "properties", "endpoint"))
    urls += [at(one.outputs, way, "endpoint") for way in ("metricsIngestion", "logsIngestion", "configurationAccess")]
    return {url.removeprefix("https://").split("/")[0].lower() for url in urls if isinstance(url, str)}


def log_hosts(workspace: Object) -> set[str]:
    """Hosts that agents of a workspace of logs call."""
    return {f"{workspace.outputs.get('customerId')}{suffix}".lower() for suffix in _LOGS}


def _logs(workspace: Object, host: str) -> Target:
    """It is closed by its own switch, whatever the access modes of its scopes say
    (https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design)."""
    public = _enabled(workspace.inputs.get("publicNetworkAccessForIngestion"))
    return Target(workspace.id.lower(), f"privatelink.{host.partition('.')[2]}", True, public)


def _target(one: Object, host: str) -> Target:
    id_ = one.id.lower()
    if one.token == _DATA_COLLECTION_ENDPOINT:
        return Target(id_, _zone(host), True, _enabled(at(one.inputs, "networkAcls", "publicNetworkAccess")))
    if one.token == _GRAFANA:
        return Target(id_, _zone(host), public=_enabled(at(one.inputs, "properties", "publicNetworkAccess")))
    public = _enabled(one.inputs.get("publicNetworkAccess"))
    if one.token == _WORKSPACE:
        return Target(id_, f"privatelink.{host.partition('.')[2]}", public=public)
    if not public or at(one.inputs, "networkRuleSet", "defaultAction") != "Deny":
        return Target(id_, _zone(host), public=public)
    rules = items(one.inputs, "networkRuleSet", "virtualNetworkRules")
    subnets = frozenset(str(rule.get("virtualNetworkResourceId")).lower() for _, rule in rules)
    return Target(id_, _zone(host), public=False, subnets=subnets)


def _enabled(access: Any) -> bool:
    return access in (None, "Enabled")
