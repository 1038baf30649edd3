"""Who reads workspaces of Azure Monitor: what a stack file may say of it, and every mistake with its way out."""

from typing import Any

import pytest

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.warnings import warnings
from tests.unit.test_stack_config import GUID, NETWORK, check, problems, valid

OTHER = "22222222-2222-4222-8222-222222222222"
GRAFANA = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Dashboard/grafana/shared"
WORKSPACE = f"/subscriptions/{GUID}/resourceGroups/rg/providers/Microsoft.Monitor/accounts/there"
HUB = "organization/prometheus-stack/hub"
OWN = {"admins": [GUID]}


def read(own: Any = None, *, private: Any = True, **keys: Any) -> dict[str, Any]:
    """A stack file with one workspace that is read so, in a network or none; `own` is its own Grafana."""
    azure = {**valid()["azure"], "privateLink": {"subnetId": NETWORK} if private else None, "grafana": own}
    backends = {"one": {"kind": "azure-monitor", **keys}}
    given = {key: value for key, value in azure.items() if value is not None}
    return valid(azure=given, aws=None, ingress=None, backends=backends)


@pytest.mark.parametrize(
    ("values", "private"),
    [
        (read(), True),
        (read(queries="private"), True),
        (read(queries="public"), False),
        (read(access="public"), False),
        (read(private=False), False),
        (read(stack=HUB), False),
        (read(workspaceId=WORKSPACE), False),
    ],
)
def test_queries_are_private_where_samples_are_unless_the_stack_file_opens_them(
    values: dict[str, Any], private: bool
) -> None:
    beside = {"two": {"kind": "azure-monitor"}} if "access" in values["backends"]["one"] else {}
    config = check({**values, "backends": {**values["backends"], **beside}})
    backend = config.of(AzureMonitorBackend)["one"]

    assert config.queries_privately(backend) is private


@pytest.mark.parametrize(("own", "private"), [(OWN, True), ({**OWN, "access": "public"}, False)])
def test_the_page_of_the_own_grafana_is_private_in_a_network_unless_the_stack_file_opens_it(
    own: dict[str, Any], private: bool
) -> None:
    assert check(read(own, grafana="own")).has_private_grafana is private
    assert not check(read(OWN, private=False, grafana="own")).has_private_grafana
    assert not check(read()).has_private_grafana


@pytest.mark.parametrize(
    ("values", "key", "says"),
    [
        (read(private=False, queries="private"), "queries", "private takes the network of azure.privateLink; add that"),
        (read(private=False, queries="public"), "queries", "only where azure.privateLink makes queries private; leave"),
        (read(private=False, access="public", queries="public"), "queries", "only where azure.privateLink makes"),
        (read(access="public", queries="private"), "queries", "said beside access: public"),
        (read(access="public", queries="public"), "queries", "said beside access: public"),
        (read(queries="open"), "queries", "must be 'private' or 'public', is 'open'"),
        (read(readers=["someone"]), "readers.0", "must be a GUID"),
        (read(readers=[OTHER.replace("2", "a"), OTHER.replace("2", "A")]), "readers", "must not name one twice"),
        (read(grafana="own"), "grafana", "own is the Grafana of azure.grafana: add that, with its admins"),
        (read(grafana="mine"), "grafana", "must be own, or the ARM id of a Managed Grafana"),
        (read(grafana=WORKSPACE), "grafana", "must be own, or the ARM id of a Managed Grafana"),
        (read(grafana=True), "grafana", "must be a string"),
        (read(dashboards="yes"), "dashboards", "must be true or false"),
        *[
            (read(**{"stack": HUB, key: said}), key, f"say it in the stack {HUB}")
            for key, said in (("queries", "public"), ("readers", [GUID]), ("grafana", GRAFANA))
        ],
        *[
            (read(**{"workspaceId": WORKSPACE, key: said}), key, "would change what is not built here; leave it out")
            for key, said in (("queries", "public"), ("readers", [GUID]), ("grafana", "own"))
        ],
    ],
)
def test_what_cannot_be_read_so_is_told_with_the_way_out(values: dict[str, Any], key: str, says: str) -> None:
    found = problems(values)

    assert says in found[f"backends.one.{key}"]


@pytest.mark.parametrize(
    ("values", "key", "says"),
    [
        (read(OWN), "azure.grafana", "is used by no backend of this stack; say grafana: own with one"),
        (read(OWN, grafana=GRAFANA), "azure.grafana", "is used by no backend of this stack; say grafana: own with one"),
        (read({"admins": []}, grafana="own"), "azure.grafana.admins", "must not be empty"),
        (read({"majorVersion": 11}, grafana="own"), "azure.grafana.admins", "is missing"),
        (read({"admins": [GUID, GUID]}, grafana="own"), "azure.grafana.admins", "must not name one twice"),
        (read({**OWN, "majorVersion": "11"}, grafana="own"), "azure.grafana.majorVersion", "whole number"),
        (read({**OWN, "majorVersion": 0}, grafana="own"), "azure.grafana.majorVersion", "at least 1"),
        (
            read({**OWN, "access": "public"}, private=False, grafana="own"),
            "azure.grafana.access",
            "only where azure.privateLink makes the page private; leave it out",
        ),
        (read({**OWN, "access": "private"}, grafana="own"), "azure.grafana.access", "must be 'public'"),
    ],
)
def test_what_is_wrong_with_the_own_grafana_is_told(values: dict[str, Any], key: str, says: str) -> None:
    assert says in problems(values)[key]


@pytest.mark.parametrize("said", [True, False])
def test_dashboards_are_of_what_a_cluster_writes(said: bool) -> None:
    values = {key: value for key, value in read(dashboards=said).items() if key != "cluster"}

    assert "needs the section cluster" in problems(values)["backends.one.dashboards"]
    assert check(read(stack=HUB, dashboards=said)).backends
    assert check(read(workspaceId=WORKSPACE, dashboards=said)).backends


def elsewhere(cloud: str, location: str, values: dict[str, Any]) -> dict[str, Any]:
    """The stack file in another of Azure's clouds."""
    return {**values, "azure": {**values["azure"], "cloud": cloud, "location": location}}


def test_where_no_zone_of_queries_is_known_samples_are_private_all_the_same() -> None:
    there = ("usgovernment", "usgovvirginia")

    (found,) = problems(elsewhere(*there, read())).items()
    assert found[0] == "backends.one.queries"
    assert "must be public in usgovernment: no source names the zone" in found[1]
    config = check(elsewhere(*there, read(queries="public")))
    backend = config.of(AzureMonitorBackend)["one"]
    assert config.is_private(backend)
    assert not config.queries_privately(backend)


def test_where_managed_grafana_has_no_private_link_its_page_is_public_because_the_stack_file_says_so() -> None:
    there = ("usgovernment", "usgovvirginia")

    assert problems(elsewhere(*there, read(OWN, queries="public", grafana="own"))) == {
        "azure.grafana.access": "must be public in usgovernment: Managed Grafana has no private link there"
    }
    assert check(elsewhere(*there, read({**OWN, "access": "public"}, queries="public", grafana="own"))).azure
    assert check(elsewhere(*there, read(OWN, private=False, grafana="own"))).azure


def test_a_stack_file_that_says_nothing_of_reading_is_as_before() -> None:
    config = check(read())
    backend = config.of(AzureMonitorBackend)["one"]

    assert (backend.queries, backend.readers, backend.grafana, backend.dashboards) == (None, [], None, False)
    assert config.azure
    assert config.azure.grafana is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (read(), set()),
        (read(queries="private"), set()),
        (read(queries="public"), {"backends.one.queries: answered from any network"}),
        (read(queries="public", grafana=GRAFANA), {"backends.one.queries: answered from any network"}),
        (read(grafana=GRAFANA), {"backends.one.grafana: shows nothing until"}),
        (read(OWN, grafana="own"), {"backends.one.grafana: shows nothing until"}),
        (
            read({**OWN, "access": "public"}, grafana="own"),
            {"backends.one.grafana: shows nothing until", "azure.grafana: its page is reachable from any network"},
        ),
        (read(OWN, private=False, grafana="own"), {"azure.grafana: its page is reachable from any network"}),
    ],
)
def test_open_doors_and_what_is_left_to_do_are_told(values: dict[str, Any], told: set[str]) -> None:
    said = [one for one in warnings(check(values)) if one.startswith(("backends.one.", "azure.grafana"))]

    assert len(said) == len(told)
    assert all(any(one.startswith(start) for one in said) for start in told)
