"""A namespace of the cluster."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.namespaces import RESTRICTED, namespace_metadata


class ClusterNamespaceArgs(TypedDict):
    """Arguments of ClusterNamespace."""

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
        self.namespace = k8s.core.v1.Namespace(
            f"{name}-namespace",
            metadata=namespace_metadata(name, admits=args.get("pod_security", RESTRICTED)),
            opts=pulumi.ResourceOptions(parent=self),
        ).metadata.name
        self.register_outputs({"namespace": self.namespace})
