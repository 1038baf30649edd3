"""What holds for every component, checked on what a program registered."""

import inspect
from typing import Any

import pulumi

from tests.recorder import Recorder


class Consumer(pulumi.CustomResource):
    """A resource that uses values, to see in its registration what they wait for."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__("test:index:Consumer", "consumer", values)


def assert_component_rules(recorder: Recorder, component: type[pulumi.ComponentResource], name: str) -> None:
    """One component of that name, everything else below it and named after its parent, outputs as annotated."""
    token = f"prometheus-stack:index:{component.__name__}"
    by_urn = {urn: request for urn, request in recorder.requests.items() if request.type != "pulumi:pulumi:Stack"}
    root = next(urn for urn, request in by_urn.items() if (request.type, request.name) == (token, name))
    others = {urn: request for urn, request in by_urn.items() if urn != root}
    assert others
    for request in others.values():
        assert request.parent in by_urn, f"{request.name} is outside the component"
        assert request.name.startswith(f"{by_urn[request.parent].name}-")
    assert set(recorder.registered[root]) == set(inspect.get_annotations(component))


def waits_for(recorder: Recorder, type_: str, name: str, property_: str) -> set[str]:
    """Names of the resources one property of a resource depends on."""
    urns = recorder.request(type_, name).propertyDependencies[property_].urns
    return {urn.rsplit("::", 1)[1] for urn in urns}
