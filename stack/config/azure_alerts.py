"""The keys `alerts` and `limits` of a backend of kind `azure-monitor`."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from stack.config.model import Model
from stack.config.values import ActionGroupId, Distinct, DistinctIds, Email

# https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-monitor-ingest-limits
_SMALLEST, _GRANTED = 1_000_000, 2_000_000


class Alerts(Model):
    """Who is told when a workspace comes near its quotas: at 75 % and at 95 %, and of alerts among `rules`."""

    emails: Annotated[list[Email], Distinct] = Field(
        default=[], description="Addresses that are written to; an action group is made for them."
    )
    action_group_ids: Annotated[list[ActionGroupId], DistinctIds] = Field(
        default=[], description="ARM ids of action groups that exist already."
    )
    dropped_samples: bool = Field(
        default=False,
        description="Whether samples and events that Azure drops are alerted too. Microsoft calls the metrics of both "
        "a preview.",
    )

    @model_validator(mode="after")
    def _somebody(self) -> "Alerts":
        if not self.emails and not self.action_group_ids:
            raise ValueError("emails: is needed, or actionGroupIds: an alert that tells nobody is none")
        return self


def _granted(limit: int) -> int:
    if limit > _GRANTED:
        raise ValueError(
            f"must be at most {_GRANTED}, which Azure grants by itself, is {limit}; up to 20000000 it wants half of it "
            "in use, above that a support ticket: have it raised there and leave limits out"
        )
    return limit


Limit = Annotated[int, Field(ge=_SMALLEST), AfterValidator(_granted)]


class Limits(Model):
    """Higher limits of a workspace, by a preview of Azure's API. They have not been set on a live workspace yet."""

    active_series: Limit = Field(description="Time series that were written to in about twelve hours, up to 2000000.")
    events_per_minute: Limit = Field(description="Samples a minute, up to 2000000.")
