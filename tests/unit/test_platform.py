"""The table of platforms."""

from typing import get_args

import pytest

from components.contracts.pod_identity import TokenSource
from stack.platform import PLATFORMS, ClusterKind, Platform


def test_every_kind_of_cluster_has_its_record() -> None:
    assert PLATFORMS.keys() == set(get_args(ClusterKind))


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_a_record_says_what_there_is_to_choose_from(platform: Platform) -> None:
    assert {platform.azure_token, platform.aws_token} <= set(TokenSource)
    assert platform.looked_up_in in ("azure", "aws", "")
    assert platform.load_balancer in ("azure", "aws", "")
