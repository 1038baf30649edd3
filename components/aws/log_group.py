"""A log group of CloudWatch that a service of AWS writes to."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

# A policy lets the service write to all groups of this prefix at once: one that names each would grow over its limit.
# https://docs.aws.amazon.com/prometheus/latest/userguide/CW-logs.html
PREFIX = "/aws/vendedlogs/prometheus/"


class LogGroupArgs(TypedDict):
    """Whose logs, and how long."""

    log_group_name: str
    """Its name below `/aws/vendedlogs/prometheus/`."""
    region: str
    """Region of the group and of who writes to it."""
    retention_days: int
    """Days logs are kept, one of those that CloudWatch has."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the key that they are encrypted with. Default: CloudWatch's own."""
    tags: NotRequired[dict[str, str]]
    """Tags of the group."""


class LogGroup(pulumi.ComponentResource):
    """A log group named as AWS wants it of those that its services write to.

    The policy that lets them is put there by AWS, for whoever configures the logging and may `logs:PutResourcePolicy`.
    """

    log_group_arn: pulumi.Output[str]
    """ARN of the group and of all in it, ending `:*`, as those who write to it want it."""

    def __init__(self, name: str, args: LogGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:LogGroup", name, {}, opts)
        group = aws.cloudwatch.LogGroup(
            f"{name}-group",
            name=f"{PREFIX}{args['log_group_name']}",
            region=args["region"],
            retention_in_days=args["retention_days"],
            kms_key_id=args.get("kms_key_arn"),
            tags=args.get("tags"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        # The provider takes this end away, and AMP wants it.
        self.log_group_arn = pulumi.Output.concat(group.arn, ":*")
        self.register_outputs({"log_group_arn": self.log_group_arn})
