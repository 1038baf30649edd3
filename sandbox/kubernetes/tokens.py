"""Type tokens and kinds that more than one module names."""

RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"

CLUSTER_SCOPED = (
    *("Namespace", "ClusterRole", "ClusterRoleBinding", "ClusterIssuer", "StorageClass", "PriorityClass"),
    *("CustomResourceDefinition", "IngressClass", "PersistentVolume"),
)
"""Kinds that are in no namespace."""
