"""Physical names."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from components import naming

WORDS = st.from_regex(r"[a-z]([-a-z0-9]{0,80}[a-z0-9])?", fullmatch=True)
LIMITS = st.sampled_from(
    [naming.DATA_COLLECTION_ENDPOINT_LENGTH, naming.STORAGE_ACCOUNT_LENGTH, naming.IDENTITY_LENGTH, naming.ROLE_LENGTH]
)


@given(WORDS, LIMITS)
@example("sixteen-letters-and-more", naming.UNIQUE_LENGTH + 1 + len("sixteen-"))
def test_a_name_keeps_within_its_limit_and_stays_a_name(name: str, limit: int) -> None:
    bounded = naming.bounded(name, limit=limit)
    assert len(bounded) <= limit
    assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", bounded)
    assert "--" not in bounded.removeprefix(name[: limit - naming.UNIQUE_LENGTH - 1].rstrip("-"))


@given(WORDS, LIMITS)
def test_a_name_that_fits_is_left_alone(name: str, limit: int) -> None:
    assert (naming.bounded(name, limit=limit) == name) == (len(name) <= limit)


@given(st.integers(1, 200), st.text("ab", min_size=1, max_size=3), st.text("ab", min_size=1, max_size=3))
def test_names_that_differ_only_beyond_the_limit_stay_different(length: int, one: str, other: str) -> None:
    start = "x" * length
    bounded = {naming.bounded(start + end, limit=naming.ROLE_LENGTH) for end in {one, other}}
    assert len(bounded) == len({one, other})


def test_an_empty_name_is_an_error() -> None:
    with pytest.raises(naming.NamingError):
        naming.bounded("", limit=10)


@pytest.mark.parametrize("limit", [0, naming.UNIQUE_LENGTH, naming.UNIQUE_LENGTH + 1])
def test_a_limit_that_leaves_no_room_for_the_name_is_an_error(limit: int) -> None:
    with pytest.raises(naming.NamingError):
        naming.bounded("a-name-that-is-too-long", limit=limit)


# https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
@given(st.text(), st.lists(st.text(), max_size=3))
def test_a_storage_account_has_a_name_that_azure_takes(name: str, scope: list[str]) -> None:
    assert re.fullmatch(r"[a-z0-9]{3,24}", naming.storage_account(name, *scope))


# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
NETWORKS = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9_]", fullmatch=True)


@given(NETWORKS | st.from_regex(r"[a-z]{65,90}", fullmatch=True))
def test_a_networks_link_has_a_name_that_azure_takes_and_begins_as_the_network_does(name: str) -> None:
    link = naming.network_link(f"/subscriptions/s/virtualNetworks/{name}")
    assert re.fullmatch(r"[a-z0-9]([a-z0-9_.-]{0,78}[a-z0-9_])?", link)
    assert link.startswith(name.lower()[:64])


@given(NETWORKS, WORDS, WORDS)
def test_links_of_networks_of_one_name_do_not_meet(name: str, one: str, other: str) -> None:
    links = {naming.network_link(f"/resourceGroups/{group}/virtualNetworks/{name}") for group in {one, other}}
    assert len(links) == len({one, other})


def test_a_networks_link_is_the_same_however_its_id_is_written_and_in_every_run() -> None:
    """A different name would make a second link, which Azure refuses while the first one is there."""
    id_ = "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/Vnet-Spoke"
    assert {naming.network_link(written) for written in (id_, id_.lower(), id_.upper())} == {"vnet-spoke-2da7cb"}


@given(WORDS, WORDS, WORDS)
def test_storage_accounts_of_different_scopes_have_different_names(name: str, one: str, other: str) -> None:
    accounts = {naming.storage_account(name, scope) for scope in {one, other}}
    assert len(accounts) == len({one, other})


def test_the_same_storage_account_has_the_same_name_in_every_run() -> None:
    """A different name would make a new account, without the data."""
    assert naming.storage_account("thanos-prod", "subscription", "group") == "thanosprode9846c8e"


@pytest.mark.parametrize(
    ("name", "taken"), [("prod_weu-azure", "prod-weu-azure"), ("prod-weu-azure", "prod-weu-azure")]
)
def test_azure_monitor_takes_letters_digits_and_dashes(name: str, taken: str) -> None:
    assert naming.azure_monitor(name) == taken


@given(
    st.from_regex(r"[a-z]([a-z0-9_-]{0,97}[a-z0-9])?", fullmatch=True), st.from_regex(r"[a-z]{4,18}", fullmatch=True)
)
def test_the_group_azure_makes_with_a_workspace_has_a_name_azure_takes(name: str, location: str) -> None:
    workspace = naming.monitor_workspace(name, location=location)
    assert len(f"MA_{workspace}_{location}_managed") <= naming.RESOURCE_GROUP_LENGTH
    assert re.fullmatch(r"[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*", workspace)


def test_the_longest_workspace_fills_the_name_of_its_managed_group() -> None:
    name = naming.monitor_workspace("w" * 200, location="westeurope")
    assert len(f"MA_{name}_westeurope_managed") == 90
