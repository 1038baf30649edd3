"""The logs of AMP workspaces."""

import pulumi

from components.aws.amp_query_logging import AmpQueryLogging
from components.aws.log_group import LogGroup, LogGroupArgs
from components.contracts.endpoints import AmpEndpoint
from stack.config.amp_logs import QueryLogs, VendedLogs
from stack.given import given
from stack.site import Site


def log_group(site: Site, name: str, alias: str, logs: VendedLogs) -> pulumi.Output[str]:
    """ARN of a group for logs of the workspace of an alias, which may not be there yet."""
    providers = site.providers
    args: LogGroupArgs = {
        "log_group_name": alias,
        "region": given(site.config.aws).region,
        "retention_days": logs.retention_days,
        "tags": providers.tags,
    }
    if logs.kms_key_arn:
        args["kms_key_arn"] = logs.kms_key_arn
    return LogGroup(name, args, providers.options(providers.aws)).log_group_arn


def log_queries(site: Site, name: str, alias: str, endpoint: AmpEndpoint, logs: QueryLogs) -> None:
    """Logs queries of the workspace in a group of their own."""
    AmpQueryLogging(
        f"{name}-query-logging",
        {
            "endpoint": endpoint,
            "log_group_arn": log_group(site, f"{name}-query-logs", f"queries/{alias}", logs),
            "minimum_samples": logs.minimum_samples,
        },
        site.providers.options(site.providers.aws),
    )
