"""Who publishes to Azure Monitor, where that is somebody who was there before the stack."""

from typing import NamedTuple

import pulumi

from components.naming import IDENTITY_LENGTH, bounded
from stack.config.azure import AzureSection
from stack.config.cluster import ClusterSection
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.look_up import SourceError, looked_up
from stack.providers import Providers


class Principal(NamedTuple):
    """A principal of Entra, and what is signed in with as it."""

    client_id: str
    principal_id: str


def principal(config: StackConfig, providers: Providers) -> Principal | None:
    """As the stack file says it, else looked up; None where the stack makes an identity, or nobody publishes. Raises
    SourceError where there is none."""
    azure, cluster = config.azure, config.cluster
    if not (azure and cluster):
        return None
    sign_in = azure.sign_in
    if sign_in.client_id:
        return Principal(sign_in.client_id, given(sign_in.principal_id))
    if sign_in.identity_id:
        return _identity(azure, cluster, sign_in.identity_id, providers)
    return None if sign_in.trusts_tokens else _kubelet(cluster, providers)


def own_identity_name(cluster: str) -> str:
    """Name of the identity that a stack makes for its cluster's Prometheus."""
    return bounded(f"{cluster}-prometheus", limit=IDENTITY_LENGTH)


def _identity(azure: AzureSection, cluster: ClusterSection, identity_id: str, providers: Providers) -> Principal:
    *_, subscription, _, group, _, _, _, name = identity_id.lower().split("/")
    own = (azure.subscription_id, azure.resource_group, own_identity_name(cluster.name))
    if (subscription, group, name) == tuple(one.lower() for one in own):
        raise SourceError(
            "is the identity that this stack makes where identityId is left out, and would delete; leave it out, or "
            "name another one"
        )
    from components.azure.existing_identity import existing_identity

    options = pulumi.InvokeOptions(provider=providers.azure_of(identity_id))
    found = looked_up(lambda: existing_identity(identity_id, tenant_id=azure.tenant_id, opts=options))
    return Principal(*found)


def _kubelet(cluster: ClusterSection, providers: Providers) -> Principal:
    from components.azure.aks import kubelet_identity

    options, group = pulumi.InvokeOptions(provider=providers.of_cluster), given(cluster.resource_group)
    look_up = lambda: kubelet_identity(resource_group=group, cluster_name=cluster.name, opts=options)  # noqa: E731
    return Principal(*looked_up(look_up))
