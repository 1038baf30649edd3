"""What `azure.privateLink` takes of what a network has already, and what it refuses with the way out."""

from collections.abc import Iterable
from typing import Any

import pytest

from components.azure.private_zones import BLOB_ZONE, MONITOR_ZONES, workspace_query_zone
from stack.config.warnings import warnings
from tests.unit.test_stack_config import GUID, NETWORK, PEERED, check, private, problems

QUERY_ZONE = workspace_query_zone("westeurope")
SCOPE = f"/subscriptions/{GUID}/resourceGroups/rg-hub/providers/Microsoft.Insights/privateLinkScopes/hub"
STORES: dict[str, dict[str, Any]] = {
    "azure": {"kind": "azure-monitor"},
    "existing": {
        "kind": "azure-monitor",
        "workspaceId": f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/metrics",
    },
    "thanos": {"kind": "thanos"},
    "open": {"kind": "azure-monitor", "access": "public"},
}
CREATED = "is of links to zones that are made here, and dns says whose they are"
NONE_MADE = "is of links to zones, of which this stack makes none"
NO_MONITOR = "is of Azure Monitor, of which no backend of this stack is private"


def given(zones: Iterable[str]) -> dict[str, Any]:
    folder = f"/subscriptions/{GUID}/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones"
    return {"zones": {zone: f"{folder}/{zone}" for zone in zones}}


def stack_file(*stores: str, **link: Any) -> dict[str, Any]:
    """A stack file of these stores in a network."""
    ingress = {} if "thanos" in stores else {"ingress": None}
    backends = {name: STORES[name] for name in stores or ("azure",)}
    return private({"subnetId": NETWORK, **link}, aws=None, backends=backends, **ingress)


NEEDED: dict[str, tuple[tuple[str, ...], dict[str, Any], set[str]]] = {
    "a workspace": (("azure",), {}, {*MONITOR_ZONES, QUERY_ZONE}),
    "a workspace that exists": (("existing",), {}, {*MONITOR_ZONES}),
    "blobs": (("thanos",), {}, {BLOB_ZONE}),
    "blobs, and a workspace that stays out": (("thanos", "open"), {}, {BLOB_ZONE}),
    "an own endpoint of a scope that exists": (("azure",), {"scope": SCOPE}, {*MONITOR_ZONES, QUERY_ZONE}),
    "a scope's endpoint that exists": (("azure",), {"scope": SCOPE, "scopeEndpoint": "existing"}, {QUERY_ZONE}),
    "the same, and blobs": (
        ("azure", "thanos"),
        {"scope": SCOPE, "scopeEndpoint": "existing"},
        {QUERY_ZONE, BLOB_ZONE},
    ),
}


@pytest.mark.parametrize("case", NEEDED)
def test_given_zones_are_exactly_those_that_the_private_stores_need(case: str) -> None:
    stores, link, zones = NEEDED[case]
    assert check(stack_file(*stores, **link, dns=given(zones)))

    for zone in zones:
        found = problems(stack_file(*stores, **link, dns=given(zones - {zone} or {"privatelink.example"})))
        assert f"lacks {zone}: " in found["azure.privateLink.dns.zones"]
    beside = problems(stack_file(*stores, **link, dns=given({*zones, "privatelink.example"})))
    assert beside == {
        "azure.privateLink.dns.zones.privatelink.example": "is needed by no private store of this stack; leave it out"
    }


def test_every_zone_that_is_not_given_is_named_at_once() -> None:
    found = problems(stack_file("azure", dns=given([MONITOR_ZONES[0]])))

    assert found == {
        "azure.privateLink.dns.zones": f"lacks {', '.join(sorted({*MONITOR_ZONES[1:], QUERY_ZONE}))}: "
        "private stores of this stack need them"
    }


def test_a_zone_is_given_by_its_own_id_in_any_case_of_letters() -> None:
    zones = given([*MONITOR_ZONES, QUERY_ZONE])["zones"]
    swapped = {**zones, BLOB_ZONE: zones[QUERY_ZONE]}
    upper = {**zones, BLOB_ZONE: zones[BLOB_ZONE].replace(BLOB_ZONE, BLOB_ZONE.upper())}

    assert problems(stack_file("azure", dns={"zones": swapped})) == {
        f"azure.privateLink.dns.zones.{BLOB_ZONE}": f"must be the id of a zone of that name, is of {QUERY_ZONE}"
    }
    assert check(stack_file("azure", dns={"zones": upper}))


@pytest.mark.parametrize(
    ("stores", "link", "key", "says"),
    [
        (("azure",), {"dns": "none", "networks": [PEERED]}, "networks", CREATED),
        (("azure",), {"dns": "none", "missingNames": "public"}, "missingNames", CREATED),
        (("thanos",), {"dns": given([BLOB_ZONE]), "networks": [PEERED]}, "networks", CREATED),
        (("thanos",), {"dns": given([BLOB_ZONE]), "missingNames": "fail"}, "missingNames", CREATED),
        (("existing",), {"scope": SCOPE, "scopeEndpoint": "existing", "networks": [PEERED]}, "networks", NONE_MADE),
        (
            ("existing",),
            {"scope": SCOPE, "scopeEndpoint": "existing", "missingNames": "public"},
            "missingNames",
            NONE_MADE,
        ),
        (("thanos",), {"scope": SCOPE}, "scope", NO_MONITOR),
        (("thanos", "open"), {"scope": SCOPE, "scopeEndpoint": "existing"}, "scopeEndpoint", NO_MONITOR),
        (("thanos",), {"accessMode": "private-only"}, "accessMode", NO_MONITOR),
        (("azure",), {"scopeEndpoint": "existing"}, "scopeEndpoint", "is used only beside scope"),
        (("azure",), {"scope": SCOPE, "accessMode": "open"}, "accessMode", "would change the scope of somebody else"),
        (("azure",), {"scope": NETWORK}, "scope", "private link scope"),
        (("azure",), {"scopeEndpoint": "none"}, "scopeEndpoint", "must be 'create' or 'existing', is 'none'"),
        (("azure",), {"accessMode": "closed"}, "accessMode", "must be 'open' or 'private-only', is 'closed'"),
        (("azure",), {"missingNames": "deny"}, "missingNames", "must be 'fail' or 'public', is 'deny'"),
        (("azure",), {"dns": "public"}, "dns", "must be 'create' or 'none', is 'public'"),
        (("azure",), {"dns": {}}, "dns.zones", "is missing"),
        (("azure",), {"dns": {"zones": {}}}, "dns.zones", "must not be empty"),
        (("azure",), {"dns": {"zone": {}}}, "dns.zone", "did you mean zones?"),
        (("azure",), {"dns": {"zones": {"blob": SCOPE}}}, "dns.zones.blob", "must be"),
    ],
)
def test_what_would_have_no_effect_or_is_no_value_is_refused_with_its_key(
    stores: tuple[str, ...], link: dict[str, Any], key: str, says: str
) -> None:
    assert says in problems(stack_file(*stores, **link))[f"azure.privateLink.{key}"]


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"dns": "create", "networks": [PEERED], "missingNames": "public", "accessMode": "private-only"},
        {"dns": "none", "accessMode": "open"},
        {"dns": "none", "scope": SCOPE, "scopeEndpoint": "create"},
        {"scope": SCOPE.replace("Microsoft.Insights", "microsoft.insights"), "scopeEndpoint": "existing"},
    ],
)
def test_what_belongs_together_is_taken(link: dict[str, Any]) -> None:
    assert check(stack_file("azure", **link)).azure


@pytest.mark.parametrize(("cloud", "key"), [("usgovernment", "queries"), ("china", "access")])
def test_a_cloud_whose_zones_nobody_names_is_a_problem_of_its_own_beside_those_of_zones(cloud: str, key: str) -> None:
    values = stack_file("azure", dns=given(["privatelink.example"]))
    location = {"usgovernment": "usgovvirginia", "china": "chinanorth3"}[cloud]
    found = problems({**values, "azure": {**values["azure"], "cloud": cloud, "location": location}})

    assert "must be public" in found[f"backends.azure.{key}"]
    assert "is needed by no private store" in found["azure.privateLink.dns.zones.privatelink.example"]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({}, ()),
        ({"dns": "none"}, ("azure.privateLink.dns: ",)),
        ({"accessMode": "private-only"}, ("azure.privateLink.accessMode: ",)),
        (
            {"dns": "none", "accessMode": "private-only"},
            ("azure.privateLink.dns: ", "azure.privateLink.accessMode: "),
        ),
        ({"dns": given([*MONITOR_ZONES, QUERY_ZONE])}, ()),
    ],
)
def test_what_others_have_to_do_and_what_is_cut_off_is_told(link: dict[str, Any], told: tuple[str, ...]) -> None:
    found = [one for one in warnings(check(stack_file("azure", **link))) if one.startswith("azure.privateLink")]

    assert len(found) == len(told)
    assert all(one.startswith(begin) for one, begin in zip(found, told, strict=True))
