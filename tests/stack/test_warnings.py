"""What works but should be known is said before it is built, each time and once."""

import pytest

from tests.stack.program import declared
from tests.stack.stacks import CLUSTERS, others_stores, stack

RETIRED = "ingress-nginx is retired"
OPEN = "backends.thanos: writing and querying are open to the internet"


def hints(kind: str, *, private: bool) -> set[str]:
    """What every warning begins with, and the key that it tells of."""
    warnings = declared(stack(kind, private=private)).warnings
    assert len(warnings) == len(set(warnings))
    return {f"{warning.split(':')[0]} {warning.rpartition('see ')[2]}" for warning in warnings if "see " in warning}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_a_store_that_the_internet_reaches_is_told_of_with_the_key_of_its_network(kind: str) -> None:
    assert hints(kind, private=False) == {
        "backends.azure azure.privateLink",
        "backends.thanos azure.privateLink",
        "backends.amp aws.vpcEndpoint",
    }


@pytest.mark.parametrize("kind", CLUSTERS)
def test_in_a_network_there_is_nothing_of_it_to_tell(kind: str) -> None:
    assert hints(kind, private=True) == set()


def test_an_ingress_is_told_of_and_that_its_controller_is_retired() -> None:
    told = declared(stack(private=True)).warnings

    assert sorted(warning[: len(OPEN)] for warning in told if warning.startswith("backends")) == [OPEN]
    assert [warning for warning in told if warning.startswith(RETIRED)]
    assert len(told) == 2


def test_without_an_ingress_thanos_takes_anything_from_inside() -> None:
    told = declared(stack(private=True, only="thanos", ingress=None)).warnings

    assert ["without authentication" in warning for warning in told] == [True]


def test_stores_of_others_are_nothing_to_warn_of() -> None:
    assert declared(others_stores()).warnings == []
