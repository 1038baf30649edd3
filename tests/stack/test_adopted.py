"""What a network has already: zones and a private link scope of others are used, and nothing else of them changes."""

from typing import Any

import pytest

from components.azure.private_zones import BLOB_ZONE, MONITOR_ZONES, monitor_zones, workspace_query_zone
from stack.config.stack_config import ConfigError
from tests.recorder import Recorder
from tests.stack.clouds import HUB_NETWORK, SUBSCRIPTION
from tests.stack.hub import HUB_GROUP, HUBS_SCOPE, given, in_network
from tests.stack.others import HUB_SUBSCRIPTION
from tests.stack.program import RELEASE, Config, custom, declared
from tests.stack.stacks import AZURE, EXISTING, SPOKES, SUBNET_ID, spoke, stack
from tests.stack.test_network import ENDPOINT, LINK, MEMBER, RECORDS, SCOPE, ZONE, connections, inputs
from tests.unit.component_rules import waits_for

QUERY_ZONE = workspace_query_zone(AZURE["location"])
OWN_SCOPE = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-observability/providers/Microsoft.Insights/privateLinkScopes"
)
HUBS_PROVIDER = f"azure-{HUB_SUBSCRIPTION}"
NEEDED = {"azure": monitor_zones(AZURE["location"]), "thanos": (BLOB_ZONE,), "": monitor_zones(AZURE["location"])}


def private(only: str = "azure", **link: Any) -> Config:
    return stack(only=only, private=True, ingress=None, azure=in_network(**link))


def existing(**link: Any) -> Config:
    """A stack that makes its way into a workspace of somebody else."""
    return spoke(only="azure", stores=EXISTING, azure=in_network(**link))


def providers(recorder: Recorder, type_: str) -> set[tuple[str, str]]:
    """Name of the provider and resource group of every resource of a type."""
    return {
        (request.provider.split("::")[-2], recorder.inputs(request)["resourceGroupName"])
        for request in custom(recorder).values()
        if request.type == type_
    }


def filled(recorder: Recorder) -> set[str]:
    """Ids of the zones that records go to."""
    groups = recorder.of_type(RECORDS).values()
    return {config["privateDnsZoneId"] for group in groups for config in group["privateDnsZoneConfigs"]}


@pytest.mark.parametrize("only", NEEDED)
def test_given_zones_receive_the_records_and_none_is_made_or_linked(only: str) -> None:
    zones = given(NEEDED[only])
    own, recorder = declared(private(only)), declared(private(only, dns=zones))

    assert recorder.of_type(ZONE) == recorder.of_type(LINK) == {}
    assert filled(recorder) == {*zones["zones"].values()}
    assert connections(recorder) == connections(own)
    assert sorted(recorder.of_type(RECORDS)) == sorted(own.of_type(RECORDS))


@pytest.mark.parametrize("only", NEEDED)
def test_without_dns_endpoints_are_made_and_neither_zones_nor_records(only: str) -> None:
    own, recorder = declared(private(only)), declared(private(only, dns="none"))

    assert recorder.of_type(ZONE) == recorder.of_type(LINK) == recorder.of_type(RECORDS) == {}
    assert connections(recorder) == connections(own)
    assert inputs(recorder, ENDPOINT) == inputs(own, ENDPOINT)


@pytest.mark.parametrize("dns", ["none", given(NEEDED["azure"])])
def test_who_writes_waits_for_what_leads_to_given_zones_or_to_nobodys(dns: Any) -> None:
    recorder = declared(private(dns=dns))
    last = ENDPOINT if dns == "none" else RECORDS

    assert {*recorder.of_type(last), *recorder.of_type(MEMBER)} <= waits_for(
        recorder, RELEASE, "prometheus-release", "values"
    )


@pytest.mark.parametrize(("missing", "policy"), [("fail", "Default"), ("public", "NxDomainRedirect")])
def test_links_of_every_network_say_what_a_missing_name_is(missing: str, policy: str) -> None:
    recorder = declared(private("", missingNames=missing, networks=[*SPOKES]))

    links = recorder.of_type(LINK)
    assert len(links) == len(NEEDED[""]) * (1 + len(SPOKES))
    assert {link["resolutionPolicy"] for link in links.values()} == {policy}


def test_a_link_is_of_a_zone_that_is_there_wherever_the_records_go() -> None:
    recorder = declared(private(networks=[*SPOKES]))

    for name in recorder.of_type(LINK):
        request = recorder.request(LINK, name)
        direct = {urn.split("::")[-1] for urn in request.propertyDependencies["privateZoneName"].urns}
        assert {*recorder.of_type(ZONE)} <= direct


@pytest.mark.parametrize(("mode", "azures"), [("open", "Open"), ("private-only", "PrivateOnly")])
def test_an_own_scope_has_the_access_mode_that_it_is_given(mode: str, azures: str) -> None:
    scope = declared(private(accessMode=mode)).one(SCOPE)

    assert scope["accessModeSettings"] == {"ingestionAccessMode": azures, "queryAccessMode": azures}


def test_a_scope_of_others_gets_members_where_it_is_and_an_endpoint_where_the_network_is() -> None:
    own, recorder = declared(private()), declared(private(scope=HUBS_SCOPE))

    assert recorder.of_type(SCOPE) == {}
    assert providers(recorder, MEMBER) == {(HUBS_PROVIDER, "rg-hub")}
    assert recorder.one(MEMBER)["scopeName"] == "hub"
    assert recorder.one(MEMBER)["linkedResourceId"] == own.one(MEMBER)["linkedResourceId"]
    assert providers(recorder, ENDPOINT) == {("azure", AZURE["resourceGroup"])}
    assert sorted(connections(recorder).values()) == [("azure-workspace", "prometheusMetrics"), ("hub", "azuremonitor")]
    assert inputs(recorder, ZONE) == inputs(own, ZONE)


def test_an_endpoint_to_another_scope_is_beside_the_one_before_and_that_of_queries_stays() -> None:
    first, second = declared(private()), declared(private(scope=HUBS_SCOPE))
    third = declared(private(scope=HUBS_SCOPE.replace("rg-hub", "rg-other")))
    samples = [
        {name for name, (_, part) in connections(one).items() if part == "azuremonitor"}
        for one in (first, second, third)
    ]
    queries = [
        {name for name, (_, part) in connections(one).items() if part != "azuremonitor"}
        for one in (first, second, third)
    ]

    assert len(samples[0] | samples[1] | samples[2]) == 3
    assert queries[0] == queries[1] == queries[2]


def test_members_of_one_scope_do_not_meet() -> None:
    elsewhere = private(scope=HUBS_SCOPE)
    elsewhere["azure"] = {**elsewhere["azure"], "resourceGroup": "rg-other"}
    abroad = private(scope=HUBS_SCOPE)
    abroad["azure"] = {**abroad["azure"], "subscriptionId": HUB_SUBSCRIPTION}
    other = {**private(scope=HUBS_SCOPE), "name": "other"}
    stacks = (private(scope=HUBS_SCOPE), elsewhere, abroad, other)
    found = [declared(config).one(MEMBER)["name"] for config in stacks]

    assert len(set(found)) == len(stacks)
    assert all("-azure-" in name for name in found)
    assert declared(private()).one(MEMBER)["name"] == "azure"


def test_members_lead_into_a_workspace_of_others_region_by_region() -> None:
    north = declared(existing(scope=HUBS_SCOPE)).one(MEMBER)["name"]

    assert north.startswith("c-aks-azure-northeurope-")
    assert declared(existing()).one(MEMBER)["name"] == "azure-northeurope"


def test_an_endpoint_that_a_scope_has_already_is_not_made_again() -> None:
    recorder = declared(private(scope=HUBS_SCOPE, scopeEndpoint="existing", dns=given([QUERY_ZONE])))

    assert [*connections(recorder).values()] == [("azure-workspace", "prometheusMetrics")]
    assert filled(recorder) == {*given([QUERY_ZONE])["zones"].values()}
    assert {*recorder.of_type(MEMBER), *recorder.of_type(RECORDS)} <= waits_for(
        recorder, RELEASE, "prometheus-release", "values"
    )


def test_beside_an_endpoint_that_a_scope_has_only_the_zone_of_queries_is_made_and_linked() -> None:
    recorder = declared(private(scope=HUBS_SCOPE, scopeEndpoint="existing"))

    assert [zone["privateZoneName"] for zone in recorder.of_type(ZONE).values()] == [QUERY_ZONE]
    assert [link["privateZoneName"] for link in recorder.of_type(LINK).values()] == [QUERY_ZONE]


def test_a_way_into_a_workspace_of_others_through_a_scope_of_others_is_a_member_and_no_more() -> None:
    recorder = declared(existing(scope=HUBS_SCOPE, scopeEndpoint="existing"))

    for type_ in (ZONE, LINK, RECORDS, ENDPOINT, SCOPE):
        assert recorder.of_type(type_) == {}
    assert len(recorder.of_type(MEMBER)) == 1
    assert not [one for one in recorder.registered if "PrivateDns::" in one]
    assert {*recorder.of_type(MEMBER)} <= waits_for(recorder, RELEASE, "prometheus-release", "values")


TINY = SUBNET_ID.replace("endpoints", "tiny")


def test_a_subnet_may_be_small_where_the_scope_has_its_endpoint_elsewhere() -> None:
    link = {"subnetId": TINY, "scope": HUBS_SCOPE, "dns": given([QUERY_ZONE])}

    assert declared(private(**link, scopeEndpoint="existing"))
    with pytest.raises(ConfigError, match="must be /27"):
        declared(private(**{**link, "dns": "create"}))


@pytest.mark.parametrize(
    ("link", "key", "says"),
    [
        ({"scope": HUBS_SCOPE.replace("rg-hub", "rg-missing")}, "scope", "scope hub was not found"),
        (
            {"scope": HUBS_SCOPE.replace("/hub", "/lonely"), "scopeEndpoint": "existing"},
            "scope",
            "has no private endpoint that could be used; leave scopeEndpoint out, and one is made",
        ),
        (
            {"scope": HUBS_SCOPE.replace("/hub", "/pending"), "scopeEndpoint": "existing"},
            "scope",
            "has no private endpoint that could be used",
        ),
        ({"scope": f"{OWN_SCOPE}/C-AKS-monitor"}, "scope", "is the one that this stack makes itself"),
        (
            {"dns": given(NEEDED["azure"], HUB_GROUP.replace("rg-hub", "rg-missing"))},
            f"dns.zones.{BLOB_ZONE}",
            f"zone {BLOB_ZONE} was not found",
        ),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_made(link: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        declared(private(**link))

    assert says in dict(error.value.problems)[f"azure.privateLink.{key}"]


def test_every_zone_that_is_not_there_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as error:
        declared(private(dns=given(NEEDED["azure"], HUB_GROUP.replace("rg-hub", "rg-missing"))))

    assert {key for key, _ in error.value.problems} == {f"azure.privateLink.dns.zones.{z}" for z in NEEDED["azure"]}


def told(config: Config, key: str) -> list[str]:
    return [one for one in declared(config).warnings if one.startswith(f"azure.privateLink.{key}")]


@pytest.mark.parametrize(("group", "count"), [("rg-hub", 0), ("rg-unlinked", len(NEEDED["azure"]))])
def test_a_zone_that_no_network_resolves_through_is_told_of(group: str, count: int) -> None:
    found = told(private(dns=given(NEEDED["azure"], HUB_GROUP.replace("rg-hub", group))), "dns.zones")

    assert len(found) == count
    assert all("no network resolves through it" in one for one in found)


@pytest.mark.parametrize(
    ("name", "endpoint", "says"),
    [
        ("hub", "create", ""),
        ("lonely", "create", ""),
        ("here", "existing", ""),
        ("here", "create", "an endpoint of the scope is in this network already"),
        ("hub", "existing", f"endpoints of the scope are in {HUB_NETWORK}: a route has to lead there"),
        ("hidden", "existing", "endpoints of the scope are in networks that cannot be read"),
    ],
)
def test_where_endpoints_of_a_scope_of_others_are_is_told_where_it_matters(name: str, endpoint: str, says: str) -> None:
    found = told(private(scope=HUBS_SCOPE.replace("/hub", f"/{name}"), scopeEndpoint=endpoint), "scopeEndpoint")

    assert len(found) == bool(says)
    assert all(says in one for one in found)


@pytest.mark.parametrize(
    ("link", "warned"),
    [
        ({}, True),
        ({"dns": "none"}, False),
        ({"dns": given(NEEDED["azure"])}, False),
        ({"scope": HUBS_SCOPE, "scopeEndpoint": "existing"}, True),
    ],
)
def test_only_of_zones_that_are_made_here_it_is_known_who_resolves_through_them(
    link: dict[str, Any], warned: bool
) -> None:
    elsewhere = private(subnetId=f"{SPOKES[0]}/subnets/endpoints", **link)

    assert bool([one for one in declared(elsewhere).warnings if one.startswith("cluster.name")]) == warned


def test_where_no_zone_is_needed_nobody_has_to_resolve_through_one() -> None:
    elsewhere = existing(subnetId=f"{SPOKES[0]}/subnets/endpoints", scope=HUBS_SCOPE, scopeEndpoint="existing")

    assert not [one for one in declared(elsewhere).warnings if one.startswith("cluster.name")]


@pytest.mark.parametrize("link", [{}, {"dns": "none"}])
def test_who_names_nothing_of_others_looks_nothing_of_it_up(link: dict[str, Any]) -> None:
    asked = {invoke.tok.rpartition(":")[2] for invoke in declared(private(**link)).invokes}

    assert not asked & {"getPrivateLinkScope", "getPrivateEndpoint", "getPrivateZone"}


def test_what_others_have_made_is_looked_up_in_its_own_subscription() -> None:
    link = {"scope": HUBS_SCOPE, "scopeEndpoint": "existing", "dns": given([QUERY_ZONE])}
    recorder = declared(private(**link))
    asked = {invoke.tok.rpartition(":")[2]: invoke.provider.split("::")[-2] for invoke in recorder.invokes}

    assert {asked[f"getPrivate{thing}"] for thing in ("LinkScope", "Zone", "Endpoint")} == {HUBS_PROVIDER}
    assert set(MONITOR_ZONES).isdisjoint(link["dns"]["zones"])
