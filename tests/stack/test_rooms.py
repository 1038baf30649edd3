"""Decisions stay in their rooms: platforms in one table, configuration in the program, mistakes in two families."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest

import components
import stack
from tests.stack.program import ROOT

SOURCES = sorted([*(ROOT / "stack").rglob("*.py"), *(ROOT / "components").rglob("*.py"), ROOT / "__main__.py"])
PLATFORM_NAMES = {"aks", "eks", "arc"}
USERS_MISTAKES = {
    *("ConfigError", "SourceError", "SubnetError", "AksError", "AddressError", "GrafanaError", "IdentityError"),
    "KeptSettingError",
}
"""A RunError ends the program without a traceback: for those that whoever writes stack files can mend."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(path: Path) -> Iterator[ast.AST]:
    """All of a module but its documentation."""
    tree = ast.parse(path.read_text())
    texts = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return (node for node in ast.walk(tree) if id(node) not in texts)


def platform_names(path: Path) -> set[str]:
    return {node.value for node in nodes(path) if isinstance(node, ast.Constant) and node.value in PLATFORM_NAMES}


def test_only_the_table_of_platforms_names_them() -> None:
    found = {named(path): names for path in SOURCES if (names := platform_names(path))}

    assert found == {"stack/platform.py": PLATFORM_NAMES}


def decides_by_kind(node: ast.AST) -> bool:
    """Whether it compares or matches what `cluster.kind` says."""
    match node:
        case ast.Compare(left=left, comparators=others):
            asked = [left, *others]
        case ast.Match(subject=subject):
            asked = [subject]
        case _:
            return False
    return any(isinstance(one, ast.Attribute) and one.attr == "kind" for one in asked)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_is_decided_by_the_kind_of_a_cluster(path: Path) -> None:
    assert [
        node.lineno for node in nodes(path) if decides_by_kind(node) and isinstance(node, ast.expr | ast.stmt)
    ] == []


@pytest.mark.parametrize(
    "code", ["cluster.kind == 'aks'", "'aks' != cluster.kind", "config.cluster.kind in A", "match c.kind:\n  case _: 1"]
)
def test_a_decision_by_kind_is_seen(code: str) -> None:
    assert any(decides_by_kind(node) for node in ast.walk(ast.parse(code)))


def reads_configuration(path: Path) -> bool:
    names = {getattr(node, "attr", "") or getattr(node, "name", "") for node in nodes(path)}
    return "Config" in names


def test_only_the_program_reads_the_stacks_configuration() -> None:
    readers = {named(path).partition("/")[0] for path in SOURCES if reads_configuration(path)}

    assert readers == {"__main__.py", "stack"}


def exceptions() -> dict[str, type[BaseException]]:
    """Every exception class of the program and the components."""
    modules = [
        importlib.import_module(found.name)
        for package in (stack, components)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return {
        cls.__name__: cls
        for module in modules
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, BaseException) and cls.__module__ == module.__name__
    }


def test_a_mistake_is_a_users_or_a_programmers() -> None:
    found = exceptions()

    assert {name for name, cls in found.items() if issubclass(cls, pulumi.RunError)} == USERS_MISTAKES
    assert {name for name, cls in found.items() if issubclass(cls, ValueError)} == set(found) - USERS_MISTAKES
    assert len(found) > len(USERS_MISTAKES) + 5
