"""The volume of a pod that keeps data."""

from typing import Any, NotRequired, TypedDict


class Volume(TypedDict):
    """What is asked of the cluster for one pod."""

    size: str
    """As a Kubernetes quantity, such as `50Gi`."""
    storage_class: NotRequired[str]
    """Storage class; the cluster's default when left out."""


def claim_spec(volume: Volume) -> Any:
    """Specification of its PersistentVolumeClaim, in Kubernetes' own keys."""
    storage_class = {"storageClassName": volume["storage_class"]} if "storage_class" in volume else {}
    return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": volume["size"]}}, **storage_class}
