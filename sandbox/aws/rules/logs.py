"""Rows on log groups and topics."""

import re

from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

GROUP = "cloudwatch/logGroup:LogGroup"
TOPIC = "sns/topic:Topic"
SNS = "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; the provider's 0
# keeps logs for ever.
RETENTIONS = (
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545),
    *(731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


@RULES.rule(
    GROUP,
    says="a number of days that logs are not kept for",
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
)
def _log_retention(request: Request) -> str | None:
    days = request.inputs.get("retentionInDays")
    if days is not None and days not in RETENTIONS:
        return f"InvalidParameterException: retentionInDays {days} is none of {', '.join(map(str, RETENTIONS))}"
    return None


@RULES.rule(
    GROUP,
    says="a log group named as AWS names its own",
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
)
def _log_group_name(request: Request) -> str | None:
    name = str(request.inputs.get("name") or request.inputs.get("namePrefix"))
    return f"InvalidParameterException: {name} begins with aws/" if name.startswith("aws/") else None


@RULES.rule(TOPIC, says="a topic's name that SNS does not take", source=SNS)
def _topic_name(request: Request) -> str | None:
    name = str(request.inputs.get("name") or request.inputs.get("namePrefix"))
    if not re.fullmatch(
        r"[A-Za-z0-9_-]{1,256}", name.removesuffix(".fifo") if request.inputs.get("fifoTopic") else name
    ):
        return f"InvalidParameter: Invalid parameter: Topic Name {name}"
    return None


@RULES.rule(TOPIC, says="a FIFO topic whose name does not say so", source=SNS)
def _fifo(request: Request) -> str | None:
    name = request.inputs.get("name")
    if request.inputs.get("fifoTopic") and name and not name.endswith(".fifo"):
        return f"InvalidParameter: Invalid parameter: the name of a FIFO topic ends with .fifo, not {name}"
    return None
