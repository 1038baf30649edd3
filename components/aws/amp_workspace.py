"""An Amazon Managed Service for Prometheus workspace."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.kept_settings import refuse_leaving_out
from components.contracts.endpoints import AmpEndpoint, this_stack
from components.contracts.urls import with_one_slash


class SeriesLimit(TypedDict):
    """How many active series of some labels a workspace takes."""

    labels: dict[str, str]
    """Labels that a series has all of; none for the series that no other limit is of."""
    max_series: int
    """The limit; 0 sets none."""


class AmpWorkspaceArgs(TypedDict):
    """Which workspace, where, and how long it keeps metrics."""

    alias: str
    """Alias of the workspace, 1 to 100 characters; not necessarily unique."""
    region: str
    """Region of the workspace."""
    account_id: str
    """Account of the workspace."""
    retention_days: int
    """Days metrics are kept, 1 to 1095.
    https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html"""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the key that metrics are encrypted with, of one region, no alias. Another one is another workspace.
    Default: AWS' own."""
    out_of_order_seconds: NotRequired[int]
    """How late samples may be that come out of order, 0 to 600. Default: as it is, 60 in a new workspace."""
    rule_query_offset_seconds: NotRequired[int]
    """How far back rules look, 0 to 86400. Default: as it is, 60 in a new workspace."""
    series_limits: NotRequired[Sequence[SeriesLimit]]
    """Limits of active series, at most 100. Default: as they are, none in a new workspace."""
    log_group_arn: NotRequired[pulumi.Input[str]]
    """ARN, ending `:*`, of the group for what rules and Alertmanager could not do. Default: nothing is logged."""
    tags: NotRequired[dict[str, str]]
    """Tags of the workspace."""


class AmpWorkspace(pulumi.ComponentResource):
    """A workspace with its retention. Deleting it deletes its metrics: protect it."""

    workspace_id: pulumi.Output[str]
    """Id of the workspace, `ws-…`."""
    workspace_arn: pulumi.Output[str]
    """ARN of the workspace."""
    write_url: pulumi.Output[str]
    """Remote-write URL."""
    query_url: pulumi.Output[str]
    """Base URL of the Prometheus query API, with a trailing slash."""

    def __init__(self, name: str, args: AmpWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpWorkspace", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        workspace = aws.amp.Workspace(
            f"{name}-workspace",
            alias=args["alias"],
            region=args["region"],
            kms_key_arn=args.get("kms_key_arn"),
            logging_configuration=_logging(args.get("log_group_arn")),
            tags=args.get("tags"),
            opts=child,
        )
        aws.amp.WorkspaceConfiguration(
            f"{name}-configuration",
            workspace_id=workspace.id,
            region=args["region"],
            retention_period_in_days=args["retention_days"],
            out_of_order_time_window_in_seconds=args.get("out_of_order_seconds"),
            rule_query_offset_in_seconds=args.get("rule_query_offset_seconds"),
            limits_per_label_sets=_limits(args.get("series_limits", ())),
            opts=pulumi.ResourceOptions(parent=self, hooks=_hooks(name)),
        )
        self._args = args
        self.workspace_id = workspace.id
        self.workspace_arn = workspace.arn
        self.query_url = workspace.prometheus_endpoint.apply(with_one_slash)
        self.write_url = pulumi.Output.concat(self.query_url, "api/v1/remote_write")
        self.register_outputs(
            {
                "workspace_id": self.workspace_id,
                "workspace_arn": self.workspace_arn,
                "write_url": self.write_url,
                "query_url": self.query_url,
            }
        )

    @property
    def endpoint(self) -> AmpEndpoint:
        """The workspace as others see it."""
        return {
            "kind": "amp",
            "write_url": self.write_url,
            "query_url": self.query_url,
            "workspace_id": self.workspace_id,
            "workspace_arn": self.workspace_arn,
            "account_id": self._args["account_id"],
            "region": self._args["region"],
            "built_by": this_stack(),
        }


def _limits(limits: Sequence[SeriesLimit]) -> list[aws.amp.WorkspaceConfigurationLimitsPerLabelSetArgs] | None:
    """In an order that is theirs alone: the provider compares lists. It refuses an empty one."""
    return [
        aws.amp.WorkspaceConfigurationLimitsPerLabelSetArgs(
            label_set=limit["labels"],
            limits=aws.amp.WorkspaceConfigurationLimitsPerLabelSetLimitsArgs(max_series=limit["max_series"]),
        )
        for limit in sorted(limits, key=lambda limit: sorted(limit["labels"].items()))
    ] or None


def _logging(log_group_arn: pulumi.Input[str] | None) -> aws.amp.WorkspaceLoggingConfigurationArgs | None:
    return aws.amp.WorkspaceLoggingConfigurationArgs(log_group_arn=log_group_arn) if log_group_arn is not None else None


def _hooks(name: str) -> pulumi.ResourceHookBinding:
    """What is asked before the settings are changed, and before that is shown."""
    always = pulumi.ResourceHookOptions(on_dry_run=True)
    return pulumi.ResourceHookBinding(
        before_update=[pulumi.ResourceHook(f"{name}-kept-settings", refuse_leaving_out, always)]
    )
