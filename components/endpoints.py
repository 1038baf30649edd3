"""The Endpoint contract: what a backend offers, to this stack and, exported, to others. Strings only, no secret."""

import re
from collections.abc import Mapping
from typing import Any, TypedDict

import pulumi


class AzureMonitorEndpoint(TypedDict):
    """An Azure Monitor workspace, reached through a data collection rule."""

    kind: str
    """`azure-monitor`."""
    write_url: pulumi.Input[str]
    """Remote-write URL: data collection endpoint, rule and stream."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API."""
    workspace_id: pulumi.Input[str]
    """ARM id of the workspace: the scope of roles that read."""
    data_collection_rule_id: pulumi.Input[str]
    """ARM id of the rule: the scope of the role that writes."""


class AmpEndpoint(TypedDict):
    """An Amazon Managed Service for Prometheus workspace."""

    kind: str
    """`amp`."""
    write_url: pulumi.Input[str]
    """Remote-write URL."""
    query_url: pulumi.Input[str]
    """Base URL of the Prometheus query API, with a trailing slash."""
    workspace_arn: pulumi.Input[str]
    """ARN of the workspace: the one resource of every policy."""
    region: str
    """Region requests are signed for."""


class ThanosEndpoint(TypedDict):
    """A Thanos receive and query pair."""

    kind: str
    """`thanos`."""
    write_url: pulumi.Input[str]
    """Remote-write URL of the receive router."""
    query_url: pulumi.Input[str]
    """Base URL of the query frontend."""
    username: str
    """User of both URLs' basic authentication; empty where they are reachable inside the cluster only."""


Endpoint = AzureMonitorEndpoint | AmpEndpoint | ThanosEndpoint

_SOURCE_TYPES = {
    "azure-monitor": "grafana-azureprometheus-datasource",
    "amp": "grafana-amazonprometheus-datasource",
    "thanos": "prometheus",
}


def exported(endpoint: Endpoint) -> dict[str, Any]:
    """The endpoint as another stack reads it: the same fields in camelCase."""
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), key): value for key, value in endpoint.items()}


def grafana_data_source(name: str, endpoint: Endpoint) -> dict[str, Any]:
    """A Grafana provisioning entry for the endpoint, without its secrets.

    Grafana 13 has a plugin of its own for each cloud; the core type with SigV4 or Entra authentication is deprecated
    (https://grafana.com/docs/grafana/latest/datasources/prometheus/configure/).
    """
    source: dict[str, Any] = {
        "name": name,
        "type": _SOURCE_TYPES[endpoint["kind"]],
        "access": "proxy",
        "url": endpoint["query_url"],
        "jsonData": {"httpMethod": "POST", **_json_data(endpoint)},
    }
    username = endpoint.get("username")
    return {**source, "basicAuth": True, "basicAuthUser": username} if username else source


def _json_data(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    match endpoint["kind"]:
        case "amp":
            return {"sigV4Auth": True, "sigV4AuthType": "default", "sigV4Region": endpoint["region"]}
        case "azure-monitor":
            return {"azureCredentials": {"authType": "workloadidentity"}}
        case _:
            return {"prometheusType": "Thanos", "customQueryParameters": "max_source_resolution=auto"}
