"""The Endpoint contract."""

from typing import get_args

import pytest

from components.contracts.endpoints import (
    AmpEndpoint,
    AzureMonitorEndpoint,
    Endpoint,
    ThanosEndpoint,
    exported,
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
