"""Whatever a program asks of AWS is done, refused or found to be a problem: the sandbox never fails itself."""

import tempfile
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi import _types

from sandbox import schema, sdk
from sandbox.aws.lookups import LOOKUPS
from sandbox.aws.provider import Aws
from sandbox.aws.types import TYPES
from sandbox.cloud import Refused
from sandbox.schema import UNKNOWN
from tests.unit.sandbox.aws_case import (
    BOUNDARY,
    GROUP,
    KEY,
    PROVIDER,
    SUBNETS,
    VPC,
    WORKSPACE,
    document,
    simulated_aws,
    trust,
)
from tests.unit.sandbox.test_aws_rules import CASES

UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
TEXTS = st.sampled_from(
    [
        *(VPC, *SUBNETS, GROUP, KEY, WORKSPACE, PROVIDER, BOUNDARY, "ws-here", "there", "dev-euw1", "eu-west-1", "a"),
        *("com.amazonaws.eu-west-1.aps-workspaces", "Interface", "Gateway", "tcp", "-1", "10.0.0.0/8", "10.0.0.1/8"),
        *("2001:db8::/32", "https://issuer.example.com", "arn:aws:iam::123456789012:role/there", f"{KEY}:*"),
        *("arn:::::", "arn:aws:logs:eu-west-1:123456789012:log-group:a:*", "{", "[]", "5", "null", "\ud7ff", "é" * 300),
        *(trust(), trust(Principal="*"), trust(Principal={"AWS": [PROVIDER]}), document(Principal={}, Action="*")),
        *(
            document(Action=["aps:RemoteWrite"], Resource=WORKSPACE),
            document(Action="s3:GetObject", Resource="arn:aws:s3"),
        ),
        *(
            document(NotAction="a", NotResource=["*"], Condition={"Bool": {"a:b": "c", "aws:d": [1]}}),
            '{"Statement": 1}',
        ),
        *("groups: [{name: a, interval: 5, rules: [{}]}]", "groups: {a: b}", "alertmanager_config: '- a'", "a: [", "%"),
        *("alertmanager_config: 'route: {routes: [5]}'", "groups: [5]", "groups: [{name: [a], rules: [{expr: 5}]}]"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    TEXTS, st.text(max_size=8), st.integers(-2, 100_000), st.booleans(), st.floats(allow_nan=False), st.none()
)


def values(expected: Any) -> st.SearchStrategy[Any]:
    """Values of a property: mostly of its type, sometimes not, sometimes not known yet."""
    return st.one_of(typed(expected), typed(expected), typed(expected), typed(expected), ANYTHING, st.just(UNKNOWN))


def typed(expected: Any) -> st.SearchStrategy[Any]:
    member = next(sdk.members(expected), str)
    origin, parameters = typing.get_origin(member), typing.get_args(member)
    if isinstance(member, type) and _types.is_input_type(member):
        return inputs(member)
    if origin is not None and parameters:
        inner = typed(parameters[-1])
        if len(parameters) == 2:
            return st.dictionaries(st.one_of(TEXTS, st.text(max_size=8)), inner, max_size=3)
        return st.lists(inner, max_size=3)
    return {int: st.integers(-2, 100_000), bool: st.booleans(), float: st.floats(allow_nan=False)}.get(member, TEXTS)


def inputs(arguments: type) -> st.SearchStrategy[dict[str, Any]]:
    required = sdk.required(arguments)
    known = {name: values(hint) for name, hint in sdk.properties(arguments).items()}
    return st.fixed_dictionaries(
        {name: one for name, one in known.items() if name in required},
        optional={name: one for name, one in known.items() if name not in required},
    )


def arguments_of(token: str) -> type:
    cls = sdk.resource_class(token)
    assert cls is not None
    return sdk.arguments_class(cls)


def changed(valid: dict[str, Any], other: dict[str, Any], number: int) -> dict[str, Any]:
    """Valid inputs with a few other ones."""
    return {key: value for key, value in {**valid, **dict(list(other.items())[:number])}.items() if value is not None}


def answer(aws: Aws, token: str, first: dict[str, Any], second: dict[str, Any]) -> str:
    """What becomes of a resource of the first inputs, updated to the second and deleted."""
    checked = aws.defaults(token, "logical", {}, first)
    aws.outputs(token, "", checked)
    if [*schema.input_problems(token, checked), *aws.problems(token, checked)]:
        return "problems"
    known = {key: value for key, value in first.items() if UNKNOWN not in str(value)}
    checked = aws.defaults(token, "logical", {}, known)
    if [*schema.input_problems(token, checked), *aws.problems(token, checked)]:
        return "problems"
    try:
        made = aws.create(token, checked)
        after = aws.defaults(token, "logical", made.inputs, second)
        aws.replacing(token, made.inputs, after)
        aws.replaces_by_deleting_first(token, made.inputs)
        if not [*schema.input_problems(token, after), *aws.problems(token, after)] and UNKNOWN not in str(after):
            aws.update(made, after)
        aws.delete(made)
    except Refused:
        return "refused"
    return "done"


@pytest.mark.parametrize("token", TYPES)
def test_whatever_is_asked_of_a_type_is_answered(token: str) -> None:
    anything = inputs(arguments_of(token))
    valid = [case.valid for case in CASES.values() if f"aws:{case.token}" == token]
    strategy = anything
    if valid:
        strategy |= st.builds(changed, st.sampled_from(valid), anything, st.integers(0, 2))

    @settings(max_examples=100, deadline=None, suppress_health_check=UNHURRIED, derandomize=True)
    @given(strategy, strategy)
    def ask(first: dict[str, Any], second: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            assert answer(simulated_aws(Path(folder)), token, first, second) in ("done", "refused", "problems")

    ask()


@pytest.mark.parametrize("token", LOOKUPS)
@settings(max_examples=30, deadline=None, suppress_health_check=UNHURRIED, derandomize=True)
@given(
    args=st.dictionaries(
        st.sampled_from(["name", "url", "arn", "id", "service", "serviceName", "workspaceId", "region"]), ANYTHING
    )
)
def test_whatever_is_looked_up_is_answered(tmp_path: Path, token: str, args: dict[str, Any]) -> None:
    aws = simulated_aws(tmp_path)
    try:
        found = aws.invoke(token, args)
    except Refused as refusal:
        found = {"id": str(refusal)}
    assert found["id"]
