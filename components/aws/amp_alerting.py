"""The Alertmanager of a workspace."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint


class AmpAlertingArgs(TypedDict):
    """Who is told of which alerts."""

    endpoint: AmpEndpoint
    """The workspace. It has one Alertmanager."""
    definition: pulumi.Input[str]
    """Its definition as AMP has them: YAML with the keys `alertmanager_config` and `template_files`."""


class AmpAlerting(pulumi.ComponentResource):
    """The definition of the Alertmanager that AMP runs for a workspace."""

    ready: pulumi.Output[str]
    """Known when alerts go where the definition says."""

    def __init__(self, name: str, args: AmpAlertingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpAlerting", name, {}, opts)
        self.ready = aws.amp.AlertManagerDefinition(
            f"{name}-definition",
            workspace_id=args["endpoint"]["workspace_id"],
            region=args["endpoint"]["region"],
            definition=args["definition"],
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"ready": self.ready})
