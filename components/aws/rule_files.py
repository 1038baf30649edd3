"""Rule files of Prometheus, looked through before the ruler of AMP takes them word for word."""

from collections import Counter
from collections.abc import Iterator

from components.rules.fields import Part, WrongField, check_keys, seconds_of, text, texts
from components.rules.files import NamedPart, groups_of, rules_of

# https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
_OF_GROUPS = ("name", "interval", "limit", "query_offset", "labels", "rules")
_OF_ALERTS = ("alert", "expr", "for", "keep_firing_for", "labels", "annotations")
_OF_RECORDS = ("record", "expr", "labels")
# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html
_BYTES, _SHORTEST = 1_000_000, 30
# https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateRuleGroupsNamespace.html
_NAME_BYTES = 721


def file_problems(namespace: str, content: str) -> list[str]:
    """What AMP would not take of a file that is to be a namespace of that name.

    It would say so only once it has the file: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-rules-upload.html
    """
    if (size := len(content.encode())) > _BYTES:
        return [f"has {size} bytes, AMP takes {_BYTES}: make it several files"]
    read = groups_of(content)
    names = Counter(str(group.part.get("name")) for group in read.groups)
    twice = [f"has two groups by the name {name}: rename one" for name, count in names.items() if count > 1]
    return [*read.problems, *(one for group in read.groups for one in _group_problems(namespace, group)), *twice]


def has_alerts(content: str) -> bool:
    """Whether rules of the file are alerts."""
    return any("alert" in rule.part for group in groups_of(content).groups for rule in rules_of(group).groups)


def _group_problems(namespace: str, group: NamedPart) -> Iterator[str]:
    try:
        _check_group(namespace, group.part)
    except WrongField as wrong:
        yield f"{group.where}: {wrong}"
    rules = rules_of(group)
    yield from rules.problems
    for where, rule in rules.groups:
        try:
            _check_rule(rule)
        except WrongField as wrong:
            yield f"{where}: {wrong}"


def _check_group(namespace: str, group: Part) -> None:
    check_keys(group, _OF_GROUPS)
    texts(group, "labels")
    if len(f"{namespace}{text(group, 'name')}".encode()) > _NAME_BYTES:
        raise WrongField(f"name: must have at most {_NAME_BYTES} bytes, the file's name among them")
    if "interval" in group and seconds_of(group, "interval") < _SHORTEST:
        raise WrongField(f"interval: must be at least {_SHORTEST}s, is {group['interval']}")


def _check_rule(rule: Part) -> None:
    if ("alert" in rule) == ("record" in rule):
        raise WrongField("must have alert or record, and not both")
    check_keys(rule, _OF_ALERTS if "alert" in rule else _OF_RECORDS)
    for key in ("alert" if "alert" in rule else "record", "expr"):
        text(rule, key)
    for key in ("labels", "annotations"):
        texts(rule, key)
    for key in ("for", "keep_firing_for"):
        seconds_of(rule, key)
