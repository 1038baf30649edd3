"""The issuer of the cluster's service account tokens: what clouds trust."""

import pulumi

from stack.config.cluster import ClusterSection
from stack.given import given
from stack.look_up import looked_up
from stack.providers import Providers


def cluster_issuer(cluster: ClusterSection, providers: Providers) -> str:
    """As the stack file says it; else as the cloud that runs it tells. Raises SourceError where that one does not."""
    if cluster.oidc_issuer:
        return cluster.oidc_issuer
    if cluster.platform.looked_up_in == "aws":
        from components.aws import eks

        options = pulumi.InvokeOptions(provider=providers.aws)
        return looked_up(lambda: eks.oidc_issuer(cluster_name=cluster.name, opts=options))
    from components.azure import aks

    options, group = pulumi.InvokeOptions(provider=providers.azure), given(cluster.resource_group)
    return looked_up(lambda: aks.oidc_issuer(resource_group=group, cluster_name=cluster.name, opts=options))
