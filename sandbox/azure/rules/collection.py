"""Data collection rules."""

import enum
import functools
import importlib
import inspect

from sandbox.azure import arm
from sandbox.azure.regions import normal
from sandbox.rules import Request, Table

RULES = Table("azure-native")
_STRUCTURE = "https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-structure"
_INVALID = "400 InvalidPayload: Data collection rule is invalid"
# https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-data-collection-configure
_OF_CONTAINERS = """
ContainerInsights-Group-Default ContainerInventory ContainerLog ContainerLogV2 ContainerLogV2-HighScale
ContainerNodeInventory InsightsMetrics KubeEvents KubeMonAgentEvents KubeNodeInventory KubePodInventory KubePVInventory
KubeServices Perf RetinaNetworkFlowLogs
"""


@functools.cache
def _streams() -> frozenset[str]:
    """Those that the SDK enumerates, and those of containers."""
    module = importlib.import_module("pulumi_azure_native.monitor")
    enumerations = [
        cls
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if name.startswith("Known") and "Stream" in name
    ]
    listed = {str(one.value) for cls in enumerations if issubclass(cls, enum.Enum) for one in cls}
    return frozenset(listed | {f"Microsoft-{name}" for name in _OF_CONTAINERS.split()})


@RULES.rule(
    "monitor:DataCollectionRule",
    says="a rule in another region than its endpoint",
    source="https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview",
)
def _rule_region(request: Request) -> str | None:
    id_ = arm.text(request.inputs, "dataCollectionEndpointId")
    made, found = arm.find(request.cloud, id_), request.world.find("azure", "resources", id_)
    endpoint = str((made.inputs if made else found or {}).get("location") or "")
    region = str(request.inputs.get("location"))
    if endpoint and normal(endpoint) != normal(region):
        return f"{_INVALID}: the data collection endpoint {id_} is in {endpoint}, the rule in {region}"
    return None


@RULES.rule("monitor:DataCollectionRule", says="a data flow to a destination that is not declared", source=_STRUCTURE)
def _flow_destination(request: Request) -> str | None:
    destinations = arm.mapping(request.inputs.get("destinations"))
    declared = [
        name
        for kind in destinations
        for name in (*arm.texts(destinations, f"{kind}[].name"), *arm.texts(destinations, f"{kind}.name"))
    ]
    for name in arm.texts(request.inputs, "dataFlows[].destinations[]"):
        if name not in declared:
            return f"{_INVALID}: destination '{name}' is not declared"
    return None


@RULES.rule(
    "monitor:DataCollectionRule",
    says="a stream that does not exist",
    source="https://github.com/Azure/azure-rest-api-specs/issues/21200",
)
def _stream(request: Request) -> str | None:
    sources = arm.mapping(request.inputs.get("dataSources"))
    used = arm.texts(request.inputs, "dataFlows[].streams[]")
    used += [stream for kind in sources for stream in arm.texts(sources, f"{kind}[].streams[]")]
    for stream in used:
        if stream not in _streams() and not stream.startswith("Custom-"):
            return f"{_INVALID}: InvalidStream: 'Streams' stream '{stream}' must be a custom stream or one of Azure's"
    return None


@RULES.rule(
    "monitor:DataCollectionRule",
    says="a rule that forwards Prometheus metrics of an agent and has no data collection endpoint",
    source="https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview",
)
def _forwarder_endpoint(request: Request) -> str | None:
    forwards = next(arm.at(request.inputs, "dataSources.prometheusForwarder[]"), None)
    if forwards and not arm.text(request.inputs, "dataCollectionEndpointId"):
        return f"{_INVALID}: a prometheusForwarder needs a data collection endpoint"
    return None
