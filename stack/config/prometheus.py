"""The section `prometheus`."""

from pydantic import Field, field_validator

from components.cluster.external_labels import label_problems
from stack.config.model import Model
from stack.config.service_account import ServiceAccountSection
from stack.config.values import Duration, Quantity


class PrometheusSection(Model):
    """The Prometheus that scrapes the cluster and writes to every backend."""

    replicas: int = Field(
        default=1,
        ge=1,
        le=10,
        description="Identical scrapers. AMP and Thanos keep the samples of one, to Azure Monitor only the first "
        "writes, a `remote-write` store gets all.",
    )
    retention: Duration = Field(default="2d", description="How long samples stay in the cluster.")
    storage: Quantity = Field(
        default="50Gi",
        description="Volume of each replica, for new ones: expand an existing claim by hand before raising this, "
        "because the limit of the blocks in it is raised too.",
    )
    scrape_interval: Duration = Field(default="30s", description="Default scrape and evaluation interval.")
    external_labels: dict[str, str] = Field(
        default_factory=dict, description="Labels on every sample beside `cluster` and `environment`."
    )
    install: bool = Field(
        default=True,
        description="`false` where the cluster's Prometheus is somebody else's: nothing is installed, and the output "
        "`prometheusValues` says, as values of kube-prometheus-stack, what it needs to write to the backends. No other "
        "key stands here then but `serviceAccount`.",
    )
    service_account: ServiceAccountSection = Field(
        default=ServiceAccountSection(),
        description="Whom clouds trust, with `install: false`; this program's own otherwise.",
    )

    @field_validator("external_labels")
    @classmethod
    def _own_labels(cls, labels: dict[str, str]) -> dict[str, str]:
        for problem in label_problems(labels):
            raise ValueError(problem)
        return labels
