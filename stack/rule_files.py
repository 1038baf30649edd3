"""The rule files that a stack file names."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from components.azure.rule_files import rule_file
from components.azure.rule_groups import MOST_GROUPS, RuleGroup, names_taken_twice, parts
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.problems import Problem
from stack.config.stack_config import StackConfig

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of `Pulumi.yaml`."""


def rules_of(backend: str, paths: Sequence[str], problems: list[Problem]) -> list[RuleGroup]:
    """The groups in all files of a backend; adds what is wrong with them to the problems."""
    groups, key, before = list[RuleGroup](), f"backends.{backend}.rules", len(problems)
    for path in paths:
        try:
            read = rule_file((PROJECT / path).read_text(encoding="utf-8"))
        except (OSError, UnicodeError) as error:
            problems.append((key, f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"))
            continue
        groups += read.groups
        problems += [(key, f"{path}: {problem}") for problem in read.problems]
    if len(problems) == before:
        problems += [
            (key, f"has two groups or parts of groups by the name {name}: rename one")
            for name in names_taken_twice(groups)
        ]
    return groups


def rule_warnings(config: StackConfig, rules: Mapping[str, Sequence[RuleGroup]]) -> Iterator[str]:
    """What works but should be known of rules."""
    for name, backend in config.of(AzureMonitorBackend).items():
        groups = rules.get(name, ())
        if not backend.alerts and any("alert" in rule for group in groups for rule in group["rules"]):
            yield f"backends.{name}.rules: alerts among them are shown in Azure and tell nobody; see alerts"
        if (count := sum(len(parts(group)) for group in groups)) > MOST_GROUPS:
            yield (
                f"backends.{name}.rules: are {count} groups, and a workspace takes {MOST_GROUPS} unless a support "
                "ticket has raised that"
            )
