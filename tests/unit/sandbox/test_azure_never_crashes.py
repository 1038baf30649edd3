"""Whatever inputs a program gives, the simulated Azure does it or refuses it, or the schema lists problems."""

import enum
import typing
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi import _types

from sandbox import schema, sdk
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Cloud, Refused
from sandbox.failure_switch import FailureSwitch
from tests.unit.sandbox import azure_site as site

WORKSPACE = f"{site.GROUP}/providers/Microsoft.Monitor/accounts/ws"
TEXTS = [
    *("", " ", "/", "//", "/subscriptions/", "/subscriptions//resourceGroups/", "/providers/", "a/b", "ä", "$root"),
    *("rg", "dce", "scope", "pe", "identity", "account1", "default", "westeurope", "West Europe", "global", "https://"),
    *(
        "{",
        "[",
        "[1, null]",
        "null",
        '{"a": {"b": ["/subscriptions/x"]}}',
        f'["{WORKSPACE}"]',
        "[" * 3000,
        "[" * 700 + "]" * 700,
    ),
    *(
        site.SUBSCRIPTION,
        site.USER,
        site.GROUP,
        f"{site.GROUP}/",
        f"{site.GROUP}/providers/A",
        f"{WORKSPACE}/b",
        site.LOGS,
    ),
    *(
        WORKSPACE,
        WORKSPACE.upper(),
        f"{site.NETWORKS}/vnet/subnets/small",
        f"{site.NETWORKS}/vnet/subnets/",
        schema.UNKNOWN,
    ),
    f"{site.DEFINITIONS}/{site.READER}",
]
SCALARS = st.one_of(st.sampled_from(TEXTS), st.text(max_size=5), st.integers(-1, 400), st.booleans(), st.none())
WRONG = st.recursive(
    SCALARS,
    lambda of: st.lists(of, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "days", "x"]), of, max_size=2),
    max_leaves=4,
)
OFTEN = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
    database=None,
)


def of_type(expected: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly values that an SDK's annotation allows."""
    members = [m for m in sdk.members(expected) if m is not type(None)]
    return st.one_of(*[_of_member(member, depth) for member in members]) if members else WRONG


def _of_member(member: Any, depth: int) -> st.SearchStrategy[Any]:
    origin, parameters = typing.get_origin(member), typing.get_args(member)
    if depth > 3:
        return SCALARS
    if origin in (Sequence, list):
        return st.lists(st.one_of(of_type(parameters[0], depth + 1), st.none()), max_size=2)
    if origin in (Mapping, dict):
        return st.dictionaries(st.sampled_from(TEXTS), of_type(parameters[1], depth + 1), max_size=2)
    if isinstance(member, type) and _types.is_input_type(member):
        return of_object(member, depth + 1)
    if isinstance(member, type) and issubclass(member, enum.Enum):
        return st.sampled_from([one.value for one in member])
    scalars = {int: st.integers(-1, 400), float: st.floats(-1, 2), bool: st.booleans(), str: st.sampled_from(TEXTS)}
    return scalars.get(member, WRONG)


def of_object(cls: type, depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """Some of a class's properties, the required ones among them."""
    known, required = sdk.properties(cls), sdk.required(cls)
    return st.sets(st.sampled_from(sorted(known)), max_size=4).flatmap(
        lambda some: st.fixed_dictionaries({name: of_type(known[name], depth) for name in {*required, *some}})
    )


def requests(short: str) -> st.SearchStrategy[tuple[dict[str, Any], set[str]]]:
    """Inputs to put in place of valid ones, and which of the valid ones to leave out."""
    cls = sdk.resource_class(site.token(short))
    assert cls is not None
    arguments = sdk.arguments_class(cls)
    wrong = st.dictionaries(st.sampled_from(sorted(sdk.properties(arguments))), WRONG, max_size=2)
    return st.tuples(of_object(arguments) | wrong, st.sets(st.sampled_from(sorted(sdk.properties(arguments)))))


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AzureNative:
    """An Azure with one object of each type, whose writes take no time."""
    monkeypatch.setattr("sandbox.package.time.sleep", lambda _: None)
    azure = site.open_azure(tmp_path)
    site.build(azure)
    return azure


def copy_of(azure: AzureNative) -> AzureNative:
    copied = AzureNative(Cloud(azure.cloud.path, azure.cloud.world, deepcopy(azure.cloud.objects)), FailureSwitch())
    copied.config = azure.config
    return copied


@pytest.mark.parametrize("short", site.ORDER)
def test_every_request_is_answered(built: AzureNative, short: str) -> None:
    outcomes: set[str] = set()

    @OFTEN
    @given(request=requests(short), whole=st.booleans(), update=requests(short))
    def ask(request: tuple[dict[str, Any], set[str]], whole: bool, update: tuple[dict[str, Any], set[str]]) -> None:
        azure = copy_of(built)
        first = next(azure.cloud.of(site.token(short)))
        second = site.second(short, azure)
        outcomes.add(_live(azure, first.token, _changed({} if whole else second, request)))
        news = azure.defaults(first.token, "n", first.inputs, _changed(first.inputs, update))
        if not schema.input_problems(first.token, news):
            _tried(lambda: azure.update(first, news))
        _tried(lambda: azure.delete(first))

    ask()
    assert outcomes > {"problems"}, "requests that get past the schema are among them"


def _changed(inputs: Mapping[str, Any], request: tuple[dict[str, Any], set[str]]) -> dict[str, Any]:
    news, left_out = request
    return {key: value for key, value in {**inputs, **news}.items() if key not in left_out or key in news}


def _live(azure: AzureNative, token: str, inputs: dict[str, Any]) -> str:
    """What becomes of a resource that is checked and then made, as the engine does it."""
    news = azure.defaults(token, "n", {}, inputs)
    if schema.input_problems(token, news):
        return "problems"
    assert azure.outputs(token, "", news), "what a preview asks for"
    return "made" if _tried(lambda: azure.create(token, news)) else "refused"


def _tried(act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refused:
        return False
    return True
