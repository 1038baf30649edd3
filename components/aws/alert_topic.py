"""An SNS topic that a workspace's alerts go to."""

from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint
from components.contracts.ordering import once_ready


class AlertTopicArgs(TypedDict):
    """Which topic, and whose alerts."""

    topic_name: str
    """Name of the topic: letters, digits, `_` and `-`, at most 256."""
    endpoint: AmpEndpoint
    """The workspace whose Alertmanager publishes there."""
    tags: NotRequired[dict[str, str]]
    """Tags of the topic."""


class AlertTopic(pulumi.ComponentResource):
    """A topic in the workspace's region that its Alertmanager may publish to. Who is told subscribes to it."""

    topic_arn: pulumi.Output[str]
    """ARN of the topic, known once the Alertmanager may publish."""

    def __init__(self, name: str, args: AlertTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AlertTopic", name, {}, opts)
        endpoint, child = args["endpoint"], pulumi.ResourceOptions(parent=self)
        topic = aws.sns.Topic(
            f"{name}-topic", name=args["topic_name"], region=endpoint["region"], tags=args.get("tags"), opts=child
        )
        policy = aws.sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            region=endpoint["region"],
            policy=pulumi.Output.json_dumps(
                publishing_policy(topic.arn, endpoint["workspace_arn"], endpoint["account_id"])
            ),
            opts=child,
        )
        self.topic_arn = once_ready(topic.arn, [policy.id])
        self.register_outputs({"topic_arn": self.topic_arn})


def publishing_policy(
    topic_arn: pulumi.Input[str], workspace_arn: pulumi.Input[str], account_id: str
) -> dict[str, Any]:
    """A topic's permission for the Alertmanager of one workspace, and for nobody else beyond its account.

    https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-AMPpermission.html
    """
    statement = {
        "Sid": "Alerts",
        "Effect": "Allow",
        "Principal": {"Service": "aps.amazonaws.com"},
        "Action": ["sns:GetTopicAttributes", "sns:Publish"],
        "Resource": topic_arn,
        "Condition": {
            "ArnEquals": {"aws:SourceArn": workspace_arn},
            "StringEquals": {"aws:SourceAccount": account_id},
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
