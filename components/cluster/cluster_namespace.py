"""Namespaces that say which pods they admit."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.cluster.objects import name_of

# https://kubernetes.io/docs/concepts/security/pod-security-standards/
RESTRICTED = "restricted"
PRIVILEGED = "privileged"
POD_SECURITY_LEVELS = (RESTRICTED, "baseline", PRIVILEGED)


class NamespaceError(pulumi.RunError):
    """A namespace that the API server would refuse, or would admit every pod to."""


class ClusterNamespaceArgs(TypedDict):
    """Arguments of ClusterNamespace."""

    labels: NotRequired[dict[str, str]]
    """Labels beside those of pod security; none when left out."""
    pod_security: NotRequired[str]
    """Least strict pods that are admitted: `restricted` (the default), `baseline` or `privileged`. Pods that need the
    host need `privileged`: the node exporter of kube-prometheus-stack mounts the host's root and uses its network
    (https://kubernetes.io/docs/concepts/security/pod-security-standards/)."""


class ClusterNamespace(pulumi.ComponentResource):
    """A namespace with the component's name. Admits pods without any privilege only, unless told otherwise."""

    namespace: pulumi.Output[str]
    """Name of the namespace, known once it exists."""

    def __init__(self, name: str, args: ClusterNamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ClusterNamespace", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        metadata = namespace_metadata(name, args)
        self.namespace = name_of(k8s.core.v1.Namespace(f"{name}-namespace", metadata=metadata, opts=child))
        self.register_outputs({"namespace": self.namespace})


def namespace_metadata(namespace: str, args: ClusterNamespaceArgs) -> k8s.meta.v1.ObjectMetaArgs:
    """Metadata of a namespace. Raises NamespaceError for an unknown level of pod security, or a label that sets one."""
    level = args.get("pod_security", RESTRICTED)
    labels = args.get("labels", {})
    if level not in POD_SECURITY_LEVELS:
        raise NamespaceError(f"namespace {namespace}: pod_security must be one of {', '.join(POD_SECURITY_LEVELS)}")
    security = {"pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/warn": level}
    if taken := sorted(labels.keys() & security.keys()):
        raise NamespaceError(f"namespace {namespace}: {', '.join(taken)} is set by pod_security")
    return k8s.meta.v1.ObjectMetaArgs(name=namespace, labels={**labels, **security})
