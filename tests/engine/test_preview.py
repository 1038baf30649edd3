"""What a reader of a first preview sees."""

from typing import Any

from pulumi.automation import EngineEvent

from tests.engine.conftest import Open

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
BODIES = ("values", "spec", "data", "metadata", "properties", "policy")


def _inputs(sandbox: Open, stack: str) -> dict[str, dict[str, Any]]:
    events: list[EngineEvent] = []
    sandbox(stack).preview(on_event=events.append)
    found = [e.resource_pre_event.metadata for e in events if e.resource_pre_event]
    return {m.urn.split("::", 2)[2]: dict(m.new.inputs) for m in found if m.new and m.new.inputs}


def test_no_body_of_a_resource_is_unknown_as_a_whole(sandbox: Open) -> None:
    inputs = _inputs(sandbox, "dev")

    assert len(inputs) > 80
    unknown = [f"{urn}.{key}" for urn, given in inputs.items() for key in BODIES if given.get(key) == UNKNOWN]
    # One text is one leaf: an IAM document or a file is known or not, nothing in between.
    assert not [path for path in unknown if not path.endswith(".policy")]


def test_the_release_shows_every_target_before_its_url_is_known(sandbox: Open) -> None:
    inputs = _inputs(sandbox, "dev")

    release = next(i for urn, i in inputs.items() if urn.endswith("Release::prometheus-release"))
    spec = release["values"]["prometheus"]["prometheusSpec"]
    targets = {target["name"]: target for target in spec["additionalRemoteWrite"]}
    assert set(targets) == {"azure", "amp", "thanos"}
    assert targets["amp"]["url"] == UNKNOWN
    assert targets["amp"]["sigv4"] == {"region": "eu-west-1"}
    assert spec["externalLabels"]["cluster"] == "dev-weu"
