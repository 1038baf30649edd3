"""Rule files of Prometheus, read as rules of Azure's managed Prometheus."""

from typing import Any, NamedTuple, cast

import yaml

from components.azure.durations import iso
from components.azure.rule_fields import Part, WrongField, check_keys, mapping, seconds_of, text, texts
from components.azure.rule_groups import Rule, RuleGroup

# https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
_OF_GROUPS = ("name", "interval", "labels", "rules")
_OF_ALERTS, _OF_RECORDS = ("alert", "expr", "for", "labels", "annotations"), ("record", "expr", "labels")
# https://github.com/Azure/ARO-HCP/blob/main/tooling/prometheus-rules/internal/generator.go
SEVERITIES = {"critical": 2, "warning": 3, "info": 4}
"""Azure's severity by the label of that name, as Microsoft's own generator of rules has it."""
_MINUTE, _DAY = 60, 86_400
_GROUP_FORBIDDEN = ":@/#{}%&+*<>?"
"""What Azure takes in no name of a group: https://learn.microsoft.com/rest/api/monitor/prometheus-rule-groups"""


class RuleFile(NamedTuple):
    """What a file says, as far as it is right."""

    groups: list[RuleGroup]
    problems: list[str]
    """What Azure would not take, each with its group and its rule."""


class _Loader(yaml.BaseLoader):
    """Every scalar is the text that it was, as Prometheus reads it; no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(key.value) for key, _ in node.value]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise yaml.MarkedYAMLError(None, None, f"{twice[0]} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def rule_file(content: str) -> RuleFile:
    """The groups of a file, and everything in it that Azure would not take."""
    try:
        document: object = yaml.load(content, _Loader)
    except (yaml.YAMLError, RecursionError) as error:
        return RuleFile([], [_said(error)])
    if {*mapping(document)} != {"groups"}:
        return RuleFile([], ["must have the key groups and no other; of a PrometheusRule take what is below spec"])
    groups = mapping(document)["groups"]
    if not isinstance(groups, list) or not groups:
        return RuleFile([], ["groups: is no list, or an empty one"])
    read = [
        _group(mapping(group), f"group {mapping(group).get('name') or number}")
        for number, group in enumerate(cast("list[object]", groups), 1)
    ]
    return RuleFile([group for one in read for group in one.groups], [said for one in read for said in one.problems])


def _said(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "has a character that YAML does not take"
    return f"is no YAML: line {mark.line + 1}: {problem}" if mark else f"is no YAML: {problem}"


def _group(group: Part, where: str) -> RuleFile:
    """One group, and what is wrong with it."""
    problems = list[str]()
    name, interval, labels = "", "", dict[str, str]()
    try:
        check_keys(group, _OF_GROUPS)
        name, interval, labels = _name(group), _interval(group), texts(group, "labels")
    except WrongField as wrong:
        problems.append(f"{where}: {wrong}")
    given, rules = group.get("rules"), list[Rule]()
    if not isinstance(given, list) or not given:
        return RuleFile([], [*problems, f"{where}: rules: is no list, or an empty one"])
    for number, item in enumerate(cast("list[object]", given), 1):
        rule = mapping(item)
        try:
            rules.append(_rule(rule, labels))
        except WrongField as wrong:
            problems.append(f"{where}, rule {rule.get('alert') or rule.get('record') or number}: {wrong}")
    return RuleFile([RuleGroup(name=name, interval=interval, rules=rules)], problems)


def _rule(rule: Part, group_labels: dict[str, str]) -> Rule:
    """Labels of the group are every rule's that has none of that name. Raises WrongField."""
    if ("alert" in rule) == ("record" in rule):
        raise WrongField("must have alert or record, and not both")
    kind = "alert" if "alert" in rule else "record"
    check_keys(rule, _OF_ALERTS if kind == "alert" else _OF_RECORDS)
    made = Rule(expression=text(rule, "expr"))
    labels = {**group_labels, **texts(rule, "labels")}
    if labels:
        made["labels"] = labels
    if kind == "record":
        return {**made, "record": text(rule, "record")}
    made["alert"] = text(rule, "alert")
    if annotations := texts(rule, "annotations"):
        made["annotations"] = annotations
    if pending := seconds_of(rule, "for"):
        made["pending"] = iso(pending)
    if "severity" in labels:
        made["severity"] = _severity(labels["severity"])
    return made


def _severity(label: str) -> int:
    if label in SEVERITIES:
        return SEVERITIES[label]
    if label in ("0", "1", "2", "3", "4"):
        return int(label)
    raise WrongField(f"labels.severity: must be {', '.join(SEVERITIES)} or Azure's own, 0 to 4; is {label!r}")


def _name(group: Part) -> str:
    name = text(group, "name")
    if taken := [character for character in name if character in _GROUP_FORBIDDEN]:
        raise WrongField(f"name: must be without {taken[0]}, which Azure does not take")
    return name


def _interval(group: Part) -> str:
    """The interval; where none is said that of Azure, which is that of Prometheus."""
    interval = seconds_of(group, "interval") or _MINUTE
    if not _MINUTE <= interval <= _DAY:
        raise WrongField(f"interval: must be between 1m and 24h, is {group['interval']}")
    return iso(interval)
