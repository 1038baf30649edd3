"""The keys `alerting` and `rules` of a backend of kind `amp`."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from stack.config.model import Model
from stack.config.values import Distinct, RuleFilePath, text

TopicArn = Annotated[
    str,
    text(
        r"arn:aws:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
        "must be the ARN of a topic that is no FIFO topic, arn:aws:sns:…",
    ),
]
Definition = Annotated[str, text(r"(?s).*\S.*", "must be a text", 1_000_000)]


def _namespaces(paths: list[str]) -> list[str]:
    """Each file is a namespace of its name: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-rules-upload.html"""
    names = [namespace(path) for path in paths]
    for name, path in zip(names, paths, strict=True):
        if not re.fullmatch(r"[0-9A-Za-z][-.0-9A-Z_a-z]{0,127}", name):
            raise ValueError(f"must be files named with letters, digits, _, . and -, up to 128: {path}")
        if names.count(name) > 1:
            raise ValueError(f"must be files of different names, each is a namespace of its name: {name}")
    return paths


def namespace(path: str) -> str:
    """The namespace that a rule file becomes."""
    return path.rpartition("/")[2].rpartition(".")[0]


AmpRuleFiles = Annotated[list[RuleFilePath], Distinct, AfterValidator(_namespaces)]


class Alerting(Model):
    """Who is told of the alerts among `rules`: SNS topics, or what a definition of Alertmanager says."""

    topic: Literal["create"] | None = Field(
        default=None,
        description="`create` makes an SNS topic, `<workspace's alias>-alerts`, that the workspace may publish to; who "
        "is told subscribes to it. In a region that has to be opted into make the topic yourself: AWS has another name "
        "for AMP in its policy there.",
    )
    sns_topic_arns: Annotated[list[TopicArn], Distinct] = Field(
        default=[],
        description="ARNs of topics that exist already. Their policies have to let `aps.amazonaws.com` publish, which "
        "is not looked at here.",
    )
    definition: Definition | None = Field(
        default=None,
        description="Definition of Alertmanager as AMP has them, word for word, instead of one that sends every alert "
        "to every topic.",
    )
    file: RuleFilePath | None = Field(
        default=None, description="The same in a file, a path from the folder of `Pulumi.yaml`."
    )

    @model_validator(mode="after")
    def _somebody(self) -> "Alerting":
        written = "definition" if self.definition else "file" if self.file else ""
        if self.definition and self.file:
            raise ValueError("file: is said beside definition: a workspace has one; leave one out")
        if written and self.sns_topic_arns:
            raise ValueError(f"snsTopicArns: are named in the {written} itself; leave them out")
        if not written and not self.topic and not self.sns_topic_arns:
            raise ValueError("topic: is needed, or snsTopicArns, definition or file: alerts that tell nobody are none")
        return self
