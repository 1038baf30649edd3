"""What an AKS cluster tells about itself."""

import pulumi
from pulumi_azure_native import containerservice


class AksError(pulumi.RunError):
    """An AKS cluster whose pods cannot have an identity yet."""


def oidc_issuer(*, resource_group: str, cluster_name: str, opts: pulumi.InvokeOptions) -> str:
    """OIDC issuer of the cluster. Raises AksError where the issuer or workload identity is off, and what the provider
    says where there is no cluster."""
    cluster = containerservice.get_managed_cluster(
        resource_group_name=resource_group, resource_name=cluster_name, opts=opts
    )
    issuer, security = cluster.oidc_issuer_profile, cluster.security_profile
    workload_identity = security.workload_identity if security else None
    if issuer and issuer.enabled and workload_identity and workload_identity.enabled:
        return issuer.issuer_url
    raise AksError(
        f"the AKS cluster {cluster_name} must have its OIDC issuer and workload identity enabled: az aks update "
        f"--resource-group {resource_group} --name {cluster_name} --enable-oidc-issuer --enable-workload-identity"
    )
