"""Names and labels of Thanos' objects."""

import pulumi
import pulumi_kubernetes as k8s

from components.thanos.versions import THANOS_VERSION

RECEIVE = "receive"
RECEIVE_ROUTER = "receive-router"
RECEIVE_INGESTOR = "receive-ingestor"
QUERY = "query"
QUERY_FRONTEND = "query-frontend"
STORE = "store"
COMPACT = "compact"

# A pod's label `controller-revision-hash` is the StatefulSet's name and eleven characters more, and a label ends at 63
# (https://github.com/kubernetes/kubernetes/issues/64023).
STATEFUL_SET_NAME_LENGTH = 52


class InstanceNameError(ValueError):
    """A name of a Thanos instance that makes names of its objects too long."""


def object_name(instance: str, role: str) -> str:
    """The name of a role's objects. Raises InstanceNameError where no pod could be made from it."""
    name = f"{instance}-{role}"
    if len(name) > STATEFUL_SET_NAME_LENGTH:
        raise InstanceNameError(
            f"thanos: {name} must be at most {STATEFUL_SET_NAME_LENGTH} characters: shorten {instance}"
        )
    return name


def selector(instance: str, role: str) -> dict[str, str]:
    """The labels a role's pods are selected by: the same for every release of Thanos."""
    return {
        "app.kubernetes.io/name": f"thanos-{role}",
        "app.kubernetes.io/instance": instance,
        "app.kubernetes.io/component": role,
    }


def labels(instance: str, role: str) -> dict[str, str]:
    """All labels of a role's objects."""
    return {
        **selector(instance, role),
        "app.kubernetes.io/part-of": "thanos",
        "app.kubernetes.io/version": THANOS_VERSION,
    }


def metadata(
    instance: str, role: str, namespace: pulumi.Input[str], *, name: str | None = None
) -> k8s.meta.v1.ObjectMetaArgsDict:
    """Metadata of an object of a role; `name` where it is not the role's own."""
    return {"name": name or object_name(instance, role), "namespace": namespace, "labels": labels(instance, role)}
