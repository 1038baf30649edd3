"""What an EKS cluster tells about itself."""

import pulumi
import pulumi_aws as aws


def oidc_issuer(*, cluster_name: str, opts: pulumi.InvokeOptions) -> pulumi.Output[str]:
    """OIDC issuer of the cluster; every EKS cluster has one."""
    return aws.eks.get_cluster_output(name=cluster_name, opts=opts).identities[0].oidcs[0].issuer
