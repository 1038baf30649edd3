"""What azure-native does by itself: locations, names, replacements, look-ups, writes one at a time."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox import schema
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from sandbox.world import World
from tests.unit.sandbox import azure_site as site

WORKSPACE, ENDPOINT = site.token("AzureMonitorWorkspace"), site.token("PrivateEndpoint")
LOOK_UP = "azure-native:containerservice:getManagedCluster"


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    return site.open_azure(tmp_path)


@pytest.mark.parametrize(
    ("inputs", "old", "config", "location"),
    [
        ({"resourceGroupName": "rg"}, {}, {}, "westeurope"),
        ({"resourceGroupName": "RG"}, {}, {}, "westeurope"),
        ({"resourceGroupName": "rg"}, {"location": "uksouth"}, {"location": "northeurope"}, "uksouth"),
        ({"resourceGroupName": "rg"}, {}, {"location": "northeurope"}, "northeurope"),
        ({"resourceGroupName": "rg", "location": "uksouth"}, {}, {"location": "northeurope"}, "uksouth"),
        ({"resourceGroupName": schema.UNKNOWN}, {}, {}, schema.UNKNOWN),
        ({"resourceGroupName": "nowhere"}, {}, {}, None),
        ({}, {}, {}, None),
    ],
)
def test_a_location_that_is_left_out_is_the_configured_or_the_groups(
    tmp_path: Path, inputs: dict[str, Any], old: dict[str, Any], config: Mapping[str, Any], location: str | None
) -> None:
    azure = site.open_azure(tmp_path, **config)

    assert azure.defaults(WORKSPACE, "w", old, inputs).get("location") == location


def test_a_workspace_without_a_location_lies_where_its_group_does(azure: AzureNative) -> None:
    made = azure.create(WORKSPACE, azure.defaults(WORKSPACE, "w", {}, {"resourceGroupName": "rg"}))

    assert ".westeurope.prometheus.monitor.azure.com" in made.outputs["metrics"]["prometheusQueryEndpoint"]


def test_types_without_a_location_get_none(azure: AzureNative) -> None:
    container = site.token("BlobContainer")

    assert "location" not in azure.defaults(container, "c", {}, {"resourceGroupName": "rg"})


def test_what_was_named_by_the_provider_is_replaced_by_making_the_new_one_first(azure: AzureNative) -> None:
    drawn = azure.defaults(ENDPOINT, "pe", {}, {"resourceGroupName": "rg"})
    kept = azure.defaults(ENDPOINT, "pe", drawn, {"resourceGroupName": "rg"})
    given = azure.defaults(ENDPOINT, "pe", {}, {"resourceGroupName": "rg", "privateEndpointName": "mine"})

    assert drawn["privateEndpointName"].startswith("pe")
    assert kept == drawn
    assert not azure.replaces_by_deleting_first(ENDPOINT, drawn)
    assert not azure.replaces_by_deleting_first(ENDPOINT, kept)
    assert azure.replaces_by_deleting_first(ENDPOINT, given)


def test_a_childs_name_is_no_drawn_one(azure: AzureNative) -> None:
    member = site.token("PrivateLinkScopedResource")
    named = azure.defaults(member, "m", {}, {"resourceGroupName": "rg", "scopeName": "s"})

    assert named["name"] == "m"
    assert azure.replaces_by_deleting_first(member, named)


def test_an_assignment_is_named_by_a_guid(azure: AzureNative) -> None:
    site.build(azure)
    token = site.token("RoleAssignment")
    inputs = site.inputs("RoleAssignment", azure, second=True)
    del inputs["roleAssignmentName"]

    named = azure.defaults(token, "writer", {}, inputs)

    assert azure.create(token, named).id.endswith(named["roleAssignmentName"])
    assert azure.defaults(token, "writer", named, inputs) == named


def test_the_providers_notes_are_no_outputs(azure: AzureNative) -> None:
    inputs = azure.defaults(WORKSPACE, "w", {}, {"resourceGroupName": "rg"})
    made = azure.create(WORKSPACE, inputs)
    created = dict(made.outputs)
    updated = azure.update(made, {**inputs, "tags": {"a": "b"}}).outputs

    assert any(name.startswith("__") for name in inputs)
    assert not [name for name in (*created, *updated) if name.startswith("__")]
    assert updated["tags"] == {"a": "b"}


def test_ids_compare_without_case(azure: AzureNative) -> None:
    built = site.build(azure)
    rule = site.inputs("DataCollectionRule", azure, second=True)
    shouted = {**rule, "dataCollectionEndpointId": built["DataCollectionEndpoint"].id.upper()}

    made = azure.create(site.token("DataCollectionRule"), shouted)
    azure.delete(built["RoleAssignment"])
    azure.delete(built["DataCollectionRule"])
    azure.delete(built["PrivateLinkScopedResource"])
    azure.delete(built["DataCollectionRuleAssociation"])

    with pytest.raises(Refused, match=f"DataCollectionRule {made.id} still needs DataCollectionEndpoint"):
        azure.delete(built["DataCollectionEndpoint"])


def test_what_azure_makes_with_a_workspace_can_be_referred_to(azure: AzureNative) -> None:
    settings = site.build(azure)["AzureMonitorWorkspace"].outputs["defaultIngestionSettings"]
    rule = site.inputs("DataCollectionRule", azure, second=True)
    default = {**rule, "dataCollectionEndpointId": settings["dataCollectionEndpointResourceId"]}

    assert azure.create(site.token("DataCollectionRule"), default).id


def test_what_a_tag_says_is_no_reference(azure: AzureNative) -> None:
    identity = {**site.inputs("UserAssignedIdentity", azure, second=True), "tags": {"of": f"{site.GROUP}-nowhere"}}

    assert azure.create(site.token("UserAssignedIdentity"), identity).id


def test_a_look_up_answers_from_the_world(azure: AzureNative) -> None:
    on = azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": "on"})
    off = azure.invoke(LOOK_UP, {"resourceGroupName": "rg", "resourceName": "off"})

    assert on["oidcIssuerProfile"]["issuerURL"].startswith("https://westeurope.oic.prod-aks.azure.com/")
    assert on["securityProfile"]["workloadIdentity"]["enabled"] is True
    assert on == azure.invoke(LOOK_UP, {"resourceGroupName": "RG", "resourceName": "On"}) | {
        key: on[key] for key in ("id", "name", "nodeResourceGroup")
    }
    assert [pool["vnetSubnetID"] for pool in on["agentPoolProfiles"]] == [f"{site.NETWORKS}/vnet/subnets/small"]
    assert off["oidcIssuerProfile"] == {"enabled": False}
    assert ["vnetSubnetID" in pool for pool in off["agentPoolProfiles"]] == [False]
    assert off["securityProfile"]["workloadIdentity"]["enabled"] is False


@pytest.mark.parametrize(
    ("group", "name", "answer"),
    [("nowhere", "on", "404 ResourceGroupNotFound"), ("rg", "nobody", "404 ResourceNotFound"), (None, None, "404")],
)
def test_a_look_up_of_what_is_not_there_fails_as_azure_fails(
    azure: AzureNative, group: str | None, name: str | None, answer: str
) -> None:
    with pytest.raises(Refused, match=answer):
        azure.invoke(LOOK_UP, {"resourceGroupName": group, "resourceName": name})


def test_clusters_of_the_default_world_keep_their_issuers(azure: AzureNative) -> None:
    azure.cloud.world, azure.config = World.load(), {}
    found = azure.invoke(LOOK_UP, {"resourceGroupName": "rg-aks", "resourceName": "dev-weu"})

    assert found["oidcIssuerProfile"]["issuerURL"] == (
        "https://westeurope.oic.prod-aks.azure.com/"
        "14f696cc-f0bf-5899-a660-eb1e9cad077b/58eb6196-74c9-5d54-8571-9465dd0ae646/"
    )


def test_a_type_nobody_simulates_may_be_global(azure: AzureNative) -> None:
    group = {"resourceGroupName": "rg", "groupShortName": "ops", "enabled": True, "actionGroupName": "ops"}

    assert azure.create("azure-native:monitor:ActionGroup", {**group, "location": "global"}).id
    with pytest.raises(Refused, match=r"\[azure-region\]$"):
        azure.create("azure-native:monitor:ActionGroup", {**group, "location": "nowhere"})


def test_two_credentials_of_one_identity_are_not_written_at_once(
    azure: AzureNative, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build(azure)
    met = threading.Event()
    # The write that is first takes until the other one has met it.
    monkeypatch.setattr("sandbox.package.time.sleep", lambda _: met.wait(60))
    token = site.token("FederatedIdentityCredential")
    refused: list[str] = []

    def write(name: str) -> None:
        own = {"federatedIdentityCredentialResourceName": name, "subject": name}
        try:
            azure.create(token, {**site.inputs("FederatedIdentityCredential", azure, second=True), **own})
        except Refused as refusal:
            refused.append(str(refusal))
            met.set()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert "409 Conflict: another write" in refused[0]
