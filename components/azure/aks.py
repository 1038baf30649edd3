"""What an AKS cluster tells about itself."""

from collections.abc import Iterable
from typing import NamedTuple

import pulumi
from pulumi_azure_native import containerservice

from components.azure.existing_identity import Identity


class AksError(pulumi.RunError):
    """An AKS cluster whose pods cannot have an identity yet."""


class AksCluster(NamedTuple):
    """An AKS cluster."""

    oidc_issuer: str
    network_id: str
    """ARM id of its nodes' virtual network; empty where AKS has made one."""
    node_group_id: str
    """ARM id of the resource group that AKS makes for its nodes, and for their network where none is given."""


def existing_cluster(*, resource_group: str, cluster_name: str, opts: pulumi.InvokeOptions) -> AksCluster:
    """Looks the cluster up. Raises AksError where its issuer or workload identity is off, and what the provider says
    where there is no cluster."""
    cluster = containerservice.get_managed_cluster(
        resource_group_name=resource_group, resource_name=cluster_name, opts=opts
    )
    issuer, security = cluster.oidc_issuer_profile, cluster.security_profile
    workload_identity = security.workload_identity if security else None
    if not (issuer and issuer.enabled and workload_identity and workload_identity.enabled):
        raise AksError(
            f"the AKS cluster {cluster_name} must have its OIDC issuer and workload identity enabled: az aks update "
            f"--resource-group {resource_group} --name {cluster_name} --enable-oidc-issuer --enable-workload-identity"
        )
    subscription_id = cluster.id.partition("/resourceGroups/")[0]
    return AksCluster(
        oidc_issuer=issuer.issuer_url,
        network_id=_network_id(pool.vnet_subnet_id for pool in cluster.agent_pool_profiles or []),
        node_group_id=f"{subscription_id}/resourceGroups/{cluster.node_resource_group or ''}",
    )


def kubelet_identity(*, resource_group: str, cluster_name: str, opts: pulumi.InvokeOptions) -> Identity:
    """Looks up whom the cluster's nodes act as. Raises AksError where that is no managed identity, and what the
    provider says where there is no cluster."""
    cluster = containerservice.get_managed_cluster(
        resource_group_name=resource_group, resource_name=cluster_name, opts=opts
    )
    kubelet = (cluster.identity_profile or {}).get("kubeletidentity")
    if not (kubelet and kubelet.client_id and kubelet.object_id):
        raise AksError(
            f"the nodes of the AKS cluster {cluster_name} have no managed identity: it runs as a service principal; "
            "say who signs in: azure.signIn.identityId, or clientId and principalId"
        )
    return Identity(client_id=kubelet.client_id, principal_id=kubelet.object_id)


def _network_id(subnets: Iterable[str | None]) -> str:
    """The network of the subnets of a cluster's pools, which all have to be in one.
    https://learn.microsoft.com/azure/aks/node-pool-unique-subnet"""
    return next((subnet.partition("/subnets/")[0] for subnet in subnets if subnet), "")
