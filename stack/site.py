"""What all backends of a stack share, each part made when the first of them asks for it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import pulumi

from components.contracts.endpoints import Endpoint
from components.contracts.pod_identity import ServiceAccount
from components.contracts.remote_write import RemoteWriteTarget
from components.contracts.volumes import Volume
from stack.config.cluster import ClusterSection
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.ingress import Ingress, ingress
from stack.monitoring import Monitoring
from stack.network import AzureNetwork
from stack.providers import Providers
from stack.sources import Sources


class Reading(NamedTuple):
    """Who shows the backends of one kind."""

    grafanas: Mapping[str, dict[str, pulumi.Input[str]]]
    """Id and address of the Grafana, by backend."""
    commands: list[pulumi.Input[str]]
    """What is left to run by hand, in this order."""


class Backends(NamedTuple):
    """The backends of one kind, and this cluster's access to them."""

    endpoints: Mapping[str, Endpoint]
    targets: list[RemoteWriteTarget]
    """Nothing where the stack has no cluster."""
    passwords: Mapping[str, pulumi.Output[str]]
    """Of what this stack has built."""
    egress: Sequence[pulumi.Input[str]] = ()
    """Hosts that the cluster calls beyond its private networks."""
    reading: Reading | None = None
    """None where nobody is asked to."""


class Site:
    """One stack's configuration, what others have built for it, and what is made of it only once."""

    def __init__(self, config: StackConfig, providers: Providers, sources: Sources) -> None:
        self.config = config
        self.providers = providers
        self.sources = sources

    @property
    def cluster(self) -> ClusterSection:
        """Only for what a stack without a cluster does not have."""
        return given(self.config.cluster)

    @cached_property
    def owner(self) -> str:
        """What names of stores begin with."""
        return self.config.owner

    def volume(self, size: str) -> Volume:
        """A volume on this cluster."""
        storage_class = self.cluster.storage_class
        return Volume(size=size, storage_class=storage_class) if storage_class else Volume(size=size)

    @property
    def prometheus_account(self) -> ServiceAccount:
        """The service account of the cluster's Prometheus, whoever installs it."""
        account = self.config.prometheus.service_account
        return ServiceAccount(namespace=account.namespace, name=account.name)

    @property
    def prometheus_namespace(self) -> pulumi.Input[str]:
        """Where it lives, known once it exists."""
        return self.monitoring.namespace if self.config.prometheus.install else self.prometheus_account["namespace"]

    @cached_property
    def monitoring(self) -> Monitoring:
        return Monitoring(self.providers)

    @cached_property
    def azure_network(self) -> AzureNetwork:
        """Only for a backend that is private."""
        return AzureNetwork(self.config, self.providers, given(self.sources.subnet_location))

    @cached_property
    def ingress(self) -> Ingress | None:
        return ingress(self.config, self.providers)
