"""Managed Grafanas: made and there before, their identities among principals, and their pages in the network."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import schema
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Refused
from sandbox.reachability.doors import INTERNET, Door
from sandbox.reachability.rules import answer
from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import connection

LOOK_UP = "azure-native:dashboard:getGrafana"
GRAFANA, ROLE = site.token("Grafana"), site.token("RoleAssignment")
VNET = f"{site.NETWORKS}/vnet"


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    built = site.open_azure(tmp_path)
    site.build(built)
    return built


def named(name: str | None, group: str | None = "rg") -> dict[str, str | None]:
    return {"resourceGroupName": group, "workspaceName": name}


def role(azure: AzureNative, principal: str, **changes: Any) -> dict[str, Any]:
    return {**site.inputs("RoleAssignment", azure, second=True), "principalId": principal, **changes}


def test_a_grafana_of_the_world_answers_what_a_made_one_has(azure: AzureNative) -> None:
    before, mine = azure.invoke(LOOK_UP, named("Shared")), azure.invoke(LOOK_UP, named("grafana"))

    assert not schema.output_problems(GRAFANA, before)
    assert not schema.output_problems(GRAFANA, mine)
    assert (before["name"], before["location"], before["sku"]) == ("shared", "westeurope", {"name": "Standard"})
    assert before["properties"]["endpoint"].startswith("https://shared-")
    assert before["identity"].keys() == mine["identity"].keys() == {"type", "principalId", "tenantId"}
    assert mine["properties"]["grafanaIntegrations"], "what it was given stands beside what is computed"
    assert "principalId" not in azure.invoke(LOOK_UP, named("nobody"))["identity"]


@pytest.mark.parametrize(
    ("group", "name", "answer"),
    [("nowhere", "shared", "404 ResourceGroupNotFound"), ("rg", "none", "404 ResourceNotFound"), (None, None, "404")],
)
def test_a_look_up_of_no_grafana_fails_as_azure_fails(
    azure: AzureNative, group: str | None, name: str | None, answer: str
) -> None:
    with pytest.raises(Refused, match=answer):
        azure.invoke(LOOK_UP, named(name, group))


def test_the_identity_of_a_grafana_that_is_made_may_not_be_replicated_yet(azure: AzureNative) -> None:
    principal = azure.invoke(LOOK_UP, named("grafana"))["identity"]["principalId"]

    with pytest.raises(Refused, match=r"\[azure-principal-type\]"):
        azure.create(ROLE, role(azure, principal, principalType=None))
    with pytest.raises(Refused, match=r"\[azure-other-principal-type\]"):
        azure.create(ROLE, role(azure, principal, principalType="User"))
    assert azure.create(ROLE, role(azure, principal)).id


@pytest.mark.parametrize("kind", [None, "ServicePrincipal"])
def test_the_identity_of_a_grafana_of_others_is_there(azure: AzureNative, kind: str | None) -> None:
    principal = azure.invoke(LOOK_UP, named("shared"))["identity"]["principalId"]

    with pytest.raises(Refused, match=r"\[azure-other-principal-type\]"):
        azure.create(ROLE, role(azure, principal, principalType="Group"))
    assert azure.create(ROLE, role(azure, principal, principalType=kind)).id


def test_a_grafanas_private_endpoint_waits_for_the_owner_of_its_target(azure: AzureNative) -> None:
    endpoint = azure.create(
        site.token("ManagedPrivateEndpoint"), site.inputs("ManagedPrivateEndpoint", azure, second=True)
    )

    assert endpoint.outputs["connectionState"]["status"] == "Pending"


def test_a_workspace_that_a_grafana_shows_is_not_deleted(tmp_path: Path) -> None:
    empty = site.open_azure(tmp_path)
    for short in ("AzureMonitorWorkspace", "Grafana"):
        empty.create(site.token(short), site.inputs(short, empty, second=False))
    workspace = next(empty.cloud.of(site.token("AzureMonitorWorkspace")))

    with pytest.raises(Refused, match=r"Grafana .* still needs .*\[azure-still-needed\]"):
        empty.delete(workspace)


def test_the_page_of_a_grafana_is_open_publicly_and_once_private_through_its_endpoint_only(azure: AzureNative) -> None:
    grafana = next(azure.cloud.of(GRAFANA))
    host = grafana.outputs["properties"]["endpoint"].removeprefix("https://")

    def doors() -> list[Door]:
        objects, world = [*azure.cloud.objects.values()], azure.cloud.world
        return [answer(network, host, objects, world).door for network in (VNET, INTERNET)]

    assert doors() == [Door.OPEN, Door.OPEN]
    private = {**grafana.inputs, "properties": {"publicNetworkAccess": "Disabled"}}
    azure.update(grafana, private)
    assert doors() == [Door.CLOSED, Door.CLOSED]
    _lead(azure, grafana.id)
    assert doors() == [Door.OPEN, Door.CLOSED]


def _lead(azure: AzureNative, grafana: str) -> None:
    zone = {"resourceGroupName": "rg", "location": "global", "privateZoneName": "privatelink.grafana.azure.com"}
    zone_id = azure.create(site.token("PrivateZone"), zone).id
    endpoint = {**site.inputs("PrivateEndpoint", azure, second=True), **connection(grafana, "grafana")}
    azure.create(site.token("PrivateEndpoint"), endpoint)
    records = site.inputs("PrivateDnsZoneGroup", azure, second=True)
    configs = [{"name": "z", "privateDnsZoneId": zone_id}]
    azure.create(site.token("PrivateDnsZoneGroup"), {**records, "privateDnsZoneConfigs": configs})
    link = {**site.inputs("VirtualNetworkLink", azure, second=True), "privateZoneName": zone["privateZoneName"]}
    azure.create(site.token("VirtualNetworkLink"), {**link, "virtualNetwork": {"id": VNET}})
