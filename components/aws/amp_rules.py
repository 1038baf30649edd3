"""Rules that AMP evaluates on a workspace."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.contracts.endpoints import AmpEndpoint


class AmpRulesArgs(TypedDict):
    """Which rules run where."""

    endpoint: AmpEndpoint
    """The workspace that the rules query, and that recorded series are written to."""
    files: Mapping[str, str]
    """Rule files of Prometheus, by the name of the namespace that each becomes: letters, digits, `_`, `.` and `-`."""
    tags: NotRequired[dict[str, str]]
    """Tags of the namespaces."""


class AmpRules(pulumi.ComponentResource):
    """Rule files, a namespace each, over the series of all who write to a workspace, which no one cluster's Prometheus
    has."""

    namespace_arns: pulumi.Output[list[str]]
    """ARNs of the namespaces."""

    def __init__(self, name: str, args: AmpRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:AmpRules", name, {}, opts)
        endpoint = args["endpoint"]
        made = [
            aws.amp.RuleGroupNamespace(
                f"{name}-{namespace}",
                name=namespace,
                workspace_id=endpoint["workspace_id"],
                region=endpoint["region"],
                data=content,
                tags=args.get("tags"),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for namespace, content in args["files"].items()
        ]
        self.namespace_arns = pulumi.Output.all(*[one.arn for one in made])
        self.register_outputs({"namespace_arns": self.namespace_arns})
