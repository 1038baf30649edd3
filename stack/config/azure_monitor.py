"""The backend of kind `azure-monitor`."""

from typing import Literal

from pydantic import Field

from stack.config.store import STAYS_OUT, Access, Store
from stack.config.values import MonitorWorkspaceId


class AzureMonitorBackend(Store):
    """An Azure Monitor workspace with a data collection endpoint and rule of its own."""

    kind: Literal["azure-monitor"]
    workspace_id: MonitorWorkspaceId | None = Field(
        default=None,
        description="ARM id of a workspace that exists already; an endpoint and a rule that lead to it are made.",
    )
    rule: Literal["shared"] | None = Field(
        default=None,
        description="`shared` writes through the other stack's rule and shares its limit of requests; an endpoint and "
        "a rule of this stack's own are made when left out.",
    )
    access: Access | None = Field(default=None, description=STAYS_OUT)
    sidecar: bool = Field(
        default=False,
        description="Whether Microsoft's remote-write container signs in beside Prometheus, for one that cannot do so "
        "itself: older than 2.45 (`managed-identity`), 3.11.3 (`application`) or 3.14 (`workload-identity`). Microsoft "
        "is to deprecate it; its successor is what Prometheus does when left out. The image is used on amd64 nodes "
        "only.",
    )

    @property
    def is_built(self) -> bool:
        return self.stack is None and self.workspace_id is None

    @property
    def has_own_way_in(self) -> bool:
        """Whether samples go through an endpoint and a rule of this stack."""
        return self.rule is None
