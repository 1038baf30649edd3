"""A backend of the kind `thanos`."""

import math
from typing import Literal

from pydantic import Field, field_validator, model_validator

from components.thanos.hashring import enough
from stack.config.model import Model
from stack.config.store import STAYS_OUT, Access, Store
from stack.config.values import Days, Quantity


class Retention(Model):
    """How long Thanos keeps each resolution; `0d` keeps it for ever."""

    raw: Days = Field(default="30d", description="Samples as scraped.")
    five_minutes: Days = Field(default="180d", description="Downsampled to five minutes.")
    one_hour: Days = Field(default="730d", description="Downsampled to one hour.")

    @field_validator("raw", "five_minutes")
    @classmethod
    def _long_enough_to_downsample(cls, days: str) -> str:
        # Blocks are downsampled to 1h when they are ten days old: https://thanos.io/tip/components/compact.md/
        if 0 < int(days[:-1]) < 10:
            raise ValueError("must be 0d (for ever) or at least 10d: younger blocks are not downsampled yet")
        return days

    @model_validator(mode="after")
    def _coarser_is_kept_longer(self) -> "Retention":
        # A coarser block is made again, and deleted again, as long as the finer one is there.
        raw, five_minutes, one_hour = (int(d[:-1]) or math.inf for d in (self.raw, self.five_minutes, self.one_hour))
        if five_minutes < raw:
            raise ValueError(f"fiveMinutes: must be as long as raw or longer, is {self.five_minutes} beside {self.raw}")
        if one_hour < five_minutes:
            raise ValueError(
                f"oneHour: must be as long as fiveMinutes or longer, is {self.one_hour} beside {self.five_minutes}"
            )
        return self


class ThanosBackend(Store):
    """Thanos on the cluster, its blocks in an Azure storage account of its own."""

    kind: Literal["thanos"]
    replicas: int = Field(default=3, ge=1, le=50, description="Receive ingestors. Take away one at a time.")
    replication_factor: Literal[1, 3, 5] = Field(
        default=3, description="Ingestors that hold each sample until its block is uploaded."
    )
    storage: Quantity = Field(
        default="50Gi",
        description="Volume of each ingestor, store and compactor when first made; later, expand their claims.",
    )
    redundancy: Literal["ZRS", "GZRS", "LRS", "GRS"] = Field(
        default="ZRS",
        description="How Azure replicates the blocks. Where a region has no availability zones: `LRS` or `GRS`. Azure "
        "changes LRS to GRS and ZRS to GZRS in place, and back. Between the two pairs it refuses, and nothing is "
        "changed: [a migration has to be requested]"
        "(https://learn.microsoft.com/azure/storage/common/redundancy-migration) first, then `pulumi refresh`.",
    )
    retention: Retention = Field(default=Retention(), description="How long blocks are kept.")
    access: Access | None = Field(default=None, description=STAYS_OUT)

    @property
    def has_own_way_in(self) -> bool:
        """Whether blocks go into an account of this stack."""
        return self.is_built

    @model_validator(mode="after")
    def _enough_ingestors(self) -> "ThanosBackend":
        if not enough(self.replicas, self.replication_factor):
            raise ValueError(
                f"replicas: must be at least replicationFactor ({self.replication_factor}), is {self.replicas}"
            )
        return self
