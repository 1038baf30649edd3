"""The key `prometheus.serviceAccount`."""

from pydantic import Field

from components.cluster.namespaces import MONITORING
from stack.config.model import Model
from stack.config.values import AccountName, KubernetesNamespace


class ServiceAccountSection(Model):
    """The service account of the cluster's Prometheus where somebody else installs it."""

    namespace: KubernetesNamespace = Field(
        default=MONITORING,
        description="Its namespace, which exists already: Secrets and ConfigMaps that Prometheus reads are put there.",
    )
    name: AccountName = Field(default="prometheus", description="Its name.")
