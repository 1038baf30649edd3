"""What clouds tell of the stack's cluster: the issuer of its service account tokens, and its network."""

from collections.abc import Iterable
from typing import NamedTuple

import pulumi

from stack.config.cluster import ClusterSection
from stack.given import given
from stack.look_up import looked_up
from stack.providers import Providers


class Cluster(NamedTuple):
    """The stack's cluster, as far as it is looked up."""

    issuer: str = ""
    """What clouds are asked to trust; empty where none is."""
    network_id: str = ""
    """Of an AKS cluster: the ARM id of its nodes' network, empty where AKS has made one."""
    node_group_id: str = ""
    """Of an AKS cluster: the ARM id of the group where AKS makes such a network; else empty."""

    def outside(self, networks: Iterable[str]) -> str:
        """Where the nodes are, if in none of these networks as far as is known; else nothing."""
        known = [network_id.lower() for network_id in networks]
        if self.network_id:
            return "" if self.network_id.lower() in known else f"its nodes are in {self.network_id}"
        if not self.node_group_id or any(one.startswith(f"{self.node_group_id}/".lower()) for one in known):
            return ""
        return f"its nodes are in a network that AKS has made in {self.node_group_id}"


def existing_cluster(cluster: ClusterSection, providers: Providers) -> Cluster:
    """With the issuer as the stack file says it; else as the cloud that runs it tells. Raises SourceError where that
    one does not."""
    if cluster.oidc_issuer:
        return Cluster(cluster.oidc_issuer)
    if cluster.platform.looked_up_in == "aws":
        from components.aws import eks

        options = pulumi.InvokeOptions(provider=providers.aws)
        return Cluster(looked_up(lambda: eks.oidc_issuer(cluster_name=cluster.name, opts=options)))
    from components.azure import aks

    options, group = pulumi.InvokeOptions(provider=providers.of_cluster), given(cluster.resource_group)
    look_up = lambda: aks.existing_cluster(resource_group=group, cluster_name=cluster.name, opts=options)  # noqa: E731
    return Cluster(*looked_up(look_up))
