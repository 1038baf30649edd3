"""The VPC of `aws.vpcEndpoint`: whether names in it can lead to endpoints."""

import pulumi

from stack.config.aws import VpcEndpoint
from stack.config.stack_config import StackConfig
from stack.look_up import SourceError, looked_up
from stack.providers import Providers


def check_vpc(config: StackConfig, providers: Providers) -> None:
    """Raises SourceError where there is no such VPC, and where its DNS is off."""
    network = config.aws and config.aws.vpc_endpoint
    if not isinstance(network, VpcEndpoint):
        return
    from components.aws.existing_vpc import lacking_dns

    options = pulumi.InvokeOptions(provider=providers.aws)
    if off := looked_up(lambda: lacking_dns(network.vpc_id, opts=options)):
        commands = "; ".join(f"aws ec2 modify-vpc-attribute --vpc-id {network.vpc_id} --{name}" for name in off)
        raise SourceError(f"must have DNS support and DNS host names, without which no name leads to it: {commands}")
