"""Changed copies of declarations: deliberate breaks, and what a test has to replace."""

import copy
import dataclasses
import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.proof.support.declared.declarations import Declared

Change = Callable[[dict[str, Any]], Any]
"""Edits the inputs of an object in place."""


def changed(objects: Sequence[Declared], kind: str, id_: str, change: Change) -> list[Declared]:
    """The objects with a changed copy of the inputs of one of them."""
    [before] = [one for one in objects if (one.kind, one.id) == (kind, id_)]
    change(inputs := copy.deepcopy(before.inputs))
    assert inputs != before.inputs, f"{kind} {id_}: the change changes nothing"
    after = dataclasses.replace(before, inputs=inputs)
    return [after if one is before else one for one in objects]


def edited(key: str, change: Callable[[Any], Any]) -> Change:
    """A change of the JSON document in a key of a ConfigMap."""

    def edit(inputs: dict[str, Any]) -> None:
        change(document := json.loads(inputs["data"][key]))
        inputs["data"][key] = json.dumps(document)

    return edit


def argument(old: str, new: str) -> Change:
    """A change of one argument of a workload's container."""

    def edit(inputs: dict[str, Any]) -> None:
        arguments = inputs["spec"]["template"]["spec"]["containers"][0]["args"]
        arguments[arguments.index(old)] = new

    return edit
