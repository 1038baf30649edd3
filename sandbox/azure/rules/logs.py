"""Log Analytics workspaces."""

from sandbox.rules import Request, Table

RULES = Table("azure-native")
_SHORTEST, _LONGEST = 30, 730


@RULES.rule(
    "operationalinsights:Workspace",
    says=f"a workspace of logs that keeps them for less than {_SHORTEST} days or more than {_LONGEST}",
    source="https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
)
def _log_retention(request: Request) -> str | None:
    days = request.inputs.get("retentionInDays")
    if days is not None and not (isinstance(days, int) and _SHORTEST <= days <= _LONGEST):
        return f"400 InvalidParameter: 'RetentionInDays' must be from {_SHORTEST} to {_LONGEST}, is {days}"
    return None
