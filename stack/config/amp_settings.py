"""The keys of a workspace of Amazon Managed Service for Prometheus that is built here."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from stack.config.amp_alerting import Alerting, AmpRuleFiles
from stack.config.amp_logs import Logs
from stack.config.model import Model
from stack.config.problems import Problem, mapping
from stack.config.values import text

# https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html
_LABEL_SETS = 100
_NEW_OFFSET = 60
_STAYS = "AWS keeps it: before it is left out again, say 60."


def _key(value: str) -> str:
    """What AMP takes for a key: https://docs.aws.amazon.com/prometheus/latest/APIReference/API_CreateWorkspace.html"""
    if re.fullmatch(r"arn:aws:kms:[^:]+:[0-9]{12}:alias/.+", value):
        raise ValueError("must be the ARN of the key itself, which AMP wants, is that of an alias")
    if "/mrk-" in value:
        raise ValueError("must be a key of one region: AMP takes no multi-region keys, whose ids begin with mrk-")
    return value


KmsKeyArn = Annotated[
    str,
    AfterValidator(_key),
    text(r"arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[-a-f0-9]+", "must be the ARN of a key, arn:aws:kms:…:key/…", 2048),
]
LabelName = Annotated[str, text(r"[a-zA-Z_][a-zA-Z0-9_]*", "must be the name of a label")]


class LabelLimit(Model):
    """The limit of series that have certain labels."""

    labels: dict[LabelName, str] = Field(min_length=1, description="Labels that a series has all of.")
    max_series: int = Field(ge=0, description="Active series; 0 counts them in CloudWatch and sets no limit.")

    @model_validator(mode="after")
    def _values(self) -> "LabelLimit":
        for name, value in self.labels.items():
            if not re.fullmatch(r"[ -~]*[!-~][ -~]*", value):
                raise ValueError(f"labels: {name} must have a value of ASCII characters, is {value!r}")
            if name == "__name__" and not re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", value):
                raise ValueError(f"labels: __name__ must be the name of a metric, is {value!r}")
        return self


class SeriesLimits(Model):
    """How many active series a workspace takes. What is over a limit is refused."""

    default: int | None = Field(
        default=None, ge=0, description="Limit of the series that no set of labels matches; 0 sets none."
    )
    by_labels: list[LabelLimit] = Field(default=[], description="Limits of series by their labels, up to 100 in all.")

    @model_validator(mode="after")
    def _sets(self) -> "SeriesLimits":
        sets = [limit.labels for limit in self.by_labels]
        if twice := [one for index, one in enumerate(sets) if one in sets[:index]]:
            raise ValueError(f"byLabels: must not name a set of labels twice: {twice[0]}")
        count = len(sets) + (self.default is not None)
        if not count:
            raise ValueError("default: is needed, or byLabels; to lift limits that were there say default: 0")
        if count > _LABEL_SETS:
            raise ValueError(f"byLabels: must be at most {_LABEL_SETS}, the default among them, are {count}")
        return self


class AmpSettings(Model):
    """Settings of a workspace."""

    kms_key_arn: KmsKeyArn | None = Field(
        default=None,
        description="Key that metrics are encrypted with, AWS' own when left out. It cannot be changed: another key, "
        "or none, is another workspace, without metrics; where data is protected that is refused.",
    )
    out_of_order_seconds: int | None = Field(
        default=None,
        ge=0,
        le=600,
        description=f"How late samples may be that come out of order; 60 in a new workspace. {_STAYS}",
    )
    rule_query_offset_seconds: int | None = Field(
        default=None,
        ge=0,
        le=86_400,
        description="How far back `rules` look, so that late samples are there; 60 in a new workspace. "
        f"No less than `outOfOrderSeconds`. {_STAYS}",
    )
    series_limits: SeriesLimits | None = Field(
        default=None,
        description="Limits of active series. A limit that is taken away is lifted; AWS keeps the last one: "
        "`{default: 0}` lifts it, and only then can the key be left out.",
    )
    rules: AmpRuleFiles = Field(
        default=[],
        description="Rule files of Prometheus, paths from the folder of `Pulumi.yaml`, whose rules AMP evaluates over "
        "the series of all who write to the workspace. Each is a namespace of the file's name.",
    )
    alerting: Alerting | None = Field(
        default=None, description="Who is told of the alerts among `rules`; nobody when left out."
    )
    logs: Logs | None = Field(
        default=None, description="What the workspace tells in CloudWatch; nothing when left out."
    )


def amp_problems(aws: Mapping[str, Any], backends: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    """What AWS would refuse of a workspace in that section's region."""
    region = aws.get("region")
    for name, backend in backends.items():
        for place, key in _keys(backend):
            there = key.split(":")[3] if isinstance(key, str) and key.startswith("arn:aws:kms:") else region
            if there != region:
                yield f"backends.{name}.{place}", f"must be a key of aws.region, {region}, is one of {there}"
        late, offset = backend.get("outOfOrderSeconds"), backend.get("ruleQueryOffsetSeconds")
        if isinstance(late, int) and isinstance(offset, int) and offset < late:
            yield (
                f"backends.{name}.ruleQueryOffsetSeconds",
                f"must be at least outOfOrderSeconds ({late}), is {offset}: rules would miss what comes late",
            )


def _keys(backend: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every key of KMS that the backend names, by where it does."""
    yield "kmsKeyArn", backend.get("kmsKeyArn")
    for kind, log in mapping(backend.get("logs")).items():
        yield f"logs.{kind}.kmsKeyArn", mapping(log).get("kmsKeyArn")


def amp_warnings(backends: Mapping[str, AmpSettings]) -> Iterator[str]:
    """What of a workspace's settings works but should be known."""
    for name, backend in backends.items():
        if backend.kms_key_arn:
            yield (
                f"backends.{name}.kmsKeyArn: cannot be changed: with another key, or none, the workspace is replaced "
                "and its metrics are gone; and they are when the key is"
            )
        late, offset = backend.out_of_order_seconds, backend.rule_query_offset_seconds
        if late is not None and offset is None and late > _NEW_OFFSET:
            yield (
                f"backends.{name}.outOfOrderSeconds: rules look {_NEW_OFFSET} seconds back in a new workspace and miss "
                f"what comes later; say ruleQueryOffsetSeconds: {late} or more"
            )
