"""Who reads a workspace of Azure Monitor: what a stack file's few words make of it; silence changes nothing."""

from typing import Any

import pytest

from components.azure.private_zones import GRAFANA_ZONE, MONITOR_ZONES, workspace_query_zone
from components.azure.role_assignment import ROLES
from stack.config.stack_config import ConfigError
from tests.recorder import Recorder, plain
from tests.stack.clouds import GRAFANAS_PRINCIPAL, SUBSCRIPTION
from tests.stack.program import Config, declared, values
from tests.stack.stacks import (
    AZURE,
    EXISTING,
    GRAFANA_ID,
    GUIDS,
    HUB_SUBSCRIPTION,
    NETWORK_ID,
    PRIVATE_LINK,
    SHARED,
    SUBNET_ID,
    hub,
    read,
    spoke,
    stack,
)

WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
COLLECTION = "azure-native:monitor:DataCollectionEndpoint"
ENDPOINT = "azure-native:network:PrivateEndpoint"
RECORDS = "azure-native:network:PrivateDnsZoneGroup"
LINK = "azure-native:privatedns:VirtualNetworkLink"
ZONE = "azure-native:privatedns:PrivateZone"
ROLE = "azure-native:authorization:RoleAssignment"
GRAFANA = "azure-native:dashboard:Grafana"
WAY = "azure-native:dashboard:ManagedPrivateEndpoint"
QUERY_ZONE = workspace_query_zone(AZURE["location"])
ADMINS = {"admins": [GUIDS[0]]}
OTHERS_SUBNET = f"{NETWORK_ID.replace(SUBSCRIPTION, HUB_SUBSCRIPTION)}/subnets/endpoints"
"""Of another subscription."""
BACKENDS = {name: {"kind": "azure-monitor", "grafana": "own"} for name in ("one", "two")}


def zones(recorder: Recorder) -> set[str]:
    return {zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()}


def groups(recorder: Recorder) -> list[str]:
    """Sub-resources that private endpoints lead to."""
    made = recorder.of_type(ENDPOINT).values()
    return sorted(group for one in made for link in one["privateLinkServiceConnections"] for group in link["groupIds"])


def roles(recorder: Recorder, role: str) -> dict[str, str]:
    """Who has a role: scope by principal."""
    given = [one for one in recorder.of_type(ROLE).values() if one["roleDefinitionId"].endswith(ROLES[role])]
    return {one["principalId"]: one["scope"].rpartition("/")[2] for one in given}


def commands(recorder: Recorder) -> list[str]:
    return plain(recorder.exports.get("commands", []))


@pytest.mark.parametrize(
    ("config", "queries", "samples"),
    [
        (read(), "Disabled", "Disabled"),
        (read(queries="private"), "Disabled", "Disabled"),
        (read(queries="public"), "Enabled", "Disabled"),
        (read(private=False), "Enabled", "Enabled"),
    ],
)
def test_queries_and_samples_have_a_door_each(config: Config, queries: str, samples: str) -> None:
    recorder = declared(config)

    assert recorder.one(WORKSPACE)["publicNetworkAccess"] == queries
    assert recorder.one(COLLECTION)["networkAcls"] == {"publicNetworkAccess": samples}


def test_public_queries_have_neither_endpoint_nor_zone_and_samples_still_have_theirs() -> None:
    private, public = declared(read()), declared(read(queries="public"))

    assert (groups(private), groups(public)) == (["azuremonitor", "prometheusMetrics"], ["azuremonitor"])
    assert zones(private) - zones(public) == {QUERY_ZONE}
    assert {link["privateZoneName"] for link in public.of_type(LINK).values()} == zones(public)
    assert values(public)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]


def test_each_store_is_queried_as_it_says() -> None:
    backends = {"one": {"kind": "azure-monitor"}, "two": {"kind": "azure-monitor", "queries": "public"}}
    azure = {**AZURE, "privateLink": PRIVATE_LINK}
    recorder = declared(stack(only="azure", azure=azure, backends=backends))
    access = {name: one["publicNetworkAccess"] for name, one in recorder.of_type(WORKSPACE).items()}

    assert access == {"one-workspace": "Disabled", "two-workspace": "Enabled"}
    assert groups(recorder) == ["azuremonitor", "prometheusMetrics"]
    assert QUERY_ZONE in zones(recorder)


@pytest.mark.parametrize("private", [True, False])
def test_readers_read_the_workspace_whoever_they_are(private: bool) -> None:
    recorder = declared(read(private=private, readers=[*GUIDS[:2]]))

    assert roles(recorder, "Monitoring Data Reader") == dict.fromkeys(GUIDS[:2], "azure-workspace")
    given = [one for one in recorder.of_type(ROLE).values() if one["principalId"] in GUIDS]
    assert not any("principalType" in one for one in given)
    assert recorder.of_type(GRAFANA) == {}
    assert "grafana" not in recorder.exports
    assert "commands" not in recorder.exports


def test_a_reader_less_changes_nothing_of_the_others() -> None:
    two, one = (declared(read(readers=[*GUIDS[:count]])) for count in (2, 1))

    assert one.of_type(ROLE).items() <= two.of_type(ROLE).items()
    assert len(two.of_type(ROLE)) == len(one.of_type(ROLE)) + 1


@pytest.mark.parametrize(
    "config",
    [hub(private=True), stack(private=True), spoke("aks"), spoke("aks", private=True, stores=EXISTING)],
    ids=["hub", "built here", "another stack's", "existing"],
)
def test_who_says_nothing_of_reading_has_no_grafana_and_gives_nobody_the_right(config: Config) -> None:
    recorder = declared(config)

    assert recorder.of_type(GRAFANA) == recorder.of_type(WAY) == {}
    assert roles(recorder, "Monitoring Data Reader") == roles(recorder, "Grafana Admin") == {}
    assert GRAFANA_ZONE not in zones(recorder)
    assert not {"grafana", "commands"} & recorder.exports.keys()


def own(private: bool = True, access: str | None = None, **section: Any) -> Recorder:
    """Two stores that one Grafana of the stack shows."""
    grafana = {**ADMINS, **section, **({"access": access} if access else {})}
    azure = {**AZURE, "grafana": grafana, **({"privateLink": PRIVATE_LINK} if private else {})}
    return declared(stack(only="azure", azure=azure, backends=BACKENDS, tags={"team": "sre"}))


def test_one_grafana_shows_every_store_that_says_so() -> None:
    recorder = own(private=False, majorVersion=11)
    grafana = recorder.one(GRAFANA)
    shown = grafana["properties"]["grafanaIntegrations"]["azureMonitorWorkspaceIntegrations"]

    assert [one["azureMonitorWorkspaceResourceId"].rpartition("/")[2] for one in shown] == [
        "one-workspace",
        "two-workspace",
    ]
    assert grafana["properties"]["grafanaMajorVersion"] == "11"
    assert (grafana["resourceGroupName"], grafana["location"]) == (AZURE["resourceGroup"], AZURE["location"])
    assert grafana["workspaceName"].startswith("c-aks-")
    assert grafana["tags"]["team"] == "sre"
    readers = [one for one in recorder.of_type(ROLE).values() if one["principalId"] == "principal-of-grafana"]
    assert {one["scope"].rpartition("/")[2] for one in readers} == {"one-workspace", "two-workspace"}
    assert all(one["principalType"] == "ServicePrincipal" for one in readers)
    assert roles(recorder, "Grafana Admin") == {GUIDS[0]: "grafana-instance"}


def test_the_grafana_and_its_page_are_exported_for_every_store_it_shows() -> None:
    exported = plain(own(private=False).exports)["grafana"]

    assert exported.keys() == BACKENDS.keys()
    assert {one["url"] for one in exported.values()} == {"https://own.grafana.example.com"}
    assert all(one["id"].endswith("/grafana-instance") for one in exported.values())


def test_a_store_that_says_nothing_of_grafana_is_not_shown() -> None:
    azure = {**AZURE, "grafana": ADMINS}
    backends = {"one": BACKENDS["one"], "two": {"kind": "azure-monitor"}}
    recorder = declared(stack(only="azure", azure=azure, backends=backends))
    shown = recorder.one(GRAFANA)["properties"]["grafanaIntegrations"]["azureMonitorWorkspaceIntegrations"]

    assert len(shown) == 1
    assert plain(recorder.exports)["grafana"].keys() == {"one"}


def test_in_production_a_grafana_is_protected_and_its_access_is_not() -> None:
    recorder = declared({**read(ADMINS, grafana="own"), "environment": "prod"})

    assert recorder.request(GRAFANA, "grafana-instance").protect
    unprotected = [*recorder.of_type(WAY), *recorder.of_type(ROLE)]
    assert not any(request.protect for request in recorder.requests.values() if request.name in unprotected)
    assert not declared(read(ADMINS, grafana="own")).request(GRAFANA, "grafana-instance").protect


def test_the_own_grafanas_page_is_in_the_network_and_resolves_there() -> None:
    recorder = own()
    grafana = recorder.one(GRAFANA)
    links = [one for one in recorder.of_type(LINK).values() if one["privateZoneName"] == GRAFANA_ZONE]
    page = next(one for name, one in recorder.of_type(ENDPOINT).items() if name.startswith("grafana-page"))

    assert grafana["properties"]["publicNetworkAccess"] == "Disabled"
    assert groups(recorder) == ["azuremonitor", "grafana", "prometheusMetrics", "prometheusMetrics"]
    records = next(one for name, one in recorder.of_type(RECORDS).items() if name.startswith("grafana-page"))
    (config,) = records["privateDnsZoneConfigs"]
    assert config["privateDnsZoneId"].endswith(f"/private-dns-{GRAFANA_ZONE}")
    assert page["subnet"] == {"id": SUBNET_ID}
    assert page["location"] != grafana["location"], "of the network, which is in another region"
    assert [one["virtualNetwork"] for one in links] == [{"id": NETWORK_ID}]
    name = f"private-dns-{GRAFANA_ZONE}-link"
    request = recorder.request(LINK, name)
    behind = {urn.rsplit("::", 1)[1] for urn in recorder.behind(request.propertyDependencies["privateZoneName"].urns)}
    assert any("grafana-page" in one and one.endswith("records") for one in behind), "records come before the link"


def test_the_endpoint_of_the_page_is_where_the_network_is() -> None:
    azure = {**AZURE, "grafana": ADMINS, "privateLink": {"subnetId": OTHERS_SUBNET}}
    recorder = declared(stack(only="azure", azure=azure, backends=BACKENDS))
    (name,) = [name for name in recorder.of_type(ENDPOINT) if name.startswith("grafana-page")]

    assert recorder.of_type(ENDPOINT)[name]["resourceGroupName"] == OTHERS_SUBNET.split("/")[4]
    assert "azure-" in recorder.request(ENDPOINT, name).provider.split("::")[-2]
    assert recorder.request(GRAFANA, "grafana-instance").provider.split("::")[-2] == "azure"
    assert all(recorder.request(WAY, way).provider.split("::")[-2] == "azure" for way in recorder.of_type(WAY))


ZONES = f"/subscriptions/{HUB_SUBSCRIPTION}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones"


def in_zones_of_others(*names: str) -> Recorder:
    """The stores and their Grafana, where zones are somebody else's: those given, or nobody's here."""
    given = {"zones": {name: f"{ZONES}/{name}" for name in names}} if names else "none"
    azure = {**AZURE, "grafana": ADMINS, "privateLink": {**PRIVATE_LINK, "dns": given}}
    return declared(stack(only="azure", azure=azure, backends=BACKENDS))


def test_the_pages_record_goes_to_the_zone_of_others_or_is_theirs_to_write() -> None:
    names = [*MONITOR_ZONES, QUERY_ZONE, GRAFANA_ZONE]
    given, none = in_zones_of_others(*names), in_zones_of_others()
    records = [one for name, one in given.of_type(RECORDS).items() if name.startswith("grafana-page")]

    assert [one["privateDnsZoneConfigs"][0]["privateDnsZoneId"] for one in records] == [f"{ZONES}/{GRAFANA_ZONE}"]
    assert groups(none).count("grafana") == 1
    assert none.of_type(RECORDS) == none.of_type(LINK) == given.of_type(LINK) == {}
    with pytest.raises(ConfigError, match=rf"lacks {GRAFANA_ZONE}"):
        in_zones_of_others(*names[:-1])


def test_a_page_that_stays_out_has_neither_endpoint_nor_zone_and_its_stores_stay_private() -> None:
    recorder = own(access="public")

    assert recorder.one(GRAFANA)["properties"]["publicNetworkAccess"] == "Enabled"
    assert groups(recorder) == ["azuremonitor", "prometheusMetrics", "prometheusMetrics"]
    assert GRAFANA_ZONE not in zones(recorder)
    assert len(recorder.of_type(WAY)) == len(BACKENDS)


@pytest.mark.parametrize(("grafana", "integrations"), [("own", 0), (GRAFANA_ID, 1)])
@pytest.mark.parametrize(
    ("keys", "ways"), [({"private": True}, 1), ({"private": True, "queries": "public"}, 0), ({"private": False}, 0)]
)
def test_a_private_store_is_asked_for_a_way_and_what_is_left_to_run_is_said(
    grafana: str, integrations: int, keys: Any, ways: int
) -> None:
    recorder = declared(read(ADMINS if grafana == "own" else None, grafana=grafana, **keys))
    said = commands(recorder)
    verbs = ["integrations monitor add"] * integrations + ["approve --id", "mpe refresh"] * ways

    assert len(recorder.of_type(WAY)) == ways
    assert len(said) == len(verbs)
    assert all(verb in command for verb, command in zip(verbs, said, strict=True))
    for way in recorder.of_type(WAY).values():
        assert f"description=='{way['requestMessage']}'" in said[-2]
        assert f"--id {way['privateLinkResourceId']} " in said[-2]
        assert (way["privateLinkResourceRegion"], way["groupIds"]) == (AZURE["location"], ["prometheusMetrics"])
        assert way["tags"]["managed-by"] == "prometheus-stack"


def test_every_way_has_a_name_of_its_own() -> None:
    ways = [one["managedPrivateEndpointName"] for one in own().of_type(WAY).values()]

    assert len(set(ways)) == len(BACKENDS)


def test_stacks_of_one_name_in_two_places_do_not_meet_in_one_grafana() -> None:
    def names(group: str, grafana: str) -> set[str]:
        config = read(ADMINS if grafana == "own" else None, grafana=grafana)
        recorder = declared({**config, "azure": {**config["azure"], "resourceGroup": group}})
        made = [*recorder.of_type(GRAFANA).values(), *recorder.of_type(WAY).values()]
        return {one.get("managedPrivateEndpointName", one["workspaceName"]) for one in made}

    for grafana, count in (("own", 2), (GRAFANA_ID, 1)):
        here, there = names("rg-here", grafana), names("rg-there", grafana)
        assert len(here) == len(there) == count
        assert not here & there


def test_a_grafana_of_another_subscription_is_looked_up_there() -> None:
    asked = [one for one in declared(read(grafana=GRAFANA_ID)).invokes if one.tok.endswith(":getGrafana")]

    assert [one.provider.split("::")[-2] for one in asked] == [f"azure-{HUB_SUBSCRIPTION}"]


def test_the_grafana_that_this_stack_has_made_is_not_taken_for_one_that_exists() -> None:
    made = declared(read(ADMINS, grafana="own")).one(GRAFANA)["workspaceName"]
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{AZURE['resourceGroup']}"
    own_id = f"{group}/providers/Microsoft.Dashboard/grafana/{made.upper()}"

    with pytest.raises(ConfigError, match="is built by this stack, which would delete it; say own"):
        declared(read(grafana=own_id))


def test_a_grafana_of_others_gets_the_right_and_the_way_and_is_not_touched() -> None:
    recorder = declared(read(grafana=GRAFANA_ID))
    way = recorder.one(WAY)

    assert recorder.of_type(GRAFANA) == {}
    assert roles(recorder, "Grafana Admin") == {}
    assert roles(recorder, "Monitoring Data Reader") == {GRAFANAS_PRINCIPAL: "azure-workspace"}
    assert (way["workspaceName"], way["resourceGroupName"], way["location"]) == ("there", "rg-hub", "northeurope")
    assert recorder.request(WAY, "azure-grafana-way").provider.split("::")[-2] == f"azure-{HUB_SUBSCRIPTION}"
    assert f"--subscription {HUB_SUBSCRIPTION} " in commands(recorder)[0]
    assert commands(recorder)[0].count(SUBSCRIPTION) == 1
    exported = plain(recorder.exports)["grafana"]
    assert exported == {"azure": {"id": GRAFANA_ID, "url": "https://there.grafana.example.com"}}


def test_a_grafana_in_the_stores_subscription_takes_no_other_provider() -> None:
    recorder = declared(read(grafana=GRAFANA_ID.replace(HUB_SUBSCRIPTION, SUBSCRIPTION)))

    assert recorder.request(WAY, "azure-grafana-way").provider.split("::")[-2] == "azure"


def test_each_store_may_have_another_grafana() -> None:
    azure = {**AZURE, "grafana": ADMINS}
    backends = {
        "theirs": {"kind": "azure-monitor", "grafana": GRAFANA_ID},
        "given": {"kind": "azure-monitor", "grafana": GRAFANA_ID.replace("/there", "/given")},
        "mine": {"kind": "azure-monitor", "grafana": "own"},
    }
    recorder = declared(stack(only="azure", azure=azure, backends=backends))

    assert roles(recorder, "Monitoring Data Reader") == {
        GRAFANAS_PRINCIPAL: "theirs-workspace",
        "principal-given": "given-workspace",
        "principal-of-grafana": "mine-workspace",
    }
    assert plain(recorder.exports)["grafana"].keys() == backends.keys()
    assert len(commands(recorder)) == 2


@pytest.mark.parametrize(
    ("keys", "key", "says"),
    [
        ({"grafana": GRAFANA_ID.replace("rg-hub", "rg-missing")}, "grafana", "was not found"),
        ({"grafana": GRAFANA_ID.replace("/there", "/nobody")}, "grafana", "has no managed identity"),
        ({"grafana": GRAFANA_ID.replace("/there", "/small")}, "grafana", "only Standard has a private way"),
        ({"grafana": GRAFANA_ID, "readers": [GRAFANAS_PRINCIPAL.upper()]}, "readers", "has the role as it is"),
    ],
)
def test_a_grafana_that_cannot_show_the_store_is_told_of_before_anything_is_made(
    keys: dict[str, Any], key: str, says: str
) -> None:
    with pytest.raises(ConfigError) as error:
        declared(read(**keys))

    (problem,) = error.value.problems
    assert problem[0] == f"backends.azure.{key}"
    assert says in problem[1]


def test_a_small_grafana_shows_what_is_queried_publicly() -> None:
    recorder = declared(read(queries="public", grafana=GRAFANA_ID.replace("/there", "/small")))

    assert recorder.of_type(WAY) == {}
    assert len(commands(recorder)) == 1


@pytest.mark.parametrize(
    "backends",
    [
        {"azure": {"kind": "azure-monitor"}},
        {"azure": SHARED["azure"]},
        {"azure": {**SHARED["azure"], "rule": "shared"}},
        {"azure": EXISTING["azure"]},
    ],
    ids=["built here", "another stack's", "another stack's rule", "existing"],
)
def test_dashboards_relabel_what_is_written_to_that_store_alone(backends: Config) -> None:
    other = {"kind": "azure-monitor", "stack": SHARED["azure"]["stack"], "backend": "azure-two"}

    def written(**keys: Any) -> dict[str, list[dict[str, Any]]]:
        config = {"azure": {**backends["azure"], **keys}, "other": other}
        entries = values(declared(spoke("other", only="azure", backends=config)))["prometheus"]["prometheusSpec"]
        return {entry["name"]: entry["writeRelabelConfigs"] for entry in entries["additionalRemoteWrite"]}

    without, with_them = written(), written(dashboards=True)
    assert with_them["other"] == without["other"] == without["azure"]
    count = len(without["azure"])
    assert with_them["azure"][:count] == without["azure"]
    assert [(one["targetLabel"], one["replacement"]) for one in with_them["azure"][count:]] == [
        ("job", "cadvisor"),
        ("job", "node"),
    ]
