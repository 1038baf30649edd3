"""The outputs of a stack are an API: frozen names and types, and a page that says what each of them means."""

import inspect
import re
from typing import Any, NotRequired

import pulumi
import pytest

from components.contracts import endpoints, exports
from components.contracts.endpoints import KINDS, exported
from components.contracts.exports import Exports
from docs import exports_page

PAGE = exports_page.page()

OUTPUTS = {
    "endpoints": dict[str, dict[str, Any]],
    "targets": dict[str, pulumi.Input[str]],
    "grafanaDataSources": list[dict[str, Any]],
    "passwords": dict[str, pulumi.Input[str]],
    "egress": pulumi.Input[list[str]],
    "prometheusValues": NotRequired[dict[str, Any]],
    "ingressAddress": NotRequired[pulumi.Input[str]],
    "grafana": NotRequired[dict[str, dict[str, Any]]],
    "commands": NotRequired[list[pulumi.Input[str]]],
}
"""Somebody reads each of these: one may be added here, none may go or become something else."""


def _section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _rows(section: str) -> dict[str, list[str]]:
    """Cells of a section's table, by the name in the first."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)
    return {name: re.split(r" (?<!\\)\| ", rest) for name, rest in rows}


def test_outputs_are_an_api_with_these_names_and_types() -> None:
    assert Exports.__annotations__ == OUTPUTS


def test_the_page_has_every_output_with_its_type_and_its_meaning() -> None:
    rows = _rows(_section("Outputs"))

    assert list(rows) == list(Exports.__annotations__)
    assert {name: type_ for name, (type_, _) in rows.items()} == {
        "endpoints": "map of objects",
        "targets": "map of strings",
        "grafanaDataSources": "list of objects",
        "passwords": "map of strings",
        "egress": "list of strings",
        "prometheusValues": "object, optional",
        "ingressAddress": "string, optional",
        "grafana": "map of objects, optional",
        "commands": "list of strings, optional",
    }
    assert all(_said_in(exports, meaning) for _, meaning in rows.values())


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_every_field_of_a_kind_as_it_is_exported(kind: str) -> None:
    fields: Any = dict.fromkeys(KINDS[kind].__annotations__, "")
    rows = _rows(_section(f"An endpoint of the kind `{kind}`"))

    assert list(rows) == list(exported(fields))
    assert [name for name, (type_, _) in rows.items() if type_ != "string"] == ["version"]
    assert all(_said_in(endpoints, meaning) for _, meaning in rows.values())


def _said_in(module: Any, meaning: str) -> bool:
    """Whether a cell of the page stands in the module, wherever its lines are broken."""
    said = " ".join(inspect.getsource(module).split())
    return bool(meaning) and f'"""{meaning}"""' in said


def test_a_field_without_a_meaning_has_none_of_another_field() -> None:
    source = 'class Bare:\n    """A kind."""\n\n    said: str\n    """What for."""\n    bare: str\n'

    assert exports_page.meanings(source)["Bare"] == {"said": "What for."}


def test_what_the_page_reads_from_another_stack_is_exported() -> None:
    samples = "\n".join(re.findall(r"```\w+\n(.*?)```", _section("Reading one from another stack"), re.DOTALL))
    read = set(re.findall(r'(?:require_?[oO]utput\("|outputs\[")(\w+)', samples))
    fields: Any = dict.fromkeys(KINDS["amp"].__annotations__, "")

    assert read == {"endpoints", "passwords"}
    assert set(re.findall(r'(?:\bamp\.|\[")(w\w+)', samples)) <= exported(fields).keys()
