"""The recording monitor keeps one program's run from another's."""

import asyncio

import pulumi
import pytest

from tests.recorder import record, value_of


def test_a_program_that_fails_leaves_nothing_to_the_next() -> None:
    async def fails() -> None:
        never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        await asyncio.sleep(0.05)
        pulumi.Output.from_input(never)
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        record(lambda: pulumi.Output.from_input(fails()) and None)

    values: list[str] = []
    record(lambda: value_of(pulumi.Output.from_input("known"), values))
    assert values == ["known"]
