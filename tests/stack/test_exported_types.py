"""What a stack really exports is of the types that the contract states."""

from typing import Any, NotRequired, Union, get_args, get_origin

import pulumi
import pytest

from components.contracts.endpoints import KINDS, VERSION, exported
from components.contracts.exports import Exports
from tests.recorder import SECRET, plain
from tests.stack.program import Config, declared
from tests.stack.stacks import AWS, BACKENDS, GUIDS, others_stores, read, stack

HINTS = Exports.__annotations__
STACKS = {
    "every store": stack(),
    "private": stack(private=True),
    "without an ingress": stack(only="thanos", ingress=None),
    "stores of others": others_stores(),
    "read through a Grafana": read({"admins": [*GUIDS[:1]]}, grafana="own"),
    "without a cluster": {"environment": "dev", "aws": AWS, "backends": {"amp": BACKENDS["amp"]}},
}


def _is(value: Any, hint: Any) -> bool:
    """Whether a plain value is of an annotated type; of an input's it is the first, the others are resolved by then."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (NotRequired, Union):
        return _is(value, arguments[0])
    if origin is dict:
        of_key, of_item = arguments
        return isinstance(value, dict) and all(_is(k, of_key) and _is(item, of_item) for k, item in value.items())
    if origin is list:
        return isinstance(value, list) and all(_is(item, arguments[0]) for item in value)
    return hint is Any or isinstance(value, hint)


@pytest.mark.parametrize("config", STACKS.values(), ids=STACKS)
def test_a_stack_exports_the_outputs_of_the_contract_and_values_of_their_types(config: Config) -> None:
    exports = plain(declared(config).exports)

    assert Exports.__required_keys__ <= exports.keys() <= HINTS.keys()
    assert [name for name, value in exports.items() if not _is(value, HINTS[name])] == []


@pytest.mark.parametrize("config", STACKS.values(), ids=STACKS)
def test_an_endpoint_has_the_fields_of_its_kind_and_only_its_version_is_no_text(config: Config) -> None:
    for endpoint in plain(declared(config).exports["endpoints"]).values():
        fields: Any = dict.fromkeys(KINDS[endpoint["kind"]].__annotations__, "")

        assert endpoint.keys() == exported(fields).keys()
        assert {name: value for name, value in endpoint.items() if not isinstance(value, str)} == {"version": VERSION}


@pytest.mark.parametrize("config", STACKS.values(), ids=STACKS)
def test_passwords_are_the_only_secrets_among_outputs(config: Config) -> None:
    exports = declared(config).exports
    passwords = exports.pop("passwords")

    assert not _holds_secret(exports)
    assert all(_holds_secret(one) for one in passwords.values())


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return SECRET in value or any(_holds_secret(item) for item in value.values())
    return isinstance(value, list) and any(_holds_secret(item) for item in value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("text", dict[str, Any]),
        ({"a": 1}, dict[str, pulumi.Input[str]]),
        ({1: "a"}, dict[str, Any]),
        (["a"], list[dict[str, Any]]),
        (None, NotRequired[pulumi.Input[str]]),
    ],
)
def test_a_value_of_another_type_is_noticed(value: Any, hint: Any) -> None:
    assert not _is(value, hint)
