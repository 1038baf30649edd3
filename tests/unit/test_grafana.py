"""Grafana data sources of the backends."""

from typing import Any

import pytest

from components.contracts.endpoints import Endpoint, ThanosEndpoint
from stack.grafana import grafana_data_source
from tests.unit.test_endpoints import AMP, AZURE, ENDPOINTS, THANOS


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (AZURE, {"azureCredentials": {"authType": "workloadidentity"}}),
        (AMP, {"sigV4Auth": True, "sigV4AuthType": "default", "sigV4Region": "eu-west-1"}),
        (THANOS, {"prometheusType": "Thanos", "customQueryParameters": "max_source_resolution=auto"}),
    ],
    ids=lambda value: value.get("kind", ""),
)
def test_a_data_source_signs_in_as_its_store_demands(endpoint: Endpoint, expected: dict[str, Any]) -> None:
    source = grafana_data_source("metrics", endpoint)
    assert (source["name"], source["url"], source["access"]) == ("metrics", endpoint["query_url"], "proxy")
    assert source["jsonData"] == {"httpMethod": "POST", **expected}


def test_each_cloud_has_the_plugin_made_for_it() -> None:
    types = [grafana_data_source("metrics", endpoint)["type"] for endpoint in ENDPOINTS]
    assert types == ["grafana-azureprometheus-datasource", "grafana-amazonprometheus-datasource", "prometheus"]


def test_only_a_store_with_a_user_asks_for_basic_authentication() -> None:
    inside = ThanosEndpoint({**THANOS, "username": ""})
    asking = grafana_data_source("metrics", THANOS)
    assert (asking["basicAuth"], asking["basicAuthUser"]) == (True, "writer")
    assert all("basicAuth" not in grafana_data_source("m", endpoint) for endpoint in (AZURE, AMP, inside))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e["kind"])
def test_a_data_source_never_holds_a_secret(endpoint: Endpoint) -> None:
    assert "secureJsonData" not in grafana_data_source("metrics", endpoint)
