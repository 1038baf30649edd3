"""The container of a Thanos pod: image, probes, mounts and the restricted security context."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.pod_identity import PodIdentity
from components.thanos.arguments import DATA_DIRECTORY, OBJECT_STORE_DIRECTORY
from components.thanos.object_store import BucketAccess
from components.thanos.versions import THANOS_IMAGE

# Log replay and the first look at the bucket take minutes.
STARTUP_MINUTES = 30
DATA_VOLUME = "data"

SECURITY_CONTEXT: k8s.core.v1.SecurityContextArgsDict = {
    "allow_privilege_escalation": False,
    "read_only_root_filesystem": True,
    "run_as_non_root": True,
    "capabilities": {"drop": ["ALL"]},
    "seccomp_profile": {"type": "RuntimeDefault"},
}


class ConfigFiles(TypedDict):
    """A ConfigMap mounted as a directory: files of a subPath mount never change in a running pod."""

    name: str
    """Name of the volume."""
    directory: str
    """Absolute directory."""
    config_map: pulumi.Input[str]
    """Name of the ConfigMap."""


class Pod(TypedDict):
    """What differs between the pods of Thanos' roles."""

    instance: str
    """Name of the Thanos instance."""
    role: str
    """Role of the pod."""
    args: list[str]
    """Command line."""
    ports: dict[str, int]
    """Ports by name; `http` is probed."""
    service_account: pulumi.Input[str]
    """Name of the service account."""
    requests: dict[str, str]
    """Resources the scheduler reserves."""
    grace_seconds: int
    """Time to end after SIGTERM."""
    config_files: NotRequired[list[ConfigFiles]]
    """Mounted ConfigMaps."""
    bucket: NotRequired[BucketAccess]
    """What the pod touches the bucket with; left out where it does not."""
    keeps_data: NotRequired[bool]
    """Whether the pod has a volume of its own and starts by reading what is there."""


def container(pod: Pod) -> k8s.core.v1.ContainerArgsDict:
    """The pod's only container."""
    spec: k8s.core.v1.ContainerArgsDict = {
        "name": f"thanos-{pod['role']}",
        "image": THANOS_IMAGE,
        "args": pod["args"],
        "env": _environment(pod),
        "ports": [{"name": name, "container_port": port} for name, port in pod["ports"].items()],
        "liveness_probe": _probe("/-/healthy", period=30, failures=8),
        "readiness_probe": _probe("/-/ready", period=5, failures=20),
        "resources": {"requests": pod["requests"]},
        "security_context": SECURITY_CONTEXT,
        "termination_message_policy": "FallbackToLogsOnError",
        "volume_mounts": _mounts(pod),
    }
    if pod.get("keeps_data", False):
        spec["startup_probe"] = _probe("/-/ready", period=10, failures=STARTUP_MINUTES * 6)
    return spec


def identity_of(pod: Pod) -> PodIdentity:
    """The pod's cloud identity, empty where it has none."""
    return pod["bucket"]["identity"] if "bucket" in pod else PodIdentity()


def config_files_of(pod: Pod) -> list[ConfigFiles]:
    """All ConfigMaps the pod mounts."""
    own = pod.get("config_files", [])
    if "bucket" not in pod:
        return own
    config_map = pod["bucket"]["config_map"]
    return [*own, ConfigFiles(name="object-store", directory=OBJECT_STORE_DIRECTORY, config_map=config_map)]


def _environment(pod: Pod) -> list[k8s.core.v1.EnvVarArgsDict]:
    identity = identity_of(pod).get("environment", {})
    pod_name: k8s.core.v1.EnvVarArgsDict = {
        "name": "POD_NAME",
        "value_from": {"field_ref": {"field_path": "metadata.name"}},
    }
    return [pod_name, *({"name": name, "value": value} for name, value in identity.items())]


def _mounts(pod: Pod) -> list[k8s.core.v1.VolumeMountArgsDict]:
    tokens = identity_of(pod).get("tokens", [])
    data: list[k8s.core.v1.VolumeMountArgsDict] = [{"name": DATA_VOLUME, "mount_path": DATA_DIRECTORY}]
    directories = {volume["name"]: volume["directory"] for volume in (*config_files_of(pod), *tokens)}
    return [
        *(data if pod.get("keeps_data", False) else []),
        *({"name": name, "mount_path": path, "read_only": True} for name, path in directories.items()),
    ]


def _probe(path: str, *, period: int, failures: int) -> k8s.core.v1.ProbeArgsDict:
    return {"http_get": {"path": path, "port": "http"}, "period_seconds": period, "failure_threshold": failures}
