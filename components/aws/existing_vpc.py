"""What a VPC tells about itself."""

import pulumi
import pulumi_aws as aws


def lacking_dns(vpc_id: str, *, opts: pulumi.InvokeOptions) -> list[str]:
    """Attributes of the VPC that private DNS needs and that are off. Raises what the provider says where it is not.

    https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    """
    vpc = aws.ec2.get_vpc(id=vpc_id, opts=opts)
    attributes = {"enable-dns-support": vpc.enable_dns_support, "enable-dns-hostnames": vpc.enable_dns_hostnames}
    return [name for name, on in attributes.items() if not on]
