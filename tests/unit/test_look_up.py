"""What a look-up that fails says: what the provider said, without how the engine came to hear it."""

from typing import NoReturn

import pulumi
import pytest

from stack.look_up import SourceError, looked_up

INVOKE = "invoke of aws:amp/getWorkspace:getWorkspace failed: "
INVOCATION = f"{INVOKE}invocation of aws:amp/getWorkspace:getWorkspace returned an error: "


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("no such workspace", "no such workspace"),
        (f"{INVOKE}no such workspace ()", "no such workspace"),
        (f"{INVOCATION}no such workspace", "no such workspace"),
        (f"{INVOCATION}1 error occurred:\n\t* no such workspace\n\n", "no such workspace"),
        ("", "ValueError"),
    ],
)
def test_a_refusal_is_told_in_the_providers_words(said: str, reason: str) -> None:
    def refuse() -> NoReturn:
        raise ValueError(said)

    with pytest.raises(SourceError) as error:
        looked_up(refuse)

    assert str(error.value) == f"cannot be looked up: {reason}"


def test_a_mistake_of_the_users_keeps_its_own_words() -> None:
    def refuse() -> NoReturn:
        raise pulumi.RunError("turn it on")

    with pytest.raises(SourceError, match=r"^turn it on$"):
        looked_up(refuse)


def test_an_answer_is_handed_on() -> None:
    assert looked_up(lambda: "issuer") == "issuer"
