"""What an EKS cluster tells about itself."""

import pulumi
import pulumi_aws as aws


def oidc_issuer(*, cluster_name: str, opts: pulumi.InvokeOptions) -> str:
    """OIDC issuer of the cluster; every EKS cluster has one. Raises what the provider says where there is none."""
    return aws.eks.get_cluster(name=cluster_name, opts=opts).identities[0].oidcs[0].issuer
