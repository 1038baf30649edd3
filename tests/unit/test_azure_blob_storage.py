from typing import Any

import pulumi
import pytest
from pulumi_azure_native import Provider

from components.azure.blob_storage import BlobStorage
from components.azure.private_zones import BLOB_ZONE
from tests.recorder import Recorder, record
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
SERVICE = "azure-native:storage:BlobServiceProperties"
ENDPOINT = "azure-native:network:PrivateEndpoint"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
PRIVATE = {"private_link": {"subnet_id": "/subnet", "location": "northeurope", "zone_id": "/zone"}}


def build(more: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> BlobStorage:
    args: Any = {
        "resource_group": "rg",
        "location": "westeurope",
        "account_name": "metrics1a2b",
        "container_name": "thanos",
        "redundancy": "ZRS",
        "tags": {"team": "sre"},
        **more,
    }
    return BlobStorage("store", args, opts)


@pytest.fixture
def public() -> Recorder:
    return record(lambda: build({}) and None)


@pytest.fixture
def private() -> Recorder:
    return record(lambda: Consumer({"ready": build(PRIVATE).ready}) and None)


def test_the_account_accepts_no_key_and_no_anonymous_reader(public: Recorder) -> None:
    account = public.one(ACCOUNT)
    off = ("allowSharedKeyAccess", "allowBlobPublicAccess", "allowCrossTenantReplication", "isLocalUserEnabled")
    assert {account[switch] for switch in off} == {False}
    assert {account[switch] for switch in ("defaultToOAuthAuthentication", "enableHttpsTrafficOnly")} == {True}
    assert account["encryption"]["requireInfrastructureEncryption"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert public.one(CONTAINER)["publicAccess"] == "None"


@pytest.mark.parametrize("redundancy", ["ZRS", "LRS"])
def test_the_account_is_replicated_as_asked(redundancy: str) -> None:
    account = record(lambda: build({"redundancy": redundancy}) and None).one(ACCOUNT)
    assert (account["kind"], account["sku"]) == ("StorageV2", {"name": f"Standard_{redundancy}"})


def test_deleted_blobs_and_containers_can_be_restored_but_versions_are_not_kept(public: Recorder) -> None:
    service = public.one(SERVICE)
    assert service["blobServicesName"] == "default"
    assert service["deleteRetentionPolicy"] == service["containerDeleteRetentionPolicy"] == {"enabled": True, "days": 7}
    assert service["isVersioningEnabled"] is False


def test_without_a_private_link_the_account_is_public_and_has_no_endpoint(public: Recorder) -> None:
    assert public.one(ACCOUNT)["publicNetworkAccess"] == "Enabled"
    assert not public.of_type(ENDPOINT)


def test_with_a_private_link_it_is_the_only_way_in(private: Recorder) -> None:
    assert private.one(ACCOUNT)["publicNetworkAccess"] == "Disabled"
    endpoint = private.one(ENDPOINT)
    connection = endpoint["privateLinkServiceConnections"][0]
    assert (connection["privateLinkServiceId"], connection["groupIds"]) == ("store-account-id", ["blob"])
    assert (endpoint["location"], endpoint["subnet"]["id"]) == ("northeurope", "/subnet")
    config = private.one(RECORDS)["privateDnsZoneConfigs"][0]
    assert config == {"name": BLOB_ZONE.replace(".", "-"), "privateDnsZoneId": "/zone"}
    assert endpoint["tags"] == private.one(ACCOUNT)["tags"] == {"team": "sre"}


def test_the_endpoint_is_in_the_subscription_of_its_network_and_the_account_in_its_own() -> None:
    def program() -> None:
        own, other = Provider("own", subscription_id="1"), Provider("other", subscription_id="2")
        there = {"provider": other, "resource_group": "rg-network"}
        link = {**PRIVATE["private_link"], "network_subscription": there}
        build({"private_link": link}, pulumi.ResourceOptions(providers=[own]))

    recorder = record(program)
    places = {
        request.type: (request.provider.split("::")[-2], recorder.inputs(request)["resourceGroupName"])
        for request in recorder.requests.values()
        if request.type.startswith("azure-native:")
    }
    assert places == {
        **dict.fromkeys((ENDPOINT, RECORDS), ("other", "rg-network")),
        **dict.fromkeys((ACCOUNT, CONTAINER, SERVICE), ("own", "rg")),
    }


def test_the_store_is_ready_with_its_container_and_its_records(private: Recorder) -> None:
    waits = waits_for(private, "test:index:Consumer", "consumer", "ready")
    assert waits == {"store-container", "store-blob-metrics1a2b-records"}


def test_an_account_is_there_before_the_one_that_it_replaces_goes(private: Recorder, public: Recorder) -> None:
    # Azure's provider deletes first what bears a given name.
    types = {ACCOUNT: "store-account", SERVICE: "store-properties", CONTAINER: "store-container"}
    for type_, name in types.items():
        for request in (private.request(type_, name), public.request(type_, name)):
            assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (True, False)


@pytest.mark.parametrize("more", [{}, PRIVATE])
def test_the_component_keeps_the_rules(more: dict[str, Any]) -> None:
    assert_component_rules(record(lambda: build(more) and None), BlobStorage, "store")
