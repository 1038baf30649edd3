"""What tests of hubs and spokes say of stacks, beside the stack files of the repository."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.automation import EngineEvent

from sandbox.engine import ROOT, Sandbox

HUB = "organization/prometheus-stack/hub"
HUBS_SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
SPOKES_SUBSCRIPTION = "33333333-3333-4333-8333-333333333333"
RULE = "azure-native:monitor:DataCollectionRule"
COLLECTION = ("azure-native:monitor:DataCollectionEndpoint", RULE)
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
MONITOR_WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
AMP_WORKSPACE = "aws:amp/workspace:Workspace"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
RELEASE = "kubernetes:helm.sh/v3:Release"

Backend = Mapping[str, Any]


def variant(
    folder: Path, of: str, name: str = "", *, backends: Mapping[str, Backend] | None = None, **sections: Any
) -> Path:
    """A stack file of the repository with other backends and other sections; None takes a section away."""
    config: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{of}.yaml").read_text())["config"]
    changes = {**sections, **({"backends": {**backends}} if backends else {})}
    config.update({f"prometheus-stack:{section}": said for section, said in changes.items()})
    path = folder / f"Pulumi.{name or of}.yaml"
    path.write_text(yaml.safe_dump({"config": {key: said for key, said in config.items() if said is not None}}))
    return path


def section(of: str, name: str, **changes: Any) -> dict[str, Any]:
    """A section of a stack file of the repository with other keys; None takes a key away."""
    said: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{of}.yaml").read_text())["config"][
        f"prometheus-stack:{name}"
    ]
    return {key: value for key, value in {**said, **changes}.items() if value is not None}


def exporting(endpoints: Mapping[str, Any]) -> Callable[[], None]:
    """A program that exports these as its endpoints and does nothing else."""
    return lambda: pulumi.export("endpoints", {**endpoints})


def planned(box: Sandbox, events: list[EngineEvent] | None = None) -> dict[str, tuple[str, dict[str, Any]]]:
    """Operation and inputs of each resource in a preview, by type and name; `events` gets all that is told of it."""
    events = [] if events is None else events
    box.preview(on_event=events.append)
    found = [event.resource_pre_event.metadata for event in events if event.resource_pre_event]
    return {
        f"{one.type} {one.urn.rsplit('::', 1)[1]}": (str(one.op.value), dict((one.new and one.new.inputs) or {}))
        for one in found
    }


def release_values(box: Sandbox, cluster: str) -> dict[str, Any]:
    """Values of Prometheus' release on the cluster of that context."""
    releases = [one for one in box.cloud.of(RELEASE) if one.scope == cluster]
    return next(one.inputs["values"] for one in releases if one.inputs["name"] == "kube-prometheus-stack")


def label(box: Sandbox, cluster: str) -> str:
    """The label `cluster` of every sample that a cluster writes."""
    return release_values(box, cluster)["prometheus"]["prometheusSpec"]["externalLabels"]["cluster"]


def diagnostics(said: list[str]) -> str:
    """What a user reads at the end of a run that failed."""
    return "\n".join(said).rpartition("Diagnostics:")[2]
