"""Rows on workspaces and their settings."""

from typing import Any

from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

CONFIGURATION = "amp/workspaceConfiguration:WorkspaceConfiguration"
QUOTAS = "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html"
RETENTION_DAYS = 1_095
WINDOW_SECONDS = 600
OFFSET_SECONDS = 86_400
LABEL_SETS = 100
BYTES = 1_000_000
GROUP_NAME_BYTES = 721


def _over(request: Request, setting: str, most: int) -> str | None:
    value = request.inputs.get(setting)
    if value is not None and value > most:
        return f"ValidationException: {setting} must be less than or equal to {most}, is {value}"
    return None


@RULES.rule(CONFIGURATION, says="a retention over 1,095 days", source=QUOTAS)
def _retention(request: Request) -> str | None:
    return _over(request, "retentionPeriodInDays", RETENTION_DAYS)


@RULES.rule(CONFIGURATION, says="an out-of-order window over 600 seconds", source=QUOTAS)
def _out_of_order_window(request: Request) -> str | None:
    return _over(request, "outOfOrderTimeWindowInSeconds", WINDOW_SECONDS)


@RULES.rule(CONFIGURATION, says="a rule query offset over a day", source=QUOTAS)
def _rule_query_offset(request: Request) -> str | None:
    return _over(request, "ruleQueryOffsetInSeconds", OFFSET_SECONDS)


def _limits(request: Request) -> list[dict[str, Any]] | None:
    return request.inputs.get("limitsPerLabelSets")


@RULES.rule(
    CONFIGURATION,
    says="limits that are given and empty",
    source="https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/amp/workspace_configuration.go",
)
def _empty_limits(request: Request) -> str | None:
    if _limits(request) == []:
        return "Invalid Attribute Value: limits_per_label_set list must contain at least 1 elements, got: 0"
    return None


@RULES.rule(CONFIGURATION, says="limits of over 100 label sets", source=QUOTAS)
def _label_sets(request: Request) -> str | None:
    if len(_limits(request) or []) > LABEL_SETS:
        return f"ServiceQuotaExceededException: more than {LABEL_SETS} label sets"
    return None


@RULES.rule(
    CONFIGURATION,
    says="two limits of one label set",
    source="https://docs.aws.amazon.com/prometheus/latest/APIReference/API_UpdateWorkspaceConfiguration.html",
)
def _label_set_twice(request: Request) -> str | None:
    sets = [one.get("labelSet") for one in _limits(request) or []]
    if any(one in sets[:index] for index, one in enumerate(sets)):
        return "ValidationException: Duplicate label sets in limitsPerLabelSet"
    return None
