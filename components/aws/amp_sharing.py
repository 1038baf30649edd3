"""Writing to a workspace from other accounts."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.aws.iam_documents import sharing_policy
from components.contracts.endpoints import AmpEndpoint


class AmpSharingError(ValueError):
    """Sharing with nobody."""


class AmpSharingArgs(TypedDict):
    """What is shared, and with whom."""

    endpoint: AmpEndpoint
    """The workspace. It has one policy of this kind."""
    account_ids: list[str]
    """Accounts whose roles may write to it, each as far as its own policies let it."""


class AmpSharing(pulumi.ComponentResource):
    """A workspace's policy that lets other accounts write to it, and do nothing else.

    https://docs.aws.amazon.com/prometheus/latest/APIReference/API_PutResourcePolicy.html
    """

    ready: pulumi.Output[str]
    """Known when the other accounts may write."""

    def __init__(self, name: str, args: AmpSharingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpSharing", name, {}, opts)
        if not args["account_ids"]:
            raise AmpSharingError(f"{name}: account_ids must name at least one account")
        endpoint = args["endpoint"]
        self.ready = aws.amp.ResourcePolicy(
            f"{name}-policy",
            workspace_id=endpoint["workspace_id"],
            region=endpoint["region"],
            policy_document=pulumi.Output.json_dumps(sharing_policy(endpoint["workspace_arn"], args["account_ids"])),
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"ready": self.ready})
