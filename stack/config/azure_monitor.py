"""The backend of kind `azure-monitor`."""

from typing import Annotated, Literal

from pydantic import Field

from stack.config.azure_alerts import Alerts, Limits
from stack.config.store import STAYS_OUT, Access, Store
from stack.config.values import Distinct, DistinctIds, GrafanaOfBackend, Guid, MonitorWorkspaceId, RuleFilePath


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
    alerts: Alerts | None = Field(
        default=None,
        description="Alerts on the quotas of a workspace that is built here or exists already. No source says whether "
        "Azure takes them where the workspace is in another subscription.",
    )
    limits: Limits | None = Field(
        default=None,
        description="Higher limits of a workspace that is built here; Azure's own when left out. Azure keeps them: a "
        "key that is taken away leaves them as they are. To lower them say 1000000, which is Azure's own.",
    )
    rules: Annotated[list[RuleFilePath], Distinct] = Field(
        default=[],
        description="Rule files of Prometheus, paths from the folder of `Pulumi.yaml`, whose rules Azure evaluates "
        "over the series of all who write to the workspace. A group of more than 20 rules becomes several, "
        "`<group>-1` and so on, which run side by side. The label `severity` (critical, warning, info) is Azure's 2, 3 "
        "and 4; without it an alert has 3. What Azure lacks is refused: keep_firing_for, limit, query_offset.",
    )
    queries: Literal["private", "public"] | None = Field(
        default=None,
        description="Who may query the workspace, always with authentication: `private` is who is in the network of "
        "`azure.privateLink`, `public` any network. Samples are not meant. With `privateLink` private, else public. "
        "Where public ones become private, they fail until the private endpoint is there.",
    )
    readers: Annotated[list[Guid], DistinctIds] = Field(
        default=[],
        description="Principal (object) ids of people, groups and service principals that exist already and become "
        "Monitoring Data Reader of the workspace.",
    )
    grafana: GrafanaOfBackend | None = Field(
        default=None,
        description="The Managed Grafana that shows the workspace: `own` is the one of `azure.grafana`; another one, "
        "by its ARM id, only gets the right to read and, where queries are private, a private way. The output "
        "`commands` says what is left to run.",
    )
    dashboards: bool = Field(
        default=False,
        description="Whether the labels of what this cluster writes there are those that Azure's ready-made dashboards "
        "and rules look for: `job` is `cadvisor` and `node`.",
    )
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
