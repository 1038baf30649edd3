"""Rule files of Prometheus, read as rules of Azure's managed Prometheus."""

from typing import NamedTuple

from components.azure.durations import iso
from components.azure.rule_groups import Rule, RuleGroup
from components.rules.fields import Part, WrongField, check_keys, seconds_of, text, texts
from components.rules.files import NamedPart, groups_of, rules_of

# https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
_OF_GROUPS = ("name", "interval", "labels", "rules")
_OF_ALERTS, _OF_RECORDS = ("alert", "expr", "for", "labels", "annotations"), ("record", "expr", "labels")
_LACKING = ("limit", "query_offset", "partial_response_strategy", "keep_firing_for")
"""Keys of Prometheus and Thanos that rules in Azure do not have."""
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


def rule_file(content: str) -> RuleFile:
    """The groups of a file, and everything in it that Azure would not take."""
    given = groups_of(content)
    read = [_group(group) for group in given.groups]
    problems = [*given.problems, *(said for one in read for said in one.problems)]
    return RuleFile([group for one in read for group in one.groups], problems)


def _group(given: NamedPart) -> RuleFile:
    """One group, and what is wrong with it."""
    where, group = given
    problems = list[str]()
    name, interval, labels = "", "", dict[str, str]()
    try:
        _check_keys(group, _OF_GROUPS)
        name, interval, labels = _name(group), _interval(group), texts(group, "labels")
    except WrongField as wrong:
        problems.append(f"{where}: {wrong}")
    parts, rules = rules_of(given), list[Rule]()
    if parts.problems:
        return RuleFile([], [*problems, *parts.problems])
    for place, rule in parts.groups:
        try:
            rules.append(_rule(rule, labels))
        except WrongField as wrong:
            problems.append(f"{place}: {wrong}")
    return RuleFile([RuleGroup(name=name, interval=interval, rules=rules)], problems)


def _check_keys(part: Part, known: tuple[str, ...]) -> None:
    if lacking := [key for key in part if key in _LACKING]:
        raise WrongField(f"{lacking[0]}: rules in Azure have no such thing; leave it out")
    check_keys(part, known)


def _rule(rule: Part, group_labels: dict[str, str]) -> Rule:
    """Labels of the group are every rule's that has none of that name. Raises WrongField."""
    if ("alert" in rule) == ("record" in rule):
        raise WrongField("must have alert or record, and not both")
    kind = "alert" if "alert" in rule else "record"
    _check_keys(rule, _OF_ALERTS if kind == "alert" else _OF_RECORDS)
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
