"""The Endpoint contract."""

from typing import Any, get_args

import pytest

from components.endpoints import (
    AmpEndpoint,
    AzureMonitorEndpoint,
    Endpoint,
    ThanosEndpoint,
    exported,
    grafana_data_source,
)

AZURE = AzureMonitorEndpoint(
    kind="azure-monitor",
    write_url="https://dce.example.com/write",
    query_url="https://amw.example.com",
    workspace_id="/subscriptions/s/workspace",
    data_collection_rule_id="/subscriptions/s/rule",
)
AMP = AmpEndpoint(
    kind="amp",
    write_url="https://amp.example.com/api/v1/remote_write",
    query_url="https://amp.example.com/",
    workspace_arn="arn:aws:aps:eu-west-1:1:workspace/ws",
    region="eu-west-1",
)
THANOS = ThanosEndpoint(
    kind="thanos",
    write_url="https://receive.example.com/api/v1/receive",
    query_url="https://query.example.com",
    username="writer",
)
ENDPOINTS: list[Endpoint] = [AZURE, AMP, THANOS]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e["kind"])
def test_an_export_holds_every_field_and_only_strings(endpoint: Endpoint) -> None:
    export = exported(endpoint)
    assert list(export.values()) == list(endpoint.values())
    assert all(isinstance(value, str) for value in export.values())
    assert all(key.isalnum() and key[0].islower() for key in export)


def test_an_export_is_an_api_with_these_keys() -> None:
    assert exported(AZURE).keys() == {"kind", "writeUrl", "queryUrl", "workspaceId", "dataCollectionRuleId"}
    assert exported(AMP).keys() == {"kind", "writeUrl", "queryUrl", "workspaceArn", "region"}
    assert exported(THANOS).keys() == {"kind", "writeUrl", "queryUrl", "username"}


def test_every_kind_offers_both_urls() -> None:
    assert all({"kind", "write_url", "query_url"} <= kind.__annotations__.keys() for kind in get_args(Endpoint))


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (AZURE, {"azureCredentials": {"authType": "workloadidentity"}}),
        (AMP, {"sigV4Auth": True, "sigV4AuthType": "default", "sigV4Region": "eu-west-1"}),
        (THANOS, {"prometheusType": "Thanos"}),
    ],
    ids=lambda value: value.get("kind", ""),
)
def test_a_data_source_signs_in_as_its_store_demands(endpoint: Endpoint, expected: dict[str, Any]) -> None:
    source = grafana_data_source("metrics", endpoint)
    assert (source["name"], source["url"], source["access"]) == ("metrics", endpoint["query_url"], "proxy")
    assert source["jsonData"].items() >= {"httpMethod": "POST", **expected}.items()


def test_each_cloud_has_the_plugin_made_for_it() -> None:
    types = [grafana_data_source("metrics", endpoint)["type"] for endpoint in ENDPOINTS]
    assert types == ["grafana-azureprometheus-datasource", "grafana-amazonprometheus-datasource", "prometheus"]


def test_only_a_store_with_a_user_asks_for_basic_authentication() -> None:
    inside = ThanosEndpoint(kind="thanos", write_url="http://receive", query_url="http://query", username="")
    asking = grafana_data_source("metrics", THANOS)
    assert (asking["basicAuth"], asking["basicAuthUser"]) == (True, "writer")
    assert all("basicAuth" not in grafana_data_source("m", endpoint) for endpoint in (AZURE, AMP, inside))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e["kind"])
def test_a_data_source_never_holds_a_secret(endpoint: Endpoint) -> None:
    assert "secureJsonData" not in grafana_data_source("metrics", endpoint)
