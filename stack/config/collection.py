"""The key `azure.collection`."""

from typing import Annotated

from pydantic import Field, model_validator

from stack.config.model import Model
from stack.config.values import BackendName, Distinct, text

# https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-data-collection-configure
Interval = Annotated[str, text(r"([1-9]|[12][0-9]|30)m", "must be whole minutes from 1m to 30m")]
Namespace = Annotated[str, text(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", "must be the name of a namespace", 63)]


class ContainerInsights(Model):
    """Container logs, events, inventory and performance, in a Log Analytics workspace of the stack's own."""

    # https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure
    retention_days: int = Field(default=30, ge=30, le=730, description="How long logs are kept.")
    interval: Interval = Field(
        default="1m", description="How often performance and inventory are collected, up to `30m`; logs always are."
    )
    namespaces: Annotated[list[Namespace], Distinct] = Field(
        default=[],
        description="Namespaces that inventory, events and performance are collected of; all when left out. Which "
        "containers' logs are, the cluster's ConfigMap `container-azm-ms-agentconfig` says.",
    )


class Collection(Model):
    """What Azure's own agent collects. Its add-ons are the cluster owner's; a warning has the command if one is off."""

    metrics: BackendName | None = Field(
        default=None,
        description="Name of a backend of kind `azure-monitor`: managed Prometheus (`ama-metrics`) writes to its "
        "workspace, by a rule and an endpoint of its own, and as privately as this stack's Prometheus. `az aks update "
        "--enable-azure-monitor-metrics` would make others beside them, and everything be written twice.",
    )
    container_insights: ContainerInsights | None = Field(
        default=None,
        description="Container Insights (`ama-logs`); `{}` takes every default. With `azure.privateLink` its workspace "
        "takes logs through that alone; it is queried with authentication from any network, as Azure's portal does. "
        "`az aks enable-addons --addons monitoring` would put another rule in the place of this stack's.",
    )

    @model_validator(mode="after")
    def _something(self) -> "Collection":
        if self.metrics is None and self.container_insights is None:
            raise ValueError("must say metrics, containerInsights or both; or leave it out")
        return self
