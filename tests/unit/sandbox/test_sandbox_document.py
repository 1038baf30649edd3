"""The page on the sandbox says of every row what it is, and on whose word."""

import re
from collections import Counter

import pytest

from docs.sandbox_page import page
from sandbox.providers import PACKAGES
from sandbox.reachability.rules import RULES as REACHABLE
from sandbox.rules import Rule

TABLES = (*(package.rules for package in PACKAGES), REACHABLE)
ROWS = [rule for table in TABLES for rule in table.rules]


def test_no_two_rows_have_one_name() -> None:
    assert [name for name, count in Counter(rule.name for rule in ROWS).items() if count > 1] == []


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.name)
def test_a_row_has_a_source_and_says_what_it_refuses(rule: Rule) -> None:
    assert re.search(r"https://\S+\.\S+|^observed: |^nobody's word: ", rule.source), rule.source
    assert rule.says
    assert not rule.says.endswith(".")
    assert rule.steps


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.name)
def test_a_row_is_on_the_page(rule: Rule) -> None:
    (line,) = (line for line in page().splitlines() if line.startswith(f"| `{rule.name}` |"))

    assert all(word.strip(":") in line for word in rule.source.split())
    assert all(step in line.rsplit("|", 2)[1] for step in rule.steps)
    assert len(re.findall(r"(?<!\\)\|", line)) == 5
