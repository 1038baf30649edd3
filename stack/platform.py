"""What depends on where a cluster runs: one record per `cluster.kind`, and nothing else decides by it."""

from dataclasses import dataclass
from typing import Literal

from components.contracts.pod_identity import TokenSource

ClusterKind = Literal["aks", "eks", "arc", "other"]


@dataclass(frozen=True)
class Platform:
    """A platform that clusters run on."""

    looked_up_in: Literal["azure", "aws", ""] = ""
    """Section whose cloud tells the cluster's issuer; empty where the stack file has to."""
    azure_token: TokenSource = TokenSource.PROJECTED
    """Where a pod's token for Azure comes from."""
    aws_token: TokenSource = TokenSource.PROJECTED
    """Where a pod's token for AWS comes from."""
    oidc_provider_exists: bool = False
    """Whether IAM usually knows the cluster's issuer already."""
    azure_agent: bool = False
    """Whether add-ons of the platform run Azure's own agent."""
    managed_control_plane: bool = False
    """Whether etcd, scheduler and controller manager are out of reach of a scrape."""
    nodes_in_azure: bool = True
    """Whether nodes may be machines of Azure, and so have a managed identity."""
    load_balancer: Literal["azure", "aws", ""] = ""
    """Cloud that makes load balancers of Services; empty where that is anybody's guess."""


PLATFORMS: dict[ClusterKind, Platform] = {
    "aks": Platform(
        looked_up_in="azure",
        azure_token=TokenSource.WEBHOOK,
        azure_agent=True,
        managed_control_plane=True,
        load_balancer="azure",
    ),
    "eks": Platform(
        looked_up_in="aws",
        aws_token=TokenSource.WEBHOOK,
        oidc_provider_exists=True,
        managed_control_plane=True,
        nodes_in_azure=False,
        load_balancer="aws",
    ),
    "arc": Platform(),
    "other": Platform(),
}
