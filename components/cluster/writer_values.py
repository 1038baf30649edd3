"""Values of kube-prometheus-stack that make a Prometheus write to its targets, whoever has installed it."""

from collections.abc import Sequence
from typing import Any

from components.cluster.remote_write_values import TargetError, pod_identity, remote_write
from components.contracts.pod_identity import PodIdentity, token_volume
from components.contracts.remote_write import RemoteWriteTarget


def account_values(service_account: str, targets: Sequence[RemoteWriteTarget]) -> dict[str, Any]:
    """The service account of Prometheus, as `prometheus.serviceAccount` takes it."""
    annotations = pod_identity(targets).get("service_account_annotations", {})
    return {"name": service_account, "annotations": annotations}


def writer_spec(targets: Sequence[RemoteWriteTarget]) -> dict[str, Any]:
    """What `prometheus.prometheusSpec` takes: remote write, and what the pod needs for it. Raises TargetError for what
    the operator or the API server would reject."""
    identity = pod_identity(targets)
    return {
        # Not `remoteWrite`: the chart evaluates that one as a template.
        "additionalRemoteWrite": remote_write(targets),
        "podMetadata": {
            "labels": identity.get("pod_labels", {}),
            # Webhooks read the service account's when a pod is made: here too, a change of them makes new pods.
            "annotations": identity.get("service_account_annotations", {}),
        },
        **_containers(targets),
        "volumes": _volumes(identity, targets),
    }


def _containers(targets: Sequence[RemoteWriteTarget]) -> dict[str, Any]:
    """Who signs in gets the variables and the mounts: Prometheus, but for targets that a sidecar signs in for."""
    own = pod_identity([target for target in targets if "sidecar" not in target])
    variables = [{"name": name, "value": value} for name, value in own.get("environment", {}).items()]
    mounts = [
        {"name": token["name"], "mountPath": token["directory"], "readOnly": True} for token in own.get("tokens", [])
    ]
    # The operator merges a container of this name into its own.
    merged = [{"name": "prometheus", "env": variables}] if variables else []
    sidecars = [target["sidecar"]["container"] for target in targets if "sidecar" in target]
    return {"containers": [*merged, *sidecars], "volumeMounts": mounts}


def _volumes(identity: PodIdentity, targets: Sequence[RemoteWriteTarget]) -> list[Any]:
    volumes = {token["name"]: token_volume(token) for token in identity.get("tokens", [])}
    for volume in (one for target in targets if "sidecar" in target for one in target["sidecar"].get("volumes", [])):
        if volumes.setdefault(volume["name"], volume) != volume:
            raise TargetError(f"two remote-write targets need different volumes of one name: {volume['name']}")
    return [*volumes.values()]
