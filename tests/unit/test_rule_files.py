"""Rule files of Prometheus as rules in Azure: what is taken, into what, and what is refused by name."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.azure.durations import DurationError, iso, seconds
from components.azure.rule_files import rule_file
from components.azure.rule_groups import MOST_RULES, Rule, RuleGroup, names_taken_twice, parts

FILE = """
groups:
  - name: one
    interval: 1h30m
    labels: {team: sre, severity: info}
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down
        expr: |
          up == 0
        for: 90s
        labels: {severity: critical, page: yes}
        annotations: {summary: "{{ $labels.job }} is down", number: 1}
  - name: two
    rules:
      - {alert: Bare, expr: 1, for: 0s, labels: {severity: "0"}}
      - {alert: Plain, expr: vector(1)}
"""


def of(rule: str, group: str = "name: g") -> list[str]:
    """The problems of a file with one group and one rule."""
    read = rule_file(f"groups: [{{{group}, rules: [{{{rule}}}]}}]")
    return read.problems


def group(name: str, rules: int) -> RuleGroup:
    return {
        "name": name,
        "interval": "PT1M",
        "rules": [Rule(record=f"r{number}", expression="1") for number in range(rules)],
    }


def test_a_file_is_read_into_groups_as_azure_has_them() -> None:
    read = rule_file(FILE)

    assert read.problems == []
    assert read.groups == [
        {
            "name": "one",
            "interval": "PT1H30M",
            "rules": [
                {
                    "record": "job:up:sum",
                    "expression": "sum by (job) (up)",
                    "labels": {"team": "sre", "severity": "info"},
                },
                {
                    "alert": "Down",
                    "expression": "up == 0",
                    "pending": "PT1M30S",
                    "severity": 2,
                    "labels": {"team": "sre", "severity": "critical", "page": "yes"},
                    "annotations": {"summary": "{{ $labels.job }} is down", "number": "1"},
                },
            ],
        },
        {
            "name": "two",
            "interval": "PT1M",
            "rules": [
                {"alert": "Bare", "expression": "1", "severity": 0, "labels": {"severity": "0"}},
                {"alert": "Plain", "expression": "vector(1)"},
            ],
        },
    ]


@pytest.mark.parametrize(("label", "severity"), [("critical", 2), ("warning", 3), ("info", 4), ("1", 1), ("4", 4)])
def test_a_label_of_severity_is_azures_severity(label: str, severity: int) -> None:
    (read,) = rule_file(
        f"groups: [{{name: g, rules: [{{alert: A, expr: '1', labels: {{severity: {label}}}}}]}}]"
    ).groups

    assert read["rules"][0]["severity"] == severity


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("alert: A", "group g, rule A: expr: is missing"),
        ("alert: A, expr: ' '", "group g, rule A: expr: is missing"),
        ("alert: A, record: r, expr: '1'", "group g, rule A: must have alert or record, and not both"),
        ("expr: '1'", "group g, rule 1: must have alert or record"),
        ("alert: , expr: '1'", "group g, rule 1: alert: is missing"),
        ("alert: A, expr: '1', keep_firing_for: 5m", "group g, rule A: keep_firing_for: rules in Azure have no such"),
        ("alert: A, expr: '1', For: 5m", "group g, rule A: For: is not a known key here"),
        ("record: r, expr: '1', for: 5m", "group g, rule r: for: is not a known key here; known: record, expr, labels"),
        ("record: r, expr: '1', annotations: {}", "group g, rule r: annotations: is not a known key here"),
        ("alert: A, expr: '1', for: 5 minutes", "group g, rule A: for: must be a duration such as 5m"),
        ("alert: A, expr: '1', for: 1500ms", "group g, rule A: for: must be whole seconds"),
        ("alert: A, expr: '1', for: {}", "group g, rule A: for: is missing or no text"),
        ("alert: A, expr: '1', labels: [a]", "group g, rule A: labels: must be a map of texts"),
        ("alert: A, expr: '1', annotations: {a: [b]}", "group g, rule A: annotations: must be a map of texts"),
        (
            "alert: A, expr: '1', labels: {severity: page}",
            "labels.severity: must be critical, warning, info or Azure's",
        ),
        ("alert: A, expr: '1', labels: {severity: '5'}", "labels.severity: must be critical, warning, info or Azure's"),
    ],
)
def test_what_azure_would_not_take_of_a_rule_is_named_by_group_and_rule(rule: str, says: str) -> None:
    (problem,) = of(rule)

    assert says in problem


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("interval: 1m", "group 1: name: is missing"),
        ("name: 'a:b'", "group a:b: name: must be without :, which Azure does not take"),
        ("name: g, interval: 59s", "group g: interval: must be between 1m and 24h, is 59s"),
        ("name: g, interval: 1d1s", "group g: interval: must be between 1m and 24h"),
        ("name: g, interval: soon", "group g: interval: must be a duration"),
        ("name: g, limit: 5", "group g: limit: rules in Azure have no such thing; leave it out"),
        ("name: g, query_offset: 1m", "group g: query_offset: rules in Azure have no such thing"),
        ("name: g, partial_response_strategy: warn", "group g: partial_response_strategy: rules in Azure have no such"),
        ("name: g, source: x", "group g: source: is not a known key here; known: name, interval, labels, rules"),
        ("name: g, labels: x", "group g: labels: must be a map of texts"),
    ],
)
def test_what_azure_would_not_take_of_a_group_is_named_by_the_group(header: str, says: str) -> None:
    (problem,) = of("record: r, expr: '1'", header)

    assert says in problem


@pytest.mark.parametrize("interval", ["1m", "24h", "1d"])
def test_an_interval_may_be_as_short_and_as_long_as_azures(interval: str) -> None:
    assert of("record: r, expr: '1'", f"name: g, interval: {interval}") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must have the key groups and no other"),
        ("- groups", "must have the key groups and no other"),
        ("spec: {groups: []}", "of a PrometheusRule take what is below spec"),
        ("groups: []\nnamespace: x", "must have the key groups and no other"),
        ("groups: []", "groups: is no list, or an empty one"),
        ("groups: {}", "groups: is no list, or an empty one"),
        ("groups: [{name: g}]", "group g: rules: is no list, or an empty one"),
        ("groups: [{name: g, rules: []}]", "group g: rules: is no list, or an empty one"),
        ("groups: [x]", "group 1: rules: is no list"),
        ("groups: [{name: g, rules: [x]}]", "group g, rule 1: must have alert or record"),
        ("groups: [{name: g", "is no YAML: line 1:"),
        ("a: 1\n---\nb: 2", "is no YAML: line 2:"),
        ("groups:\n  - name: g\n    name: h", "is no YAML: line 2: name stands twice"),
        ("\x00", "is no YAML: has a character that YAML does not take"),
        ("[" * 5000, "is no YAML:"),
    ],
)
def test_a_file_that_is_no_rule_file_is_said_to_be_none(text: str, says: str) -> None:
    read = rule_file(text)

    assert [says in problem for problem in read.problems][-1:] == [True], read.problems


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    file = textwrap.dedent(
        """
        groups:
          - name: one
            interval: 5s
            rules:
              - {alert: A}
              - {record: r, expr: '1'}
              - {record: s, expr: '1', for: 1m}
          - {name: two, rules: []}
        """
    )

    assert [problem.partition(":")[0] for problem in rule_file(file).problems] == [
        "group one",
        "group one, rule A",
        "group one, rule s",
        "group two",
    ]


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda raw: "groups: " + raw.decode("latin-1")))
def test_whatever_stands_in_a_file_is_read_or_named(text: str) -> None:
    read = rule_file(text)

    assert read.groups or read.problems


@pytest.mark.parametrize(
    ("prometheus", "azure"),
    [
        ("1m", "PT1M"),
        ("90s", "PT1M30S"),
        ("1h30m", "PT1H30M"),
        ("24h", "P1D"),
        ("1d12h", "P1DT12H"),
        ("2w", "P14D"),
        ("1y", "P365D"),
        ("2000ms", "PT2S"),
        ("0", "PT0S"),
        ("0s", "PT0S"),
    ],
)
def test_a_duration_is_written_as_azure_has_it(prometheus: str, azure: str) -> None:
    assert iso(seconds(prometheus)) == azure


@pytest.mark.parametrize("text", ["", "5", "m", "1m1h", "1.5h", "-1m", "1M", "5m ", "٣m", "1ms"])
def test_what_is_no_duration_in_whole_seconds_is_refused(text: str) -> None:
    with pytest.raises(DurationError):
        seconds(text)


@pytest.mark.parametrize(("rules", "sizes"), [(1, [1]), (20, [20]), (21, [20, 1]), (40, [20, 20]), (45, [20, 20, 5])])
def test_a_group_is_split_where_azure_does_not_take_it_and_keeps_its_order(rules: int, sizes: list[int]) -> None:
    whole = group("g", rules)
    found = parts(whole)

    assert [len(part["rules"]) for part in found] == sizes
    assert [rule for part in found for rule in part["rules"]] == whole["rules"]
    assert [part["name"] for part in found] == (["g"] if len(sizes) == 1 else [f"g-{n + 1}" for n in range(len(sizes))])
    assert {part["interval"] for part in found} == {"PT1M"}
    assert max(sizes) <= MOST_RULES


def test_a_name_is_taken_twice_where_azure_sees_no_difference() -> None:
    assert names_taken_twice([group("a", 1), group("b", 1)]) == []
    assert names_taken_twice([group("Nodes", 1), group("nodes", 1)]) == ["nodes"]
    assert names_taken_twice([group("a", 21), group("a-2", 1)]) == ["a-2"]
    assert names_taken_twice([group("a", 21), group("a", 1)]) == []
