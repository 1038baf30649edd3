"""The key `logs` of a backend of kind `amp`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.values import text

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
# fmt: off
LogDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
# fmt: on
LogKeyArn = Annotated[
    str, text(r"arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[-a-z0-9]+", "must be the ARN of a key, arn:aws:kms:…:key/…", 256)
]


class VendedLogs(Model):
    """What rules and Alertmanager could not do, in a log group of CloudWatch."""

    retention_days: LogDays = Field(default=30, description="How long logs are kept, in the steps that CloudWatch has.")
    kms_key_arn: LogKeyArn | None = Field(
        default=None,
        description="Key that the group is encrypted with, AWS' own when left out. Its policy has to let CloudWatch "
        "Logs of the region use it.",
    )


class QueryLogs(VendedLogs):
    """Queries that read much, in a log group of CloudWatch of their own."""

    minimum_samples: int = Field(ge=0, description="Queries that process more samples than this are logged.")


class Logs(Model):
    """What a workspace writes to CloudWatch. Its logs go when the key does."""

    vended: VendedLogs | None = Field(default=None, description="Logs what rules and Alertmanager could not do.")
    queries: QueryLogs | None = Field(default=None, description="Logs queries that read much.")

    @model_validator(mode="after")
    def _something(self) -> "Logs":
        if not self.vended and not self.queries:
            raise ValueError("vended: is needed, or queries; leave logs out where neither is wanted")
        return self
