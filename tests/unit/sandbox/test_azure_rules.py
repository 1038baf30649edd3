"""Every row of Azure's table: a valid request passes all of them, a broken one is refused by that row alone."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.azure.provider import AzureNative
from sandbox.azure.rules import RULES
from sandbox.cloud import Object, Refused
from sandbox.rules import Request, Step
from tests.unit.sandbox import azure_site as site
from tests.unit.sandbox.azure_broken import CLIENT_ID, Broken
from tests.unit.sandbox.azure_broken_requests import BROKEN

CASES = [pytest.param(row, broken, id=f"{row}-{n}") for row, all_ in BROKEN.items() for n, broken in enumerate(all_)]


@pytest.fixture
def azure(tmp_path: Path) -> AzureNative:
    return site.open_azure(tmp_path)


def answering(azure: AzureNative, step: Step, token: str, inputs: dict[str, Any], old: Object | None) -> list[str]:
    """Names of the rows that refuse a request, each asked by itself."""
    id_ = old.id if old else azure.make_id(token, inputs)
    request = Request(step, token, id_, inputs, old, azure.cloud, azure.cloud.world, azure.config)
    asked = [rule for rule in RULES.rules if step in rule.steps and (not rule.types or token in rule.types)]
    return [rule.name for rule in asked if rule.check(request)]


def test_every_row_is_broken_by_a_test() -> None:
    assert [rule.name for rule in RULES.rules] == list(BROKEN)


@pytest.mark.parametrize("short", site.ORDER)
def test_a_valid_request_passes_every_row(azure: AzureNative, short: str) -> None:
    first = site.build(azure)[short]
    second = site.second(short, azure)

    assert answering(azure, "create", first.token, second, None) == []
    assert answering(azure, "update", first.token, {**first.inputs, "tags": {"a": "b"}}, first) == []
    made = azure.create(first.token, second)
    assert answering(azure, "delete", made.token, made.inputs, made) == []


@pytest.mark.parametrize(("row", "broken"), CASES)
def test_a_broken_request_is_refused_by_that_row_alone(azure: AzureNative, row: str, broken: Broken) -> None:
    first = site.build(azure)[broken.short]
    for n in range(broken.more):
        name = {"federatedIdentityCredentialResourceName": f"more-{n}", "subject": f"more-{n}"}
        azure.create(first.token, {**site.inputs(broken.short, azure, second=True), **name})
    for short, differs in broken.beside:
        azure.create(site.token(short), {**site.inputs(short, azure, second=True), **differs})
    valid = site.second(broken.short, azure) if broken.step == "create" else first.inputs
    identity = next(azure.cloud.of(site.token("UserAssignedIdentity")))
    change = {k: identity.outputs["clientId"] if v == CLIENT_ID else v for k, v in broken.change.items()}
    inputs = {key: value for key, value in {**valid, **change}.items() if value is not None}
    azure.config |= broken.config

    refuses = answering(azure, broken.step, first.token, inputs, None if broken.step == "create" else first)

    assert refuses == [row]
    act = {
        "create": lambda: azure.create(first.token, inputs),
        "update": lambda: azure.update(first, inputs),
        "delete": lambda: azure.delete(first),
    }[broken.step]
    with pytest.raises(Refused, match=rf" \[{row}\]$"):
        act()
