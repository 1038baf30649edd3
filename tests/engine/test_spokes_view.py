"""What a spoke sees of its hub: values in its first preview, a shared rule, a password."""

from pathlib import Path
from typing import Any

from pulumi.automation import EngineEvent

from tests.engine.conftest import Open
from tests.engine.hubs import (
    ASSIGNMENT,
    COLLECTION,
    HUB,
    HUBS_SUBSCRIPTION,
    POLICY,
    RULE,
    planned,
    variant,
)

SECRET = "kubernetes:core/v1:Secret"
PASSWORD = "random:index/randomPassword:RandomPassword"


def test_a_first_preview_knows_what_the_hub_has_and_a_shared_rule_is_nothing_to_make(
    sandbox: Open, tmp_path: Path
) -> None:
    sandbox("hub").up()
    hub = sandbox("hub").outputs()["endpoints"].value
    shared = {"kind": "azure-monitor", "stack": HUB, "rule": "shared"}
    spoke = variant(tmp_path, "spoke-eks", backends={"amp": {"kind": "amp", "stack": HUB}, "azure": shared})

    events: list[EngineEvent] = []
    first = planned(sandbox(spoke), events)
    sandbox(spoke).up()
    box = sandbox(spoke)
    (assignment,) = box.cloud.of(ASSIGNMENT)

    policy = next(inputs for name, (_, inputs) in first.items() if name.startswith(POLICY))
    assert hub["amp"]["workspaceArn"] in policy["policy"]
    # The release gets them when the access is there, which makes it wait; what the stack exports waits for nothing.
    assert _outputs(events)["endpoints"] == hub
    assert not [name for name in first if name.startswith(COLLECTION)]
    assert assignment.inputs["scope"] == hub["azure"]["dataCollectionRuleId"]
    assert assignment.id.startswith(f"/subscriptions/{HUBS_SUBSCRIPTION}/")
    assert [one.id for one in box.cloud.of(RULE)] == [hub["azure"]["dataCollectionRuleId"]]
    assert box.up(expect_no_changes=True)


def _outputs(events: list[EngineEvent]) -> dict[str, Any]:
    """The stack's outputs in a preview."""
    ended = [event.res_outputs_event.metadata for event in events if event.res_outputs_event]
    stacks = [one.new for one in ended if one.new and one.type == "pulumi:pulumi:Stack"]
    return {**(stacks[-1].outputs or {})}


def test_the_password_of_a_hubs_thanos_reaches_the_spokes_cluster_and_is_shown_to_nobody(
    sandbox: Open, said: list[str]
) -> None:
    sandbox("hub-thanos").up()
    sandbox("spoke-other").preview(diff=True)
    sandbox("spoke-other").up(diff=True)
    box = sandbox("spoke-other")

    (password,) = (one.outputs["result"] for one in box.cloud.of(PASSWORD))
    (held,) = (one.inputs["stringData"] for one in box.cloud.of(SECRET) if one.scope == "edge-3")
    assert password in held.values()
    assert password not in str(box.state())
    assert password not in "\n".join(said)
    assert password not in str(box.outputs())
