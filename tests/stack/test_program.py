"""The recorder of whole programs: what it keeps beside the resources, and what it follows."""

import pulumi
import pytest

from stack.config.stack_config import ConfigError
from tests.recorder import Answers, record
from tests.stack.program import declared
from tests.stack.stacks import stack
from tests.unit.component_rules import Consumer

ANSWERS: Answers = {"test": lambda args: {"id": f"{args.typ.rpartition(':')[2]}-of-{{name}}"}}


class Step(pulumi.CustomResource):
    """A resource that needs others first."""

    def __init__(self, name: str, *before: pulumi.Resource, **values: pulumi.Input[str]) -> None:
        super().__init__("test:index:Step", name, values, pulumi.ResourceOptions(depends_on=[*before]))


def test_what_a_value_waits_for_is_followed_through_values_and_options() -> None:
    def program() -> None:
        first = Step("first")
        second = Step("second", after=first.id)
        Step("beside")
        Consumer({"value": Step("third", second).id})

    recorder = record(program, ANSWERS)

    waits = recorder.behind(recorder.request("test:index:Consumer", "consumer").propertyDependencies["value"].urns)
    assert {urn.rsplit("::", 1)[1] for urn in waits} == {"first", "second", "third"}


def test_an_answer_may_follow_from_the_request() -> None:
    recorder = record(lambda: void(Step("second", after=Step("first").id)), ANSWERS)

    assert recorder.of_type("test:index:Step")["second"] == {"after": "Step-of-first"}


def void(_: object) -> None:
    """Programs return nothing."""


def test_exports_and_warnings_of_a_program_are_kept() -> None:
    def program() -> None:
        pulumi.log.info("not this")
        pulumi.log.warn("mind this")
        pulumi.export("name", pulumi.Output.from_input("value"))

    recorder = record(program)

    assert recorder.exports == {"name": "value"}
    assert recorder.warnings == ["mind this"]


def test_what_a_stack_file_says_wrong_ends_the_program_before_any_resource() -> None:
    with pytest.raises(ConfigError, match="environment"):
        declared({**stack(), "environment": "NOT VALID"})


def test_one_stack_file_leaves_nothing_to_the_next() -> None:
    with pytest.raises(ConfigError, match="environment: is missing"):
        declared({key: value for key, value in stack().items() if key != "environment"})
