"""The table of platforms."""

import pytest

from components.contracts.pod_identity import TokenSource
from stack.platform import PLATFORMS, Platform


def test_other_languages_write_where_a_token_comes_from_like_this() -> None:
    assert {source.value for source in TokenSource} == {"webhook", "agent", "projected"}


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_a_record_says_what_there_is_to_choose_from(platform: Platform) -> None:
    assert {platform.azure_token, platform.aws_token} <= set(TokenSource)
    assert platform.looked_up_in in ("azure", "aws", "")
    assert platform.load_balancer in ("azure", "aws", "")
