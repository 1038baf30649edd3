"""Names of objects in the cluster that are known only once the objects exist: what uses them waits for them."""

import pulumi
import pulumi_kubernetes as k8s


def name_of(resource: k8s.core.v1.Namespace | k8s.core.v1.Secret) -> pulumi.Output[str]:
    """Name of the object, as the cluster answered it."""
    return resource.metadata.apply(lambda metadata: metadata.name or "")


def once_exists(resource: pulumi.CustomResource, value: str) -> pulumi.Output[str]:
    """The value, known only once the object exists, or the release is installed."""
    return resource.id.apply(lambda _: value)
