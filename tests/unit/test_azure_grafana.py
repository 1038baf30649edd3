"""Managed Grafana: the one that is made, access to workspaces, what exists already, and what is left to do by hand."""

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import Provider

from components import naming
from components.azure import grafana_commands
from components.azure.existing_grafana import GrafanaError, existing_grafana
from components.azure.grafana_access import GrafanaAccess
from components.azure.grafana_instance import GrafanaInstance
from components.azure.managed_grafana import ManagedGrafana
from components.azure.private_zones import GRAFANA_ZONE
from components.azure.role_assignment import ROLES
from tests.recorder import Recorder, record, value_of
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for

GRAFANA = "azure-native:dashboard:Grafana"
WAY = "azure-native:dashboard:ManagedPrivateEndpoint"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ENDPOINT = "azure-native:network:PrivateEndpoint"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
WORKSPACE = "/subscriptions/s-of-store/resourceGroups/rg-store/providers/Microsoft.Monitor/accounts/metrics"
ID = "/subscriptions/s-of-grafana/resourceGroups/rg-grafana/providers/Microsoft.Dashboard/grafana/shared"
ADMINS = ["AAAAAAAA-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"]
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    GRAFANA: {
        "id": ID,
        "identity": {"type": "SystemAssigned", "principalId": "principal-1", "tenantId": "t"},
        "properties": {"endpoint": "https://page.example.com"},
    }
}
SHARED: GrafanaInstance = {
    "name": "shared",
    "resource_group": "rg-grafana",
    "subscription_id": "s-of-grafana",
    "location": "northeurope",
    "grafana_id": ID,
    "url": "https://page.example.com",
    "principal_id": "principal-2",
}


def managed(opts: pulumi.ResourceOptions | None = None, **more: Any) -> ManagedGrafana:
    args: Any = {
        "resource_group": "rg",
        "location": "westeurope",
        "grafana_name": "own",
        "admins": ADMINS,
        "workspace_ids": [WORKSPACE, f"{WORKSPACE}-2"],
        "tags": {"team": "sre"},
        **more,
    }
    return ManagedGrafana("grafana", args, opts)


def private(**more: Any) -> ManagedGrafana:
    link = {"subnet_id": "/subnet", "location": "northeurope", "zone_id": "/zone", **more}
    return managed(private_link=link)


def access(opts: pulumi.ResourceOptions | None = None, **more: Any) -> GrafanaAccess:
    args: Any = {"grafana": SHARED, "workspace_id": WORKSPACE, "workspace_location": "westeurope", **more}
    return GrafanaAccess("azure-grafana", args, opts)


def made(program: Any) -> Recorder:
    return record(lambda: program() and None, ANSWERS)


def test_an_own_grafana_has_an_identity_and_no_keys_and_shows_exactly_what_it_is_given() -> None:
    grafana = made(managed).one(GRAFANA)

    assert (grafana["sku"], grafana["identity"]) == ({"name": "Standard"}, {"type": "SystemAssigned"})
    assert grafana["properties"] == {
        "apiKey": "Disabled",
        "publicNetworkAccess": "Enabled",
        "grafanaIntegrations": {
            "azureMonitorWorkspaceIntegrations": [
                {"azureMonitorWorkspaceResourceId": WORKSPACE},
                {"azureMonitorWorkspaceResourceId": f"{WORKSPACE}-2"},
            ]
        },
    }
    assert (grafana["workspaceName"], grafana["resourceGroupName"], grafana["location"]) == ("own", "rg", "westeurope")
    assert grafana["tags"] == {"team": "sre"}


def test_a_major_version_is_asked_for_as_azure_spells_it() -> None:
    assert made(lambda: managed(major_version=11)).one(GRAFANA)["properties"]["grafanaMajorVersion"] == "11"


def test_a_grafana_of_another_name_is_there_before_the_old_one_goes() -> None:
    request = made(managed).request(GRAFANA, "grafana-instance")

    assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (True, False)


def test_admins_are_whoever_they_are_and_can_be_taken_off_the_list_of_a_grafana_that_is_protected() -> None:
    recorder = made(lambda: managed(pulumi.ResourceOptions(protect=True)))
    given = recorder.of_type(ASSIGNMENT)

    assert {(one["principalId"], one["scope"]) for one in given.values()} == {(admin, ID) for admin in ADMINS}
    assert {one["roleDefinitionId"].rpartition("/")[2] for one in given.values()} == {ROLES["Grafana Admin"]}
    assert not any("principalType" in one for one in given.values())
    assert recorder.request(GRAFANA, "grafana-instance").protect
    assert not any(recorder.request(ASSIGNMENT, name).protect for name in given)
    assert {name.lower() for name in given} == given.keys(), "the same person in other letters is nobody else"


def test_what_a_grafana_offers_is_known_with_it() -> None:
    said: list[Any] = []

    def program() -> None:
        grafana = managed()
        for output in (grafana.grafana_id, grafana.url, grafana.principal_id, grafana.ready):
            value_of(output, said)

    made(program)
    assert sorted(said) == sorted([ID, ID, "https://page.example.com", "principal-1"])


def test_a_private_page_is_closed_to_others_and_led_to_through_its_own_endpoint_and_zone() -> None:
    recorder = made(lambda: Consumer({"ready": private().ready}))
    endpoint = recorder.one(ENDPOINT)

    assert recorder.one(GRAFANA)["properties"]["publicNetworkAccess"] == "Disabled"
    (connection,) = endpoint["privateLinkServiceConnections"]
    assert (connection["privateLinkServiceId"], connection["groupIds"]) == (ID, ["grafana"])
    assert (endpoint["location"], endpoint["subnet"], endpoint["resourceGroupName"]) == (
        "northeurope",
        {"id": "/subnet"},
        "rg",
    )
    (config,) = recorder.one(RECORDS)["privateDnsZoneConfigs"]
    assert config == {"name": GRAFANA_ZONE.replace(".", "-"), "privateDnsZoneId": "/zone"}
    assert endpoint["tags"] == {"team": "sre"}
    assert "grafana-page-own-records" in waits_for(recorder, "test:index:Consumer", "consumer", "ready")


def test_the_endpoint_of_a_page_is_in_the_networks_subscription_and_can_move_under_protection() -> None:
    def program() -> None:
        other = Provider("other", subscription_id="2")
        there = {"provider": other, "resource_group": "rg-network"}
        link = {"subnet_id": "/s", "location": "l", "zone_id": "/z", "network_subscription": there}
        own = Provider("own", subscription_id="1")
        managed(pulumi.ResourceOptions(protect=True, providers=[own]), private_link=link)

    recorder = made(program)
    (name,) = recorder.of_type(ENDPOINT)
    request = recorder.request(ENDPOINT, name)
    assert request.provider.split("::")[-2] == "other"
    assert recorder.one(ENDPOINT)["resourceGroupName"] == "rg-network"
    assert not request.protect
    assert recorder.request(GRAFANA, "grafana-instance").provider.split("::")[-2] == "own"


def test_a_grafana_may_read_the_workspace_and_nothing_of_it_is_changed() -> None:
    recorder = made(access)
    role = recorder.one(ASSIGNMENT)

    assert (role["principalId"], role["principalType"], role["scope"]) == ("principal-2", "ServicePrincipal", WORKSPACE)
    assert role["roleDefinitionId"].endswith(ROLES["Monitoring Data Reader"])
    assert recorder.of_type(WAY) == recorder.of_type(GRAFANA) == {}


def test_a_private_workspace_is_asked_for_a_way_from_the_grafanas_side() -> None:
    def program() -> None:
        own, other = Provider("own", subscription_id="1"), Provider("other", subscription_id="2")
        way = {"endpoint_name": "mine", "provider": other}
        access(pulumi.ResourceOptions(providers=[own]), private=way, tags={"team": "sre"})

    recorder = made(program)
    assert recorder.one(WAY) == {
        "resourceGroupName": "rg-grafana",
        "workspaceName": "shared",
        "managedPrivateEndpointName": "mine",
        "location": "northeurope",
        "privateLinkResourceId": WORKSPACE,
        "privateLinkResourceRegion": "westeurope",
        "groupIds": ["prometheusMetrics"],
        "requestMessage": "Managed Grafana shared, private endpoint mine",
        "tags": {"team": "sre"},
    }
    assert recorder.request(WAY, "azure-grafana-way").provider.split("::")[-2] == "other"
    assert recorder.request(ASSIGNMENT, "azure-grafana-reader-assignment").provider.split("::")[-2] == "own"


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(made(private), ManagedGrafana, "grafana")
    assert_component_rules(made(lambda: access(private={"endpoint_name": "mine"})), GrafanaAccess, "azure-grafana")


def found(
    identity: Mapping[str, Any] | None, *, private: bool = False, tier: str | None = "Standard"
) -> GrafanaInstance:
    """What is found of a Grafana of this identity and tier."""
    told: list[GrafanaInstance] = []
    answer = {
        "id": ID,
        "location": "North Europe",
        "properties": {"endpoint": "https://page.example.com"},
        **({"identity": identity} if identity else {}),
        **({"sku": {"name": tier}} if tier else {}),
    }
    asked: list[Mapping[str, Any]] = []

    def look_up(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(arguments)
        return answer

    opts = pulumi.InvokeOptions()
    calls = {"azure-native:dashboard:getGrafana": look_up}
    record(lambda: told.append(existing_grafana(ID, private=private, opts=opts)), calls=calls)
    assert asked == [{"resourceGroupName": "rg-grafana", "workspaceName": "shared"}]
    return told[0]


@pytest.mark.parametrize(
    "identity",
    [
        {"type": "SystemAssigned", "principalId": "principal-2"},
        {"type": "UserAssigned", "userAssignedIdentities": {"/id": {"principalId": "principal-2", "clientId": "c"}}},
    ],
    ids=["own", "given"],
)
def test_a_grafana_that_exists_is_known_by_the_identity_it_queries_with(identity: Mapping[str, Any]) -> None:
    assert found(identity) == SHARED


@pytest.mark.parametrize("identity", [None, {"type": "None"}, {"type": "UserAssigned", "userAssignedIdentities": {}}])
def test_a_grafana_without_an_identity_is_told_of_with_the_way_out(identity: Mapping[str, Any] | None) -> None:
    with pytest.raises(GrafanaError, match="shared has no managed identity to query with; switch one on"):
        found(identity)


@pytest.mark.parametrize("tier", ["Essential", None])
def test_a_grafana_that_has_no_private_way_is_told_of_where_it_takes_one(tier: str | None) -> None:
    identity = {"type": "SystemAssigned", "principalId": "principal-2"}

    assert found(identity, tier=tier) == SHARED
    with pytest.raises(GrafanaError, match="only Standard has a private way; say queries: public"):
        found(identity, tier=tier, private=True)


def said(command: Callable[[], pulumi.Input[str]]) -> list[str]:
    """The words of a command."""
    told: list[str] = []
    record(lambda: value_of(command(), told))
    return shlex.split(told[0])


def test_the_integration_is_added_beside_what_others_have_and_gives_no_role() -> None:
    words = said(lambda: grafana_commands.integration(SHARED, WORKSPACE))

    assert words[:5] == ["az", "grafana", "integrations", "monitor", "add"]
    assert dict(zip(words[5::2], words[6::2], strict=True)) == {
        "--name": "shared",
        "--resource-group": "rg-grafana",
        "--subscription": "s-of-grafana",
        "--monitor-name": "metrics",
        "--monitor-resource-group-name": "rg-store",
        "--monitor-subscription-id": "s-of-store",
        "--skip-role-assignments": "true",
    }


def test_the_approval_is_of_the_request_that_the_endpoint_makes_and_of_no_other() -> None:
    words = said(lambda: grafana_commands.approval(SHARED, "mine", WORKSPACE))
    way = made(lambda: access(private={"endpoint_name": "mine"})).one(WAY)
    listed, approved = words[: words.index("|")], words[words.index("|") + 1 :]

    assert listed[:4] == ["az", "network", "private-endpoint-connection", "list"]
    options = dict(zip(listed[4::2], listed[5::2], strict=True))
    assert (options["--id"], options["--output"]) == (way["privateLinkResourceId"], "tsv")
    state = r"properties\.privateLinkServiceConnectionState\."
    matched = re.fullmatch(rf"\[\?{state}status=='Pending' && {state}description=='(.+)'\]\.id", options["--query"])
    assert matched
    assert matched[1] == way["requestMessage"]
    assert " ".join(approved) == "xargs -n 1 az network private-endpoint-connection approve --id"


def test_the_refresh_is_of_the_grafana() -> None:
    words = said(lambda: grafana_commands.refresh(SHARED))

    assert words[:4] == ["az", "grafana", "mpe", "refresh"]
    assert dict(zip(words[4::2], words[5::2], strict=True)) == {
        "--workspace-name": "shared",
        "--resource-group": "rg-grafana",
        "--subscription": "s-of-grafana",
    }


NAMES = ["prod-weu", "9th_cluster", "c" * 63, "dev", "p-" * 20, "A.b"]


@pytest.mark.parametrize("limit", [naming.GRAFANA_LENGTH, naming.GRAFANA_ENDPOINT_LENGTH])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_what_grafana_takes(name: str, limit: int) -> None:
    found = naming.grafana(name, "subscription", "group", limit=limit)

    assert re.fullmatch(rf"[a-zA-Z][a-zA-Z0-9-]{{0,{limit - 2}}}[a-zA-Z0-9]", found)
    assert "--" not in found


def test_names_of_two_places_or_of_two_that_are_cut_differ() -> None:
    scopes = [("s", "g"), ("s", "g2"), ("s2", "g")]
    names = [naming.grafana(name, *scope) for name in (*NAMES, "c" * 62) for scope in scopes]

    assert len(set(names)) == len(names)
    assert naming.grafana("prod-weu", "s", "g").startswith("prod-weu-")
