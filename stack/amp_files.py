"""The files of a workspace of AMP: its rules, and its Alertmanager's definition."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from components.aws.alertmanager import definition_problems
from components.aws.rule_files import file_problems, has_alerts
from stack.config.amp_alerting import Alerting, namespace
from stack.config.backends import AmpBackend
from stack.config.problems import Problem
from stack.config.stack_config import StackConfig
from stack.project_files import UnreadableFile, content


class AmpFiles(NamedTuple):
    """What the files of one workspace say."""

    rules: Mapping[str, str]
    """Rule files by their namespaces."""
    definition: str
    """Alertmanager's, from the stack file or its own; empty where neither has one."""


def amp_files(name: str, backend: AmpBackend, problems: list[Problem]) -> AmpFiles:
    """The files of a backend; adds what is wrong with them to the problems."""
    rules = _rules(f"backends.{name}.rules", backend.rules, problems)
    return AmpFiles(rules, _definition(f"backends.{name}.alerting", backend.alerting, problems))


def _rules(key: str, paths: Sequence[str], problems: list[Problem]) -> dict[str, str]:
    files = dict[str, str]()
    for path in paths:
        try:
            files[namespace(path)] = text = content(path)
        except UnreadableFile as unreadable:
            problems.append((key, str(unreadable)))
        else:
            problems += [(key, f"{path}: {problem}") for problem in file_problems(namespace(path), text)]
    return files


def _definition(key: str, alerting: Alerting | None, problems: list[Problem]) -> str:
    if alerting is None or not (alerting.definition or alerting.file):
        return ""
    if alerting.definition:
        problems += [(f"{key}.definition", problem) for problem in definition_problems(alerting.definition)]
        return alerting.definition
    path = alerting.file or ""
    try:
        text = content(path)
    except UnreadableFile as unreadable:
        problems.append((f"{key}.file", str(unreadable)))
        return ""
    problems += [(f"{key}.file", f"{path}: {problem}") for problem in definition_problems(text)]
    return text


def file_warnings(config: StackConfig, files: Mapping[str, AmpFiles]) -> Iterator[str]:
    """What works but should be known of rules and of who is told."""
    for name, backend in config.of(AmpBackend).items():
        if name in files and not backend.alerting and any(map(has_alerts, files[name].rules.values())):
            yield f"backends.{name}.rules: alerts among them tell nobody; see alerting"
        if backend.alerting and (arns := backend.alerting.sns_topic_arns):
            yield (
                f"backends.{name}.alerting.snsTopicArns: their policies have to let aps.amazonaws.com publish "
                f"(sns:Publish, sns:GetTopicAttributes), which is not looked at: {', '.join(arns)}"
            )
