"""What is asked for beside a workspace of AMP, as the whole program wires it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.aws.alertmanager import definition_of_topics
from stack import project_files
from stack.config.stack_config import ConfigError
from tests.stack.program import ROOT, Config, declared
from tests.stack.stacks import AMP_KEY, hub
from tests.unit.component_rules import waits_for

WORKSPACE = "aws:amp/workspace:Workspace"
GROUP, QUERIES = "aws:cloudwatch/logGroup:LogGroup", "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration"

NAMESPACE, DEFINITION = (
    "aws:amp/ruleGroupNamespace:RuleGroupNamespace",
    "aws:amp/alertManagerDefinition:AlertManagerDefinition",
)
TOPIC, THEIRS = "aws:sns/topic:Topic", "arn:aws:sns:eu-west-1:123456789012:theirs"
ALERTING = "groups: [{name: g, rules: [{alert: A, expr: '1'}]}]"
RECORDING = "groups: [{name: g, rules: [{record: r, expr: '1'}]}]"
Write = Callable[[str, str], str]


def with_workspace(**keys: Any) -> Config:
    """A stack without a cluster that builds one workspace."""
    return hub(name="c", backends={"amp": {"kind": "amp", **keys}}, azure=None)


def test_each_log_has_a_group_of_its_own_that_is_named_after_the_workspace() -> None:
    logs = {"vended": {"retentionDays": 14}, "queries": {"retentionDays": 7, "kmsKeyArn": AMP_KEY, "minimumSamples": 5}}
    recorder = declared(with_workspace(logs=logs))
    groups = recorder.of_type(GROUP)

    found = {one["name"]: (one["retentionInDays"], one.get("kmsKeyId")) for one in groups.values()}
    assert found == {
        "/aws/vendedlogs/prometheus/c-amp": (14, None),
        "/aws/vendedlogs/prometheus/queries/c-amp": (7, AMP_KEY),
    }
    assert waits_for(recorder, WORKSPACE, "amp-workspace", "loggingConfiguration") == {"amp-logs-group"}
    assert waits_for(recorder, QUERIES, "amp-query-logging-configuration", "destinations") == {"amp-query-logs-group"}
    assert recorder.one(QUERIES)["destinations"][0]["filters"] == {"qspThreshold": 5}


@pytest.mark.parametrize(
    ("logs", "groups", "queries"),
    [({}, 0, 0), ({"vended": {}}, 1, 0), ({"queries": {"minimumSamples": 0}}, 1, 1)],
    ids=["nothing", "vended", "queries"],
)
def test_only_what_is_asked_for_is_logged(logs: dict[str, Any], groups: int, queries: int) -> None:
    recorder = declared(with_workspace(**({"logs": logs} if logs else {})))

    assert len(recorder.of_type(GROUP)) == groups
    assert len(recorder.of_type(QUERIES)) == queries
    assert ("loggingConfiguration" in recorder.one(WORKSPACE)) == ("vended" in logs)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file of the test's own and tells its path in a stack file."""
    monkeypatch.setattr(project_files, "PROJECT", tmp_path.parent)

    def written(name: str, content: str) -> str:
        (tmp_path / name).write_text(content)
        return f"{tmp_path.name}/{name}"

    return written


def problems(config: Config) -> list[tuple[str, str]]:
    with pytest.raises(ConfigError) as error:
        declared(config)
    return error.value.problems


def told(config: Config) -> list[str]:
    """Warnings of rules and of who is told."""
    keys = ("backends.amp.rules", "backends.amp.alerting")
    return [one for one in declared(config).warnings if one.startswith(keys)]


def test_rule_files_are_namespaces_of_their_names_word_for_word() -> None:
    paths = ["examples/rules/cluster.yaml", "examples/rules/nodes.yaml"]
    made = declared(with_workspace(rules=paths)).of_type(NAMESPACE)

    assert {one["name"]: one["data"] for one in made.values()} == {
        "cluster": (ROOT / paths[0]).read_text(),
        "nodes": (ROOT / paths[1]).read_text(),
    }
    assert {one["workspaceId"] for one in made.values()} == {"ws-amp-workspace"}


def test_every_alert_goes_to_the_topics_that_are_there_and_to_the_one_that_is_made() -> None:
    recorder = declared(with_workspace(alerting={"topic": "create", "snsTopicArns": [THEIRS]}))

    assert recorder.one(TOPIC)["name"] == "c-amp-alerts"
    own = recorder.one("aws:sns/topicPolicy:TopicPolicy")["arn"]
    assert recorder.one(DEFINITION)["definition"] == definition_of_topics([THEIRS, own])
    assert "amp-alert-topic-policy" in waits_for(recorder, DEFINITION, "amp-alerting-definition", "definition")


@pytest.mark.parametrize("topic", [None, "create"])
def test_a_definition_is_taken_word_for_word_from_the_stack_file_or_its_own(write: Write, topic: str | None) -> None:
    said = definition_of_topics([THEIRS])
    for keys in ({"definition": said}, {"file": write("alertmanager.yaml", said)}):
        recorder = declared(with_workspace(alerting={**keys, **({"topic": topic} if topic else {})}))

        assert recorder.one(DEFINITION)["definition"] == said
        assert len(recorder.of_type(TOPIC)) == (topic is not None)


def test_what_is_wrong_with_files_is_said_with_their_paths_before_anything_is_made(write: Write) -> None:
    bad, lost = write("bad.yaml", "groups: []"), write("there.yaml", "").replace("there", "lost")
    found = problems(with_workspace(rules=[bad, lost], alerting={"file": write("a.yaml", "a: 1")}))

    assert [key for key, _ in found] == ["backends.amp.rules", "backends.amp.rules", "backends.amp.alerting.file"]
    for path, (_, problem) in zip((bad, lost, bad.replace("bad", "a")), found, strict=True):
        assert problem.startswith(f"{path}: ")
    (lost_definition,) = problems(with_workspace(alerting={"file": lost}))
    assert lost_definition == ("backends.amp.alerting.file", f"{lost}: cannot be read: No such file or directory")
    ((key, problem),) = problems(with_workspace(alerting={"definition": "a: 1"}))
    assert (key, problem.partition(":")[0]) == ("backends.amp.alerting.definition", "a")


def test_the_example_of_a_definition_is_one_that_amp_takes() -> None:
    path = "examples/alertmanager.yaml"
    recorder = declared(with_workspace(alerting={"file": path}))

    assert recorder.one(DEFINITION)["definition"] == (ROOT / path).read_text()


@pytest.mark.parametrize(
    ("content", "alerting", "warned"),
    [(ALERTING, None, True), (ALERTING, {"topic": "create"}, False), (RECORDING, None, False)],
    ids=["tells nobody", "tells somebody", "no alerts"],
)
def test_alerts_that_tell_nobody_are_warned_of(
    write: Write, content: str, alerting: dict[str, Any] | None, warned: bool
) -> None:
    config = with_workspace(rules=[write("r.yaml", content)], **({"alerting": alerting} if alerting else {}))

    assert ["tell nobody; see alerting" in one for one in told(config)] == [True] * warned


def test_whoever_names_a_topic_is_told_what_its_policy_has_to_say() -> None:
    (warning,) = told(with_workspace(alerting={"snsTopicArns": [THEIRS]}))

    assert warning.startswith("backends.amp.alerting.snsTopicArns: ")
    assert "aps.amazonaws.com" in warning
    assert THEIRS in warning


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ({}, set()),
        ({"rules": ["examples/rules/nodes.yaml"]}, {"AmpRules"}),
        ({"alerting": {"topic": "create"}}, {"AlertTopic", "AmpAlerting"}),
        ({"alerting": {"snsTopicArns": [THEIRS]}}, {"AmpAlerting"}),
        ({"logs": {"vended": {}}}, {"LogGroup"}),
        ({"logs": {"queries": {"minimumSamples": 1}}}, {"LogGroup", "AmpQueryLogging"}),
    ],
)
def test_only_the_components_that_are_asked_for_are_there(keys: dict[str, Any], made: set[str]) -> None:
    requests = declared(with_workspace(**keys)).requests.values()
    ours = {one.type.rpartition(":")[2] for one in requests if one.type.startswith("prometheus-stack:")}

    assert ours == {"AmpWorkspace", *made}


@pytest.mark.parametrize("stack", ["a.b", "a_b"])
def test_a_topic_has_a_name_that_sns_takes(monkeypatch: pytest.MonkeyPatch, stack: str) -> None:
    monkeypatch.setattr(pulumi, "get_stack", lambda: stack)
    config = {**with_workspace(alerting={"topic": "create"}), "tags": {"stack": stack}}
    del config["name"]

    assert declared(config).one(TOPIC)["name"] == f"{stack.replace('.', '-')}-amp-alerts"


def test_who_asks_for_nothing_imports_nothing_of_it() -> None:
    script = (
        "import json, sys\n"
        "from tests.stack.stacks import hub\n"
        "from tests.stack.program import declared\n"
        "declared(hub(azure=None, backends={'amp': {'kind': 'amp'}}))\n"
        "print([one for one in sys.modules if one.startswith(('stack.amp_', 'components.rules'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
