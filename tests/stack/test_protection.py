"""What cannot be made again is protected, in production or where the stack file says so, and nothing else ever."""

import pytest

from tests.stack.program import custom, declared
from tests.stack.stacks import CLUSTERS, stack

DATA = {
    "azure-native:monitor:AzureMonitorWorkspace",
    "azure-native:monitor:DataCollectionEndpoint",
    "azure-native:monitor:DataCollectionRule",
    "azure-native:storage:StorageAccount",
    "azure-native:storage:BlobServiceProperties",
    "azure-native:storage:BlobContainer",
    "aws:amp/workspace:Workspace",
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration",
}


def protected(environment: str, protect: str | None = None, kind: str = "aks") -> set[tuple[str, bool]]:
    """Every type that a stack of everything has, with whether it is protected."""
    recorder = declared(stack(kind, private=True, environment=environment, protect=protect))
    return {(request.type, request.protect) for request in custom(recorder).values()}


@pytest.mark.parametrize("kind", CLUSTERS)
def test_in_production_data_is_protected_and_nothing_else(kind: str) -> None:
    found = protected("prod", kind=kind)

    assert {type_ for type_, is_protected in found if is_protected} == DATA
    assert not {type_ for type_, is_protected in found if not is_protected} & DATA


@pytest.mark.parametrize(("environment", "protect"), [("dev", None), ("stage", "auto"), ("prod", "never")])
def test_elsewhere_nothing_is_protected(environment: str, protect: str | None) -> None:
    found = protected(environment, protect)

    assert {type_ for type_, _ in found} > DATA
    assert not [type_ for type_, is_protected in found if is_protected]


def test_data_is_protected_wherever_the_stack_file_says_always() -> None:
    assert {type_ for type_, is_protected in protected("dev", "always") if is_protected} == DATA
