"""Workspaces of Azure Monitor that were there before: looked up, and referred to like those that a program makes."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import schema
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from sandbox.failure_switch import FailureSwitch
from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import connection

LOOK_UP = "azure-native:monitor:getAzureMonitorWorkspace"
WORKSPACE = site.token("AzureMonitorWorkspace")
CENTRAL = f"{site.GROUP}/providers/Microsoft.Monitor/accounts/Central"
THEIRS = f"{site.FOREIGN}/providers/Microsoft.Monitor/accounts/theirs"


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    return site.open_azure(tmp_path)


@pytest.fixture
def other(azure: AzureNative) -> AzureNative:
    """The provider of another subscription."""
    beside = AzureNative(azure.cloud, FailureSwitch())
    beside.config = {"subscriptionId": site.OTHER, "tenantId": site.TENANT}
    return beside


def named(name: str, group: str = "rg") -> dict[str, str]:
    return {"resourceGroupName": group, "azureMonitorWorkspaceName": name}


def test_a_workspace_of_the_world_answers_what_a_made_one_has(azure: AzureNative) -> None:
    made = azure.create(WORKSPACE, {**named("mine"), "location": "westeurope", "tags": {"team": "a"}})
    before, mine = azure.invoke(LOOK_UP, named("Central")), azure.invoke(LOOK_UP, named("mine"))

    assert mine == {**made.outputs, "id": made.id}
    assert not schema.output_problems(WORKSPACE, before)
    assert {*mine} - {"tags", *named("")} <= {*before}
    assert (before["id"], before["name"], before["location"]) == (CENTRAL, "Central", "westeurope")
    assert before["metrics"]["prometheusQueryEndpoint"].startswith("https://central-")
    assert before["defaultIngestionSettings"].keys() == made.outputs["defaultIngestionSettings"].keys()
    assert before == {**azure.invoke(LOOK_UP, named("central", "RG")), **named("Central")}


def test_a_workspace_is_looked_up_in_the_subscription_of_the_provider(azure: AzureNative, other: AzureNative) -> None:
    other.create(WORKSPACE, {**named("made"), "location": "westeurope"})

    assert other.invoke(LOOK_UP, named("theirs"))["location"] == "northeurope"
    assert other.invoke(LOOK_UP, named("made"))["id"].startswith(site.FOREIGN)
    for name in ("theirs", "made"):
        with pytest.raises(Refused, match=f"404 ResourceNotFound.*{name}"):
            azure.invoke(LOOK_UP, named(name))


@pytest.mark.parametrize(
    ("group", "name", "answer"),
    [
        ("nowhere", "Central", "404 ResourceGroupNotFound"),
        ("rg", "nobody", "404 ResourceNotFound"),
        (None, None, "404"),
    ],
)
def test_a_look_up_of_no_workspace_fails_as_azure_fails(
    azure: AzureNative, group: str | None, name: str | None, answer: str
) -> None:
    with pytest.raises(Refused, match=answer):
        azure.invoke(LOOK_UP, {"resourceGroupName": group, "azureMonitorWorkspaceName": name})


@pytest.mark.parametrize("workspace", [CENTRAL, CENTRAL.lower(), THEIRS])
def test_a_workspace_of_others_takes_what_a_rule_sends(azure: AzureNative, workspace: str) -> None:
    site.build(azure)
    rule: dict[str, Any] = site.inputs("DataCollectionRule", azure, second=True)
    rule["destinations"] = {"monitoringAccounts": [{"accountResourceId": workspace, "name": "w"}]}
    rule["dataFlows"] = [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["w"]}]

    assert azure.create(site.token("DataCollectionRule"), rule).id


@pytest.mark.parametrize("workspace", [CENTRAL, THEIRS])
def test_a_workspace_of_others_is_reached_privately_and_a_roles_scope(azure: AzureNative, workspace: str) -> None:
    site.build(azure)
    endpoint = {**site.inputs("PrivateEndpoint", azure, second=True), **connection(workspace, "prometheusMetrics")}
    role = {**site.inputs("RoleAssignment", azure, second=True), "scope": workspace}

    assert azure.create(site.token("PrivateEndpoint"), endpoint).id
    assert azure.create(site.token("RoleAssignment"), role).id.startswith(workspace)
    with pytest.raises(Refused, match="has no private link group"):
        azure.create(
            site.token("PrivateEndpoint"),
            {**endpoint, "privateEndpointName": "pe-3", **connection(workspace, "azuremonitor")},
        )


def test_the_rule_that_azure_made_with_a_workspace_of_others_is_there(azure: AzureNative) -> None:
    site.build(azure)
    settings = azure.invoke(LOOK_UP, named("Central"))["defaultIngestionSettings"]
    role = site.inputs("RoleAssignment", azure, second=True)

    assert azure.create(site.token("RoleAssignment"), {**role, "scope": settings["dataCollectionRuleResourceId"]}).id


def test_identities_of_one_name_in_two_subscriptions_are_written_at_once(
    azure: AzureNative, other: AzureNative
) -> None:
    token = site.token("FederatedIdentityCredential")
    for package in (azure, other):
        package.create(site.token("UserAssignedIdentity"), site.inputs("UserAssignedIdentity", azure, second=False))
    credential = site.inputs("FederatedIdentityCredential", azure, second=False)

    azure.cloud.busy.add(azure.make_id(token, credential).rsplit("/", 2)[0])
    assert other.create(token, credential).id
    with pytest.raises(Refused, match="another write"):
        azure.create(token, credential)
