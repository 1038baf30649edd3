"""The issuer of the cluster's service account tokens: what clouds trust."""

import pulumi

from stack.config.cluster import ClusterSection
from stack.given import given
from stack.providers import Providers


def cluster_issuer(cluster: ClusterSection, providers: Providers) -> pulumi.Input[str]:
    """As the stack file says it; else as the cloud that runs the cluster tells it."""
    if cluster.oidc_issuer:
        return cluster.oidc_issuer
    if cluster.platform.looked_up_in == "aws":
        from components.aws import eks

        return eks.oidc_issuer(cluster_name=cluster.name, opts=pulumi.InvokeOptions(provider=providers.aws))
    from components.azure import aks

    return aks.oidc_issuer(
        resource_group=given(cluster.resource_group),
        cluster_name=cluster.name,
        opts=pulumi.InvokeOptions(provider=providers.azure),
    )
