"""An Amazon Managed Service for Prometheus workspace."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint, this_stack
from components.contracts.urls import with_one_slash


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
            f"{name}-workspace", alias=args["alias"], region=args["region"], tags=args.get("tags"), opts=child
        )
        aws.amp.WorkspaceConfiguration(
            f"{name}-configuration",
            workspace_id=workspace.id,
            region=args["region"],
            retention_period_in_days=args["retention_days"],
            opts=child,
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
