"""Where Prometheus lives, and the definitions that its operator works by."""

from components.cluster.cluster_namespace import ClusterNamespace
from components.cluster.namespaces import MONITORING
from components.cluster.operator_crds import OperatorCrds
from components.contracts.namespaces import PRIVILEGED
from stack.providers import Providers


class Monitoring:
    """The namespace of Prometheus, and the operator's definitions in the cluster."""

    def __init__(self, providers: Providers) -> None:
        on_cluster = providers.options(providers.kubernetes)
        self.namespace = ClusterNamespace(MONITORING, {"pod_security": PRIVILEGED}, on_cluster).namespace
        self.definitions = OperatorCrds("operator-crds", {"namespace": self.namespace}, on_cluster).version
