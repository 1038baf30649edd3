"""Stacks are alike where only drawn values and the order of independent objects differ, and in no other case."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from components.thanos.htpasswd import htpasswd
from tests.proof.support.declared.alike import PASSWORD, digest
from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.declared.names import is_a_mere_word

ROLE = "3913510d-42f4-4e42-8a64-420c390055eb"
IDENTITY, ASSIGNMENT = (f"azure-native:{one}" for one in ("managedidentity:Identity", "authorization:RoleAssignment"))
SECRET = "kubernetes:core/v1:Secret"


def drawn(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def stack(seed: int = 0, *, mine: str = "writer", role: str = ROLE, hashed: str = "") -> Stack:
    """Two identities of which one has a role, and a Secret with a password's hash; `seed` makes what is drawn."""
    ids = {"writer": drawn(seed + 1), "reader": drawn(seed + 2)}
    password = f"password number {seed}"
    line = htpasswd("user", hashed or password, f"salt{seed}")
    return Stack(
        "any",
        (
            *(Declared(IDENTITY, name, {"name": name}, {"principalId": id_}, "", name) for name, id_ in ids.items()),
            Declared(ASSIGNMENT, "one", {"principalId": ids[mine], "roleDefinitionId": role}, {}, "", "one"),
            Declared(PASSWORD, "none", {}, {"result": password}, "", "password"),
            Declared(SECRET, "any/any", {"auth": line}, {}, "", "secret", frozenset({"one", "password"})),
        ),
        {"url": f"https://{ids['writer']}.example.com"},
    )


def spoke(seed: int = 0, *, uses: str = "hub") -> Stack:
    """A stack that writes with its hub's identity and password; or, under the same names, with its own."""
    hub, own = stack(seed + 50), stack(seed)
    giver = {"hub": hub, "itself": own}[uses]
    given = {"principal": giver.objects[0].outputs["principalId"], "password": giver.objects[-2].outputs["result"]}
    target = Declared(SECRET, "any/target", given, {}, "", "target")
    return dataclasses.replace(own, objects=(*own.objects, target), others=hub.objects)


def of(made: Stack) -> str:
    return digest(made, [*made.objects, *made.others], made.outputs)


def test_spokes_are_alike_whatever_was_drawn_for_their_hubs() -> None:
    assert of(spoke(0)) == of(spoke(200))


def test_what_is_a_hubs_is_another_thing_than_what_is_the_stacks_own() -> None:
    assert of(spoke(uses="hub")) != of(spoke(uses="itself"))


def test_other_identifiers_passwords_and_salts_are_alike() -> None:
    assert of(stack(0)) == of(stack(100))


def test_another_order_is_alike() -> None:
    made = stack()
    assert of(dataclasses.replace(made, objects=made.objects[::-1])) == of(made)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: stack(mine="reader"), id="another's identity"),
        pytest.param(lambda: stack(role=drawn(9)), id="an identifier that the program says"),
        pytest.param(lambda: stack(hashed="another word"), id="the hash of another password"),
        pytest.param(lambda: changed(1, token="azure-native:managedidentity:Other"), id="a type"),
        pytest.param(lambda: changed(-1, needs=frozenset({"password"})), id="what it waits for"),
        pytest.param(lambda: changed(-1, inputs={**stack().objects[-1].inputs, "type": "x"}), id="one more value"),
        pytest.param(lambda: changed(-1, component="other"), id="who declares it"),
        pytest.param(lambda: dataclasses.replace(stack(), objects=stack().objects[1:]), id="an object less"),
        pytest.param(lambda: dataclasses.replace(stack(), outputs={"url": drawn(2)}), id="an output"),
    ],
)
def test_any_other_difference_is_one(other: Callable[[], Stack]) -> None:
    assert of(other()) != of(stack())


def test_an_identifier_of_the_stack_file_is_the_users() -> None:
    said = drawn(1)
    assert of(dataclasses.replace(stack(), text=said)) != of(stack())


NAMES = {"spoke-weu": "cluster", "prod": "environment"}


def in_cluster(text: str) -> str:
    return digest(stack(), [Declared(SECRET, "any/any", {"text": text}, {}, "", "any")], names=NAMES)


def test_another_name_in_its_place_is_alike() -> None:
    renamed = {"hub": "cluster", "dev": "environment"}
    declared = Declared(SECRET, "any/any", {"text": "hub of dev"}, {}, "", "any")
    assert digest(stack(), [declared], names=renamed) == in_cluster("spoke-weu of prod")


@pytest.mark.parametrize("text", ["prod of spoke-weu", "spoke-weu of production", "spoke-weu2 of prod", "hub of dev"])
def test_another_name_in_another_place_is_not(text: str) -> None:
    assert in_cluster(text) != in_cluster("spoke-weu of prod")


@pytest.mark.parametrize(("word", "is_one"), [("prod-weu", True), ("c" * 21, False), ("on", False), ("1e3", False)])
def test_a_name_is_a_mere_word_where_it_is_short_and_text_to_everybody(word: str, is_one: bool) -> None:
    assert is_a_mere_word(word) == is_one


def changed(index: int, **fields: Any) -> Stack:
    objects = list(stack().objects)
    objects[index] = dataclasses.replace(objects[index], **fields)
    return dataclasses.replace(stack(), objects=tuple(objects))
