"""What a stack file may say of an AMP workspace that is built here, and of writing to any backend."""

from typing import Any

import pytest

from stack.config.backends import AmpBackend
from stack.config.warnings import warnings
from tests.unit.test_stack_config import backend, check, problems, valid

KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"
THERE = {"id": "ws-11111111-2222-4333-8444-555555555555"}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
WEB = {"labels": {"team": "web"}, "maxSeries": 10}
SETTINGS: dict[str, Any] = {
    "kmsKeyArn": KEY,
    "outOfOrderSeconds": 300,
    "ruleQueryOffsetSeconds": 300,
    "seriesLimits": {"default": 1000, "byLabels": [WEB]},
    "logs": {"vended": {}},
    "rules": ["rules/one.yaml"],
    "alerting": {"topic": "create"},
}


def workspace(**keys: Any) -> dict[str, Any]:
    """A stack file with nothing but a workspace and an EKS cluster that writes to it."""
    cluster = {"name": "c", "kind": "eks", "context": "c"}
    return {**backend(kind="amp", **keys), "azure": None, "ingress": None, "cluster": cluster}


def clean(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def told(**keys: Any) -> list[str]:
    found = warnings(check(clean(workspace(**keys))))
    return [one for one in found if one.startswith("backends.one.")]


def limits(count: int, **more: int) -> dict[str, Any]:
    return {"seriesLimits": {"byLabels": [{"labels": {"n": str(n)}, "maxSeries": 1} for n in range(count)], **more}}


def labels(**labels: str) -> dict[str, Any]:
    return {"seriesLimits": {"byLabels": [{"labels": labels, "maxSeries": 1}]}}


@pytest.mark.parametrize(
    ("keys", "key", "says"),
    [
        ({"kmsKeyArn": KEY.replace("key/0a1b", "key/mrk-0a1b")}, "kmsKeyArn", "no multi-region keys"),
        ({"kmsKeyArn": KEY.replace("key/", "alias/")}, "kmsKeyArn", "is that of an alias"),
        ({"kmsKeyArn": "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9"}, "kmsKeyArn", "must be the ARN of a key"),
        ({"kmsKeyArn": KEY.replace("eu-west-1", "us-east-1")}, "kmsKeyArn", "must be a key of aws.region, eu-west-1"),
        ({"outOfOrderSeconds": 601}, "outOfOrderSeconds", "at most 600"),
        ({"outOfOrderSeconds": -1}, "outOfOrderSeconds", "at least 0"),
        ({"ruleQueryOffsetSeconds": 86_401}, "ruleQueryOffsetSeconds", "at most 86400"),
        ({"ruleQueryOffsetSeconds": "60s"}, "ruleQueryOffsetSeconds", "whole number"),
        (
            {"outOfOrderSeconds": 300, "ruleQueryOffsetSeconds": 299},
            "ruleQueryOffsetSeconds",
            "at least outOfOrderSeconds (300)",
        ),
        ({"seriesLimits": {}}, "seriesLimits.default", "to lift limits that were there say default: 0"),
        ({"seriesLimits": {"default": -1}}, "seriesLimits.default", "at least 0"),
        ({"seriesLimits": {"byLabels": [WEB, WEB]}}, "seriesLimits.byLabels", "twice: {'team': 'web'}"),
        (limits(101), "seriesLimits.byLabels", "at most 100"),
        (limits(100, default=1), "seriesLimits.byLabels", "the default among them, are 101"),
        (labels(), "seriesLimits.byLabels.0.labels", "must not be empty"),
        (labels(**{"team-name": "web"}), "seriesLimits.byLabels.0.labels.team-name", "the name of a label"),
        (labels(team=" "), "seriesLimits.byLabels.0.labels", "team must have a value"),
        (labels(team="é"), "seriesLimits.byLabels.0.labels", "ASCII"),
        (labels(__name__="a-b"), "seriesLimits.byLabels.0.labels", "the name of a metric"),
        ({"logs": {}}, "logs.vended", "is needed, or queries"),
        ({"logs": {"vended": {"retentionDays": 31}}}, "logs.vended.retentionDays", "must be 1, 3, 5"),
        ({"logs": {"queries": {}}}, "logs.queries.minimumSamples", "is missing"),
        ({"logs": {"queries": {"minimumSamples": -1}}}, "logs.queries.minimumSamples", "at least 0"),
        ({"logs": {"vended": {"kmsKeyArn": "key"}}}, "logs.vended.kmsKeyArn", "must be the ARN of a key"),
        (
            {"logs": {"queries": {"minimumSamples": 1, "kmsKeyArn": KEY.replace("eu-west-1", "us-east-1")}}},
            "logs.queries.kmsKeyArn",
            "must be a key of aws.region, eu-west-1",
        ),
        ({"rules": ["/etc/one.yaml"]}, "rules.0", "path from the folder of Pulumi.yaml"),
        ({"rules": ["a/one.yaml", "b/one.yml"]}, "rules", "different names, each is a namespace of its name: one"),
        ({"rules": ["a/my rules.yaml"]}, "rules", "named with letters, digits, _, . and -"),
        ({"rules": [f"{'r' * 129}.yaml"]}, "rules", "up to 128"),
        ({"alerting": {}}, "alerting.topic", "alerts that tell nobody are none"),
        ({"alerting": {"topic": "make"}}, "alerting.topic", "must be 'create'"),
        ({"alerting": {"snsTopicArns": ["alerts"]}}, "alerting.snsTopicArns.0", "must be the ARN of a topic"),
        ({"alerting": {"snsTopicArns": [f"{TOPIC}.fifo"]}}, "alerting.snsTopicArns.0", "no FIFO topic"),
        ({"alerting": {"snsTopicArns": [TOPIC, TOPIC]}}, "alerting.snsTopicArns", "must not name one twice"),
        ({"alerting": {"definition": " "}}, "alerting.definition", "must be a text"),
        ({"alerting": {"definition": "a: b", "file": "a.yaml"}}, "alerting.file", "said beside definition"),
        (
            {"alerting": {"definition": "a: b", "snsTopicArns": [TOPIC]}},
            "alerting.snsTopicArns",
            "are named in the definition itself",
        ),
        ({"alerting": {"file": "a.yaml", "snsTopicArns": [TOPIC]}}, "alerting.snsTopicArns", "in the file itself"),
        ({"nativeHistograms": "yes"}, "nativeHistograms", "must be true or false"),
        ({"drop": ["(?i)up"]}, "drop.0", "must be a metric's name or a pattern"),
        ({"drop": ["a.*+"]}, "drop.0", "one quantifier at a time"),
        ({"drop": ["a(b"]}, "drop.0", "regular expression"),
        ({"drop": [""]}, "drop.0", "must be a metric's name"),
        ({"drop": [".*"]}, "drop.0", "leave the backend out instead"),
        ({"drop": ["up", "up"]}, "drop", "must not name one twice"),
        *(
            ({key: value, "workspace": THERE}, key, "would change what is not built here; leave it out")
            for key, value in SETTINGS.items()
        ),
        *(
            ({key: value, "stack": "acme/p/hub"}, key, "say it in the stack acme/p/hub")
            for key, value in SETTINGS.items()
        ),
    ],
)
def test_a_mistake_is_named_by_its_key_with_the_way_out(keys: dict[str, Any], key: str, says: str) -> None:
    found = problems(clean(workspace(**keys)))

    assert list(found) == [f"backends.one.{key}"]
    assert says in found[f"backends.one.{key}"]


@pytest.mark.parametrize("pattern", ["up", "a.*", ".*_bucket", "(go|process)_.+", "Z.", "a?b:c"])
def test_a_pattern_that_leaves_some_metrics_is_taken(pattern: str) -> None:
    assert check(clean(workspace(drop=[pattern]))).backends["one"].drop == [pattern]


@pytest.mark.parametrize("pattern", [".*", ".+", "a.*|.*", "(.)+", "..+"])
def test_a_pattern_of_every_metric_is_refused(pattern: str) -> None:
    found = problems(clean(workspace(drop=[pattern])))

    assert found["backends.one.drop.0"].startswith("would drop every metric")


def test_the_ends_of_every_range_are_taken() -> None:
    for keys in (
        {"outOfOrderSeconds": 0, "ruleQueryOffsetSeconds": 0},
        {"outOfOrderSeconds": 600, "ruleQueryOffsetSeconds": 86_400},
        limits(99, default=0),
        labels(__name__="a:b", team="a b"),
    ):
        assert check(clean(workspace(**keys))).of(AmpBackend)


@pytest.mark.parametrize("source", [{}, {"workspace": THERE}, {"stack": "acme/p/hub"}])
def test_what_is_said_of_writing_is_said_of_anybodys_workspace(source: dict[str, Any]) -> None:
    found = check(clean(workspace(drop=["up", "go_.*"], nativeHistograms=True, **source))).of(AmpBackend)["one"]

    assert (found.drop, found.native_histograms) == (["up", "go_.*"], True)


@pytest.mark.parametrize("kind", ["azure-monitor", "amp", "thanos"])
def test_every_kind_of_backend_drops_metrics(kind: str) -> None:
    others = valid()["backends"]

    assert check(valid(backends={**others, "one": {"kind": kind, "drop": ["up"]}})).backends["one"].drop == ["up"]


@pytest.mark.parametrize(("key", "value"), [("drop", ["up"]), ("nativeHistograms", True)])
def test_without_a_cluster_nothing_is_said_of_writing(key: str, value: Any) -> None:
    found = problems(clean({**workspace(**{key: value}), "cluster": None}))

    assert found == {f"backends.one.{key}": found[f"backends.one.{key}"]}
    assert "needs the section cluster" in found[f"backends.one.{key}"]


def test_whoever_gives_a_workspace_a_key_is_told_that_it_stays() -> None:
    assert told() == []
    (warning,) = told(kmsKeyArn=KEY)
    assert warning.startswith("backends.one.kmsKeyArn: cannot be changed")


def test_rules_that_could_miss_late_samples_are_told_of() -> None:
    assert told(outOfOrderSeconds=60) == []
    assert told(outOfOrderSeconds=61, ruleQueryOffsetSeconds=61) == []
    (warning,) = told(outOfOrderSeconds=61)
    assert warning.startswith("backends.one.outOfOrderSeconds: ")
    assert "ruleQueryOffsetSeconds" in warning
