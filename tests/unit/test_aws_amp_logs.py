"""Logs of a workspace in CloudWatch."""

from typing import Any

import pulumi

from components.aws.amp_query_logging import AmpQueryLogging
from components.aws.amp_workspace import AmpWorkspace
from components.aws.log_group import LogGroup
from tests.recorder import Recorder, record
from tests.unit.component_rules import assert_component_rules, waits_for
from tests.unit.test_aws_amp import WORKSPACE as WORKSPACES
from tests.unit.test_aws_amp import amp, workspace
from tests.unit.test_aws_amp_sharing import WORKSPACE

GROUP, QUERIES = "aws:cloudwatch/logGroup:LogGroup", "aws:amp/queryLoggingConfiguration:QueryLoggingConfiguration"
ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/prometheus/dev"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def group(**more: Any) -> LogGroup:
    args: Any = {"log_group_name": "dev", "region": "eu-west-1", "retention_days": 14, "tags": {"team": "sre"}, **more}
    return LogGroup("logs", args)


def logged(**more: Any) -> Recorder:
    return record(lambda: group(**more) and None, {GROUP: {"arn": ARN}})


def queries(arn: pulumi.Input[str] = f"{ARN}:*") -> AmpQueryLogging:
    return AmpQueryLogging("queries", {"endpoint": WORKSPACE, "log_group_arn": arn, "minimum_samples": 1000})


def test_a_group_has_a_name_of_those_that_services_write_to() -> None:
    made = logged(kms_key_arn=KEY).one(GROUP)

    assert made == {
        "name": "/aws/vendedlogs/prometheus/dev",
        "region": "eu-west-1",
        "retentionInDays": 14,
        "kmsKeyId": KEY,
        "tags": {"team": "sre"},
    }


def test_without_a_key_a_group_has_the_one_of_cloudwatch() -> None:
    assert "kmsKeyId" not in logged().one(GROUP)


def test_a_workspace_writes_to_all_that_is_in_the_group_once_it_is_there() -> None:
    recorder = record(lambda: workspace(log_group_arn=group().log_group_arn) and None, {**amp(), GROUP: {"arn": ARN}})

    assert recorder.one(WORKSPACES)["loggingConfiguration"] == {"logGroupArn": f"{ARN}:*"}
    assert waits_for(recorder, WORKSPACES, "amp-workspace", "loggingConfiguration") == {"logs-group"}


def test_a_workspace_that_has_no_group_logs_nothing() -> None:
    assert "loggingConfiguration" not in record(lambda: workspace() and None, amp()).one(WORKSPACES)


def test_queries_that_read_much_are_logged_in_one_place() -> None:
    recorder = record(lambda: queries(group().log_group_arn) and None, {GROUP: {"arn": ARN}})

    assert recorder.one(QUERIES) == {
        "workspaceId": "ws-1",
        "region": "eu-west-1",
        "destinations": [{"cloudwatchLogs": {"logGroupArn": f"{ARN}:*"}, "filters": {"qspThreshold": 1000}}],
    }
    assert waits_for(recorder, QUERIES, "queries-configuration", "destinations") == {"logs-group"}


def test_the_components_keep_the_rules() -> None:
    assert_component_rules(logged(), LogGroup, "logs")
    assert_component_rules(record(lambda: queries() and None), AmpQueryLogging, "queries")
    assert_component_rules(record(lambda: workspace(log_group_arn=f"{ARN}:*") and None, amp()), AmpWorkspace, "amp")
