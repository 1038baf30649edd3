"""What is asked for beside a workspace of Azure Monitor, as the whole program wires it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.azure.rule_files import rule_file
from stack import rule_files
from stack.config.stack_config import ConfigError
from tests.recorder import Recorder
from tests.stack.others import HUB
from tests.stack.program import ROOT, Config, declared
from tests.stack.stacks import ACTION_GROUP, BACKENDS, CARED_FOR, EXISTING, WORKSPACE_ID, hub, spoke, stack
from tests.unit.component_rules import waits_for
from tests.unit.test_stack_config import check

PACKAGE = "azure-native"
ALERT, ACTIONS = f"{PACKAGE}:monitor:MetricAlert", f"{PACKAGE}:monitor:ActionGroup"
RULES, LIMITS = f"{PACKAGE}:alertsmanagement:PrometheusRuleGroup", f"{PACKAGE}:resources:Deployment"
TYPES = (ALERT, ACTIONS, RULES, LIMITS)
ALERTING = "groups: [{name: g, rules: [{alert: A, expr: '1'}]}]"
RECORDING = "groups: [{name: g, rules: [{record: r, expr: '1'}]}]"


def with_workspace(**keys: Any) -> Config:
    """A stack without a cluster that builds one workspace."""
    return hub(backends={"azure": {"kind": "azure-monitor", **keys}}, aws=None)


Write = Callable[[str, str | bytes | None], str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a rule file of the test's own, or for None makes none, and tells its path in a stack file."""
    monkeypatch.setattr(rule_files, "PROJECT", tmp_path.parent)

    def written(name: str, content: str | bytes | None) -> str:
        if content is not None:
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return f"{tmp_path.name}/{name}"

    return written


def problems(config: Config) -> list[tuple[str, str]]:
    with pytest.raises(ConfigError) as error:
        declared(config)
    return error.value.problems


def told(config: Config, key: str) -> list[str]:
    return [warning for warning in declared(config).warnings if warning.startswith(f"backends.azure.{key}")]


def inputs(recorder: Recorder, type_: str) -> list[dict[str, Any]]:
    return [*recorder.of_type(type_).values()]


def test_who_asks_for_nothing_gets_nothing_beside_the_workspace() -> None:
    recorder = declared(stack(only="azure"))

    assert [type_ for type_ in TYPES if recorder.of_type(type_)] == []


def test_alerts_and_rules_tell_those_that_are_given_and_those_that_are_made() -> None:
    recorder = declared(with_workspace(**CARED_FOR))

    assert [group["emailReceivers"][0]["emailAddress"] for group in inputs(recorder, ACTIONS)] == ["oncall@example.com"]
    rules = [rule for group in inputs(recorder, RULES) for rule in group["rules"]]
    alerting = [*inputs(recorder, ALERT), *(rule for rule in rules if "alert" in rule)]
    assert len(alerting) == 4 + 2
    for alert in alerting:
        given, made = (action["actionGroupId"] for action in alert["actions"])
        assert given == ACTION_GROUP
        assert made.endswith("/azure-emails-group")
    assert not [rule for rule in rules if "record" in rule and "actions" in rule]


def test_groups_that_exist_are_named_and_none_is_made() -> None:
    recorder = declared(with_workspace(alerts={"actionGroupIds": [ACTION_GROUP]}))

    assert not recorder.of_type(ACTIONS)
    assert {str(alert["actions"]) for alert in inputs(recorder, ALERT)} == {str([{"actionGroupId": ACTION_GROUP}])}


def test_everything_is_of_the_workspace_in_its_region_and_this_stacks_group() -> None:
    recorder = declared(with_workspace(**CARED_FOR))
    (workspace,) = recorder.of_type(f"{PACKAGE}:monitor:AzureMonitorWorkspace").values()

    (limits,) = inputs(recorder, LIMITS)
    (container,) = limits["properties"]["template"]["resources"]
    assert container["name"] == "azure-workspace/default"
    assert container["properties"]["limits"] == {"maxActiveTimeSeries": 1_500_000, "maxEventsPerMinute": 1_400_000}
    assert {group["location"] for group in inputs(recorder, RULES)} == {container["location"]} == {"westeurope"}
    for scopes in [one["scopes"] for type_ in (ALERT, RULES) for one in inputs(recorder, type_)]:
        assert [scope.endswith("/azure-workspace") for scope in scopes] == [True]
    made = [one for type_ in TYPES for one in inputs(recorder, type_)]
    assert {one["resourceGroupName"] for one in made} == {workspace["resourceGroupName"]}
    assert {str(one["tags"]) for one in made} == {str(workspace["tags"])}
    (theirs,) = {one.provider for one in recorder.requests.values() if one.name == "azure-workspace"}
    assert {one.provider for one in recorder.requests.values() if one.type in TYPES} == {theirs}


@pytest.mark.parametrize(
    ("type_", "name", "property_"),
    [
        (LIMITS, "azure-limits-deployment", "properties"),
        (ALERT, "azure-alerts-events-95", "scopes"),
        (RULES, "azure-rules-clusters", "scopes"),
    ],
)
def test_nothing_is_asked_for_before_the_workspace_is_there(type_: str, name: str, property_: str) -> None:
    assert "azure-workspace" in waits_for(declared(with_workspace(**CARED_FOR)), type_, name, property_)


def test_alerts_name_an_action_group_only_when_it_is_there() -> None:
    waited = waits_for(declared(with_workspace(**CARED_FOR)), ALERT, "azure-alerts-events-95", "actions")

    assert waited == {"azure-emails-group"}


def test_a_workspace_that_exists_is_watched_and_ruled_where_it_is() -> None:
    theirs = {**EXISTING["azure"], "alerts": CARED_FOR["alerts"], "rules": CARED_FOR["rules"]}
    recorder = declared(spoke(only="azure", stores={"azure": theirs}))

    assert {str(alert["scopes"]) for alert in inputs(recorder, ALERT)} == {str([WORKSPACE_ID])}
    (group,) = inputs(recorder, RULES)
    assert group["scopes"] == [WORKSPACE_ID]
    assert group["location"] == "northeurope"
    assert not recorder.of_type(LIMITS)


def test_two_workspaces_of_a_stack_have_names_of_their_own() -> None:
    both = {"azure": CARED_FOR, "azure-clusters": CARED_FOR}
    recorder = declared(hub(backends=both, aws=None))

    names = {
        type_: [one[key] for one in inputs(recorder, type_)]
        for type_, key in (
            (ALERT, "ruleName"),
            (ACTIONS, "actionGroupName"),
            (RULES, "ruleGroupName"),
            (LIMITS, "deploymentName"),
        )
    }
    assert {type_: len(found) for type_, found in names.items()} == {ALERT: 8, ACTIONS: 2, RULES: 2, LIMITS: 2}
    assert all(len({*found}) == len(found) for found in names.values())


def test_a_long_name_of_a_stack_is_cut_for_the_deployment() -> None:
    recorder = declared({**with_workspace(**CARED_FOR), "name": "n" * 63})

    assert len(inputs(recorder, LIMITS)[0]["deploymentName"]) <= 64


def test_the_rules_of_several_files_are_all_there(write: Write) -> None:
    paths = [write("one.yaml", ALERTING), write("two.yml", RECORDING.replace("name: g", "name: h"))]
    recorder = declared(with_workspace(rules=paths))

    assert [group["ruleGroupName"].rpartition(".")[2] for group in inputs(recorder, RULES)] == ["g", "h"]


def test_every_mistake_of_every_file_is_told_before_any_resource(write: Write, tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    bad = write("bad.yaml", "groups: [{name: g, interval: 1s, rules: [{alert: A}, {record: r}]}]")
    paths = [bad, write("missing.yaml", None), write("folder.yaml", None), write("latin.yaml", b"\xff\xfe\xff")]
    found = problems(with_workspace(rules=paths))

    assert {key for key, _ in found} == {"backends.azure.rules"}
    said = [problem for _, problem in found]
    assert [problem.partition(":")[0] for problem in said] == [bad, bad, *paths]
    assert "group g, rule A: expr" in said[1]
    assert said[3] == f"{paths[1]}: cannot be read: No such file or directory"
    assert "cannot be read: Is a directory" in said[4]
    assert "cannot be read: 'utf-8' codec" in said[5]


def test_mistakes_in_rules_and_stores_that_are_not_found_are_told_together(write: Write) -> None:
    missing = {"kind": "azure-monitor", "workspaceId": WORKSPACE_ID.replace("rg-hub", "rg-missing")}
    ruled = {**BACKENDS["azure"], "rules": [write("no.yaml", None)]}
    config = stack(only="azure", backends={"azure": ruled, "other": missing})

    assert {key for key, _ in problems(config)} == {"backends.azure.rules", "backends.other.workspaceId"}


def test_groups_of_one_name_in_two_files_are_refused_by_that_name(write: Write) -> None:
    paths = [write("one.yaml", ALERTING), write("two.yaml", RECORDING.replace("name: g", "name: G"))]

    assert problems(with_workspace(rules=paths)) == [
        ("backends.azure.rules", "has two groups or parts of groups by the name g: rename one")
    ]


def test_groups_that_are_wrong_are_not_told_of_for_their_names_too(write: Write) -> None:
    groups = ", ".join(f"{{name: g{n}, interval: 1s, rules: [{{record: r, expr: '1'}}]}}" for n in range(2))
    found = problems(with_workspace(rules=[write("rules.yaml", f"groups: [{groups}]")]))

    assert ["interval: must be between" in problem for _, problem in found] == [True, True]


@pytest.mark.parametrize(
    ("content", "alerts", "warned"),
    [(ALERTING, None, True), (ALERTING, {"emails": ["a@example.com"]}, False), (RECORDING, None, False)],
)
def test_alerts_that_tell_nobody_are_warned_of(
    write: Write, content: str, alerts: dict[str, Any] | None, warned: bool
) -> None:
    config = with_workspace(rules=[write("rules.yaml", content)], **({"alerts": alerts} if alerts else {}))

    assert ["tell nobody; see alerts" in warning for warning in told(config, "rules")] == [True] * warned


@pytest.mark.parametrize(("count", "warned"), [(500, False), (501, True)])
def test_more_groups_than_a_workspace_takes_are_warned_of(count: int, warned: bool) -> None:
    groups = rule_file(RECORDING).groups * count
    found = [*rule_files.rule_warnings(check(with_workspace()), {"azure": groups})]

    assert [f"are {count} groups" in warning for warning in found] == [True] * warned


def test_rule_files_are_found_from_the_projects_folder_wherever_the_program_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert inputs(declared(with_workspace(rules=["examples/rules/nodes.yaml"])), RULES)
    assert (rule_files.PROJECT / "Pulumi.yaml").exists()


def test_a_spoke_has_no_say_in_the_rules_of_its_hub() -> None:
    config = spoke(only="azure", stores={"azure": {**BACKENDS["azure"], "stack": HUB, "rules": CARED_FOR["rules"]}})

    assert problems(config) == [
        ("backends.azure.rules", f"is of the store, not of who writes to it; say it in the stack {HUB}")
    ]


def test_who_does_not_ask_does_not_load_it() -> None:
    ours = ("rule_", "_rules", "alerts", "limits", "email", "durations", "workspace_care")
    script = (
        "import sys; from tests.stack.program import declared; from tests.stack.stacks import stack\n"
        "declared(stack(only='azure'))\n"
        f"print([name for name in sys.modules for part in {ours} if part in name.partition('.')[2] "
        "and name.startswith(('components.azure.', 'stack.')) and not name.startswith('stack.config.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
