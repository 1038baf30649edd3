"""The log of a workspace's queries."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint


class AmpQueryLoggingArgs(TypedDict):
    """Which queries of which workspace are logged, and where."""

    endpoint: AmpEndpoint
    """The workspace. It has one log of its queries."""
    log_group_arn: pulumi.Input[str]
    """ARN of the log group, ending `:*`."""
    minimum_samples: int
    """Queries that process more samples than this are logged."""


class AmpQueryLogging(pulumi.ComponentResource):
    """Writes queries that read much into a log group, each with what it has read.

    https://docs.aws.amazon.com/prometheus/latest/userguide/query-insights-control.html
    """

    ready: pulumi.Output[str]
    """Known when queries are logged."""

    def __init__(self, name: str, args: AmpQueryLoggingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpQueryLogging", name, {}, opts)
        endpoint, amp = args["endpoint"], aws.amp
        self.ready = amp.QueryLoggingConfiguration(
            f"{name}-configuration",
            workspace_id=endpoint["workspace_id"],
            region=endpoint["region"],
            destinations=[
                amp.QueryLoggingConfigurationDestinationArgs(
                    cloudwatch_logs=amp.QueryLoggingConfigurationDestinationCloudwatchLogsArgs(
                        log_group_arn=args["log_group_arn"]
                    ),
                    filters=amp.QueryLoggingConfigurationDestinationFiltersArgs(qsp_threshold=args["minimum_samples"]),
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"ready": self.ready})
