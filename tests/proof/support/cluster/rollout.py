"""A whole stack on a control plane: every object and every release as declared, in the program's order."""

import dataclasses
from dataclasses import dataclass, field

from tests.proof.support.cluster import helm
from tests.proof.support.cluster.control_plane import ControlPlane
from tests.proof.support.cluster.kube_api import Refused, Warned
from tests.proof.support.declared.declarations import RELEASE, Declared, Stack
from tests.proof.support.waiting import wait_until

WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
REGISTRATION = "admissionregistration.k8s.io/v1"
WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")


@dataclass
class Rollout:
    """What became of a stack on a control plane."""

    stack: Stack
    plane: ControlPlane
    refusals: dict[tuple[str, str], str] = field(default_factory=dict)
    """Who refused an object or a release, and why, by type token and id."""

    def refused(self, declared: list[Declared]) -> list[str]:
        """Refusals of some of the stack's objects."""
        return [self.refusals[key] for one in declared if (key := (one.token, one.id)) in self.refusals]

    def release(self, chart: str) -> Declared | None:
        """The release of a chart; None where the stack has none."""
        return next((one for one in self.stack.releases if one.inputs["name"] == chart), None)


def roll_out(plane: ControlPlane, stack: Stack) -> Rollout:
    """Installs and applies everything of a stack, and goes on after a refusal."""
    rollout = Rollout(stack, plane)
    for one in stack.objects:
        if one.token.startswith("kubernetes:"):
            try:
                bring(plane, one)
            except (AssertionError, Refused, Warned) as error:
                rollout.refusals[one.token, one.id] = f"{described(one)}:\n{error}"
    return rollout


def bring(plane: ControlPlane, one: Declared) -> None:
    """Installs a release, or applies an object. Raises what Helm or the API server said."""
    if one.token == RELEASE:
        helm.install(plane, one)
        _take_out_webhooks(plane)
    else:
        plane.api.apply(one.inputs)


def described(one: Declared) -> str:
    """An object and who declared it."""
    return f"{one.kind} {one.id}, declared by {one.component or 'the program'}"


def wait_until_ready(plane: ControlPlane, one: Declared) -> None:
    """Waits until a workload has all its pods Ready. Fails at once where the API server refuses its pods."""
    wait_until(lambda: ready(plane, one), what=f"{described(one)} to be ready")


def ready(plane: ControlPlane, one: Declared) -> bool:
    """Whether a workload has all its pods Ready. Fails with the API server's message where it refuses them."""
    metadata = one.inputs["metadata"]
    found = plane.api.get(one.inputs["apiVersion"], one.kind, metadata["name"], metadata["namespace"])
    status, wanted = found["status"], found["spec"].get("replicas", 1)
    if status.get("observedGeneration") == found["metadata"]["generation"]:
        if one.kind == "DaemonSet":
            return 0 < status["desiredNumberScheduled"] == status["numberReady"]
        if wanted == status.get("readyReplicas", 0) == status.get("updatedReplicas", 0):
            return True
    messages = [event["message"] for event in _events(plane, one) if event["reason"] == "FailedCreate"]
    assert not messages, f"{described(one)}: {messages[-1]}"
    return False


def changed(one: Declared, **inputs: object) -> Declared:
    """The same object with other inputs."""
    return dataclasses.replace(one, inputs={**one.inputs, **inputs})


def _events(plane: ControlPlane, one: Declared) -> list[dict[str, str]]:
    """Events of a workload and of what carries its name: a Deployment's ReplicaSets, a StatefulSet's pods."""
    name, namespace = one.inputs["metadata"]["name"], one.inputs["metadata"]["namespace"]
    events = plane.api.list("v1", "Event", namespace)
    return [event for event in events if event["involvedObject"]["name"].startswith(name)]


def _take_out_webhooks(plane: ControlPlane) -> None:
    """No pretended pod answers an admission request."""
    for kind in WEBHOOKS:
        for one in plane.api.list(REGISTRATION, kind):
            plane.api.delete(one)
