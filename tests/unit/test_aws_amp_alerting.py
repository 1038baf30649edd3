"""Rules of AMP, its Alertmanager and the topic of its alerts: what is taken, and what AMP would not take."""

import json
from typing import Any

import parliament
import pytest
import yaml

from components.aws.alert_topic import AlertTopic, publishing_policy
from components.aws.alertmanager import definition_of_topics, definition_problems
from components.aws.amp_alerting import AmpAlerting
from components.aws.amp_rules import AmpRules
from components.aws.rule_files import file_problems, has_alerts
from tests.recorder import Recorder, record
from tests.unit.component_rules import Consumer, assert_component_rules, waits_for
from tests.unit.test_aws_amp import ACCOUNT, ARN
from tests.unit.test_aws_amp_sharing import WORKSPACE

DEFINITION = "aws:amp/alertManagerDefinition:AlertManagerDefinition"
NAMESPACE = "aws:amp/ruleGroupNamespace:RuleGroupNamespace"
TOPIC, POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
TOPIC_ARN = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alerts"
FILE = """
groups:
  - name: one
    interval: 30s
    limit: 5
    query_offset: 1m
    labels: {team: sre}
    rules:
      - {record: "job:up:sum", expr: sum by (job) (up), labels: {a: b}}
      - {alert: Down, expr: up == 0, for: 5m, keep_firing_for: 1m, labels: {a: b}, annotations: {summary: down}}
"""
RECEIVER = {"name": "sns", "sns_configs": [{"topic_arn": TOPIC_ARN}]}


def of(rule: str, group: str = "name: g") -> list[str]:
    """The problems of a file with one group and one rule."""
    return file_problems("file", f"groups: [{{{group}, rules: [{{{rule}}}]}}]")


def definition(config: Any = None, **more: Any) -> str:
    """A definition of a receiver and the route to it, or of something else."""
    said = config or {"route": {"receiver": "sns"}, "receivers": [RECEIVER]}
    return yaml.safe_dump({"alertmanager_config": said if isinstance(said, str) else yaml.safe_dump(said), **more})


def routed(**route: Any) -> str:
    return definition({"route": {"receiver": "sns", **route}, "receivers": [RECEIVER]})


def ruled(**files: str) -> Recorder:
    args: Any = {"endpoint": WORKSPACE, "files": files, "tags": {"team": "sre"}}
    return record(lambda: AmpRules("rules", args) and None, {NAMESPACE: {"arn": "arn:of-{name}"}})


def topic() -> AlertTopic:
    return AlertTopic("alerts", {"topic_name": "dev-alerts", "endpoint": WORKSPACE, "tags": {"team": "sre"}})


def test_all_that_prometheus_has_in_a_rule_file_is_taken() -> None:
    assert file_problems("file", FILE) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("alert: A, record: r, expr: '1'", "group g, rule A: must have alert or record"),
        ("expr: '1'", "group g, rule 1: must have alert or record"),
        ("alert: A", "group g, rule A: expr: is missing"),
        ("alert: '', expr: '1'", "group g, rule 1: alert: is missing"),
        ("record: '', expr: '1'", "group g, rule 1: record: is missing"),
        ("record: r, expr: '1', for: 1m", "group g, rule r: for: is not a known key here"),
        ("alert: A, expr: '1', for: 5 minutes", "group g, rule A: for: must be a duration"),
        ("alert: A, expr: '1', keep_firing_for: x", "group g, rule A: keep_firing_for: must be a duration"),
        ("alert: A, expr: '1', labels: [a]", "group g, rule A: labels: must be a map"),
        ("alert: A, expr: '1', annotations: [a]", "group g, rule A: annotations: must be a map"),
        ("alert: A, expr: '1', severity: 1", "group g, rule A: severity: is not a known key here"),
    ],
)
def test_a_rule_that_amp_would_not_take_is_named(rule: str, problem: str) -> None:
    (found,) = of(rule)

    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        ("name: g, interval: 29s", "group g: interval: must be at least 30s, is 29s"),
        ("name: g, interval: often", "group g: interval: must be a duration"),
        ("interval: 30s", "group 1: name: is missing"),
        ("name: g, labels: 1", "group g: labels: must be a map"),
        ("name: g, rate: 1", "group g: rate: is not a known key here"),
        (f"name: {'g' * 718}", f"group {'g' * 718}: name: must have at most 721 bytes"),
    ],
)
def test_a_group_that_amp_would_not_take_is_named(group: str, problem: str) -> None:
    (found,) = of("record: r, expr: '1'", group)

    assert found.startswith(problem)


def test_names_up_to_the_last_byte_are_taken() -> None:
    assert of("record: r, expr: '1'", f"name: {'g' * 717}") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("groups: [", "is no YAML: line 1"),
        ("groups: []", "groups: is no list, or an empty one"),
        ("groups: [{name: g}]", "group g: rules: is no list, or an empty one"),
        ("spec: {groups: []}", "must have the key groups and no other"),
        (FILE + FILE.partition("groups:\n")[2], "has two groups by the name one: rename one"),
        (f"{FILE}{' ' * 1_000_000}", "has 1000399 bytes, AMP takes 1000000: make it several files"),
    ],
    ids=["no YAML", "no groups", "no rules", "a PrometheusRule", "a group twice", "too big"],
)
def test_a_file_that_amp_would_not_take_says_why(content: str, problem: str) -> None:
    (found,) = file_problems("file", content)

    assert found.startswith(problem.replace("1000399", str(1_000_000 + len(FILE))))


def test_alerts_are_told_from_records() -> None:
    assert has_alerts(FILE)
    assert not has_alerts("groups: [{name: g, rules: [{record: r, expr: '1'}]}]")


def test_each_file_is_a_namespace_word_for_word() -> None:
    recorder = ruled(one=FILE, two="groups: []")

    made = recorder.of_type(NAMESPACE)
    assert {name: (one["name"], one["data"]) for name, one in made.items()} == {
        "rules-one": ("one", FILE),
        "rules-two": ("two", "groups: []"),
    }
    for one in made.values():
        assert (one["workspaceId"], one["region"], one["tags"]) == ("ws-1", "eu-west-1", {"team": "sre"})


def test_a_definition_is_taken_word_for_word() -> None:
    args: Any = {"endpoint": WORKSPACE, "definition": definition()}
    recorder = record(lambda: AmpAlerting("alerting", args) and None)

    assert recorder.one(DEFINITION) == {"workspaceId": "ws-1", "region": "eu-west-1", "definition": definition()}


def test_every_alert_goes_to_every_topic_signed_for_the_topics_region() -> None:
    there = TOPIC_ARN.replace("eu-west-1", "us-east-1")
    made = definition_of_topics([TOPIC_ARN, there])

    assert definition_problems(made) == []
    config = yaml.safe_load(yaml.safe_load(made)["alertmanager_config"])
    assert config == {
        "route": {"receiver": "sns"},
        "receivers": [
            {
                "name": "sns",
                "sns_configs": [
                    {"topic_arn": TOPIC_ARN, "sigv4": {"region": "eu-west-1"}},
                    {"topic_arn": there, "sigv4": {"region": "us-east-1"}},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    "said",
    [
        definition(),
        definition(template_files={"a": "b"}),
        routed(routes=[{"matchers": ["a = b"]}, {"receiver": "sns", "routes": [{"receiver": "sns"}]}]),
    ],
    ids=["the smallest", "templates", "routes"],
)
def test_a_definition_that_amp_takes_is_taken(said: str) -> None:
    assert definition_problems(said) == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("a: [", "is no YAML: line 1"),
        ("route: {receiver: sns}", "route: is not a key of a definition"),
        ("alertmanager_config: {route: {receiver: sns}}", "alertmanager_config: is missing or no text"),
        ("just text", "alertmanager_config: is missing or no text"),
        (definition("a: ["), "alertmanager_config: is no YAML: line 1"),
        (definition("none"), "alertmanager_config: route.receiver: is missing"),
        (definition({"route": {"receiver": "a"}}), "alertmanager_config: a route leads to a, which is none"),
        (routed(routes=[{"routes": [{"receiver": "pager"}]}]), "alertmanager_config: a route leads to pager"),
        (
            definition({"route": {"receiver": "sns"}, "receivers": [{**RECEIVER, "slack_configs": []}]}),
            "alertmanager_config: receiver sns: slack_configs: AMP has sns_configs and pagerduty_configs",
        ),
        (f"{definition()}{' ' * 1_000_000}", "has 1000"),
    ],
)
def test_a_definition_that_amp_would_not_take_says_why(said: str, problem: str) -> None:
    (found,) = definition_problems(said)

    assert found.startswith(problem)


def test_the_topic_is_of_the_workspace_and_known_once_it_may_be_published_to() -> None:
    recorder = record(lambda: Consumer({"arn": topic().topic_arn}) and None, {TOPIC: {"arn": TOPIC_ARN}})

    assert recorder.one(TOPIC) == {"name": "dev-alerts", "region": "eu-west-1", "tags": {"team": "sre"}}
    assert (recorder.one(POLICY)["arn"], recorder.one(POLICY)["region"]) == (TOPIC_ARN, "eu-west-1")
    assert json.loads(recorder.one(POLICY)["policy"]) == publishing_policy(TOPIC_ARN, ARN, ACCOUNT)
    assert recorder.one("test:index:Consumer")["arn"] == TOPIC_ARN
    assert waits_for(recorder, "test:index:Consumer", "consumer", "arn") == {"alerts-topic", "alerts-policy"}


def test_one_workspace_may_publish_and_nobody_else() -> None:
    document = publishing_policy(TOPIC_ARN, ARN, ACCOUNT)

    (statement,) = document["Statement"]
    assert statement["Principal"] == {"Service": "aps.amazonaws.com"}
    assert statement["Action"] == ["sns:GetTopicAttributes", "sns:Publish"]
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": ARN},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }
    assert not parliament.analyze_policy_string(json.dumps(document)).findings


def test_the_components_keep_the_rules() -> None:
    alerting: Any = {"endpoint": WORKSPACE, "definition": definition()}
    assert_component_rules(ruled(one=FILE), AmpRules, "rules")
    assert_component_rules(record(lambda: AmpAlerting("alerting", alerting) and None), AmpAlerting, "alerting")
    assert_component_rules(record(lambda: topic() and None, {TOPIC: {"arn": TOPIC_ARN}}), AlertTopic, "alerts")
