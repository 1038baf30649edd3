"""Every row of AWS' rules is broken by a request that differs from a good one in nothing else."""

from pathlib import Path

import pytest

from sandbox import schema, sdk
from sandbox.aws.provider import Aws
from sandbox.aws.rules import RULES
from sandbox.cloud import Object, Refused
from sandbox.rules import Rule
from tests.unit.sandbox import aws_cases_iam, aws_cases_metrics, aws_cases_network
from tests.unit.sandbox.aws_case import Case, Step, simulated_aws

CASES: dict[str, Case] = {**aws_cases_iam.CASES, **aws_cases_network.CASES, **aws_cases_metrics.CASES}
DELETED = aws_cases_iam.DELETED
STEPS = {rule.name: rule.steps for rule in RULES.rules}


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return simulated_aws(tmp_path)


def make(aws: Aws, step: Step) -> Object:
    """Makes it as the engine does: checked first."""
    token, inputs = f"aws:{step[0]}", {key: value for key, value in step[1].items() if value is not None}
    checked = aws.defaults(token, "logical", {}, inputs)
    assert not [*schema.input_problems(token, checked), *aws.problems(token, checked)]
    return aws.create(token, checked)


def test_every_row_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in RULES.rules]
    assert sorted(names) == sorted(set(names))


def test_every_row_is_broken_here() -> None:
    assert {rule.name for rule in RULES.rules} == CASES.keys() | DELETED.keys()


@pytest.mark.parametrize("name", CASES)
def test_what_breaks_a_row_is_refused_by_that_row_alone(aws: Aws, name: str) -> None:
    case = CASES[name]
    for step in case.before:
        make(aws, step)

    with pytest.raises(Refused) as refusal:
        make(aws, (case.token, case.refused))
    assert str(refusal.value).endswith(f"[{name}]")

    made = make(aws, (case.token, case.valid))
    if "update" in STEPS[name]:
        with pytest.raises(Refused) as refusal:
            aws.update(made, aws.defaults(made.token, "logical", made.inputs, case.refused))
        assert str(refusal.value).endswith(f"[{name}]")


@pytest.mark.parametrize("name", DELETED)
def test_what_something_else_relies_on_is_not_deleted(aws: Aws, name: str) -> None:
    relied_on, relying = DELETED[name]
    made, other = make(aws, relied_on), make(aws, relying)

    with pytest.raises(Refused) as refusal:
        aws.delete(made)
    assert str(refusal.value).endswith(f"[{name}]")
    aws.delete(other)
    aws.delete(made)
    assert not aws.cloud.objects


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
def test_every_row_says_what_and_on_whose_word(rule: Rule) -> None:
    assert rule.says
    assert rule.source
    assert all(sdk.resource_class(token) for token in rule.types)
