"""The Endpoint contract, out of one stack and into another."""

from typing import Any, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contracts.endpoints import (
    KINDS,
    VERSION,
    AmpEndpoint,
    AzureMonitorEndpoint,
    Endpoint,
    EndpointError,
    ThanosEndpoint,
    exported,
    imported,
)

AZURE = AzureMonitorEndpoint(
    kind="azure-monitor",
    write_url="https://dce.example.com/write",
    query_url="https://amw.example.com",
    write_host="dce.example.com",
    query_host="amw.example.com",
    workspace_id="/subscriptions/s/workspace",
    data_collection_endpoint_id="/subscriptions/s/endpoint",
    data_collection_rule_id="/subscriptions/s/rule",
    location="westeurope",
    tenant_id="tenant",
    cloud="AzurePublic",
    write_access="public",
    built_by="o/p/hub",
)
AMP = AmpEndpoint(
    kind="amp",
    write_url="https://amp.example.com/api/v1/remote_write",
    query_url="https://amp.example.com/",
    workspace_id="ws",
    workspace_arn="arn:aws:aps:eu-west-1:1:workspace/ws",
    account_id="1",
    region="eu-west-1",
    built_by="o/p/hub",
)
THANOS = ThanosEndpoint(
    kind="thanos",
    write_url="https://receive.example.com/api/v1/receive",
    query_url="https://query.example.com",
    write_host="receive.example.com",
    query_host="query.example.com",
    username="writer",
    certificate_authority="",
    built_by="o/p/hub",
)
ENDPOINTS: list[Endpoint] = [AZURE, AMP, THANOS]


@st.composite
def endpoints(draw: st.DrawFn) -> Endpoint:
    """Any endpoint of any kind."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    fields = {field: draw(st.text()) for field in KINDS[kind].__annotations__}
    return cast("Endpoint", {**fields, "kind": kind})


@given(endpoints())
def test_what_was_exported_is_imported_as_it_was(endpoint: Endpoint) -> None:
    assert imported(exported(endpoint)) == endpoint
    assert exported(imported(exported(endpoint))) == exported(endpoint)


@given(endpoints(), st.dictionaries(st.text(min_size=1), st.text()))
def test_fields_of_later_programs_are_left_out(endpoint: Endpoint, more: dict[str, str]) -> None:
    assert imported({**more, **exported(endpoint)}) == endpoint


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e["kind"])
def test_an_export_holds_every_field_and_beside_the_version_only_strings(endpoint: Endpoint) -> None:
    export = exported(endpoint)

    assert export.pop("version") == VERSION
    assert list(export.values()) == list(endpoint.values())
    assert all(isinstance(value, str) for value in export.values())
    assert all(key.isalnum() and key[0].islower() for key in export)


def test_an_export_is_an_api_with_these_keys() -> None:
    of_all = {"version", "kind", "writeUrl", "queryUrl", "builtBy"}

    assert exported(AZURE).keys() == of_all | {
        "writeHost",
        "queryHost",
        "workspaceId",
        "dataCollectionEndpointId",
        "dataCollectionRuleId",
        "location",
        "tenantId",
        "cloud",
        "writeAccess",
    }
    assert exported(AMP).keys() == of_all | {"workspaceId", "workspaceArn", "accountId", "region"}
    assert exported(THANOS).keys() == of_all | {"writeHost", "queryHost", "username", "certificateAuthority"}


def test_every_kind_is_known_by_its_name() -> None:
    assert set(KINDS.values()) == set(get_args(Endpoint))
    assert {endpoint["kind"] for endpoint in ENDPOINTS} == set(KINDS)


@pytest.mark.parametrize("version", [VERSION + 1, float(VERSION + 1)])
def test_a_newer_contract_asks_for_a_newer_program(version: float) -> None:
    with pytest.raises(EndpointError, match=rf"version {VERSION + 1} .* up to {VERSION}; update this program"):
        imported({**exported(AMP), "version": version})


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e["kind"])
def test_a_field_that_is_not_there_or_no_text_asks_for_an_update_of_the_stack_that_exports_it(
    endpoint: Endpoint,
) -> None:
    whole = exported(endpoint)
    for field in whole.keys() - {"version", "kind"}:
        for broken in ({**whole, field: None}, {key: value for key, value in whole.items() if key != field}):
            with pytest.raises(EndpointError, match=f"lacks {field}; run `pulumi up` there"):
                imported(broken)


@pytest.mark.parametrize(
    ("export", "says"),
    [
        (None, "is no endpoint"),
        ("https://metrics.example.com", "is no endpoint"),
        ({"kind": "gmp"}, "of the kind 'gmp', this program reads azure-monitor, amp, thanos"),
        ({"kind": ["amp"]}, r"of the kind \['amp'\]"),
        ({}, "of the kind None"),
    ],
)
def test_what_is_no_endpoint_is_refused(export: Any, says: str) -> None:
    with pytest.raises(EndpointError, match=says):
        imported(export)
