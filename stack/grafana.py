"""Grafana data sources of the backends."""

from collections.abc import Mapping
from typing import Any

from components.contracts.endpoints import Endpoint

_SOURCE_TYPES = {
    "azure-monitor": "grafana-azureprometheus-datasource",
    "amp": "grafana-amazonprometheus-datasource",
    "thanos": "prometheus",
}


def grafana_data_source(name: str, endpoint: Endpoint) -> dict[str, Any]:
    """A Grafana provisioning entry for the endpoint, without its secrets. What Grafana takes as one although it is
    public, an authority's certificates (`secureJsonData.tlsCACert`), is the endpoint's `certificateAuthority`.

    Grafana 13 has a plugin of its own for each cloud; the core type with SigV4 or Entra authentication is deprecated
    (https://grafana.com/docs/grafana/latest/datasources/prometheus/configure/).
    """
    source: dict[str, Any] = {
        "name": name,
        "type": _SOURCE_TYPES[endpoint["kind"]],
        "access": "proxy",
        "url": endpoint["query_url"],
        "jsonData": {"httpMethod": "POST", **_json_data(endpoint), **_tls(endpoint)},
    }
    username = endpoint.get("username")
    return {**source, "basicAuth": True, "basicAuthUser": username} if username else source


def _tls(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    return {"tlsAuthWithCACert": True} if endpoint.get("certificate_authority") else {}


def _json_data(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    match endpoint["kind"]:
        case "amp":
            return {"sigV4Auth": True, "sigV4AuthType": "default", "sigV4Region": endpoint["region"]}
        case "azure-monitor":
            return {"azureCredentials": {"authType": "workloadidentity"}}
        case _:
            return {"prometheusType": "Thanos", "customQueryParameters": "max_source_resolution=auto"}
