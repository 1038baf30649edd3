"""Values of kube-prometheus-stack for one Prometheus that writes to its targets."""

import re
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from components.cluster.alerts import REPLACED, remote_write_rules
from components.cluster.external_labels import label_problems, template_problems
from components.cluster.versions import PROMETHEUS_VERSION
from components.cluster.writer_values import account_values, writer_spec
from components.contracts.remote_write import RemoteWriteTarget
from components.contracts.volumes import Volume, claim_spec

# Share of the volume that blocks may fill; the rest is for the write-ahead log and for compaction
# (https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size).
BLOCKS_PERCENT = 80
MEBIBYTES = {"Mi": 1, "Gi": 1024, "Ti": 1024 * 1024}
# A managed control plane does not let itself be scraped: its alerts would fire for ever.
CONTROL_PLANE = ("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler")
CONTROL_PLANE_RULES = ("etcd", "kubeControllerManager", "kubeProxy", "kubeSchedulerAlerting", "kubeSchedulerRecording")
# Off, monitors and rules of every release are found, not only those with this release's label.
SELECTORS = ("serviceMonitor", "podMonitor", "probe", "scrapeConfig", "rule")


class ValuesError(ValueError):
    """Values that the chart would evaluate as a template, or that Prometheus would ignore or refuse."""


class PrometheusSettings(TypedDict):
    """How one Prometheus scrapes, and what it keeps in the cluster."""

    replicas: int
    """Identical scrapers, never two on one node."""
    retention: str
    """How long samples stay in the cluster, as a Prometheus duration."""
    volume: Volume
    """Volume of each replica, in Mi, Gi or Ti."""
    scrape_interval: str
    """Default interval of scrapes and of rules, as a Prometheus duration."""
    external_labels: NotRequired[dict[str, str]]
    """Labels on every sample beside `cluster` and `environment`; none when left out."""


class PrometheusReleaseArgs(TypedDict):
    """Arguments of PrometheusRelease."""

    namespace: pulumi.Input[str]
    """Namespace of the release and of Prometheus; has to admit privileged pods (the node exporter)."""
    service_account: str
    """Name of Prometheus' service account, which identities trust by name."""
    cluster: str
    """Label `cluster` on every sample."""
    environment: str
    """Label `environment` on every sample."""
    managed_control_plane: bool
    """Whether the platform runs etcd, scheduler and controller manager, out of reach of a scrape."""
    settings: PrometheusSettings
    """How it scrapes and what it keeps."""
    targets: list[RemoteWriteTarget]
    """Stores to write to."""
    crds_ready: NotRequired[pulumi.Input[str]]
    """Any output that is known once the operator's definitions are in the cluster, such as `OperatorCrds.version`."""


def prometheus_values(args: PrometheusReleaseArgs) -> dict[str, Any]:
    """Values of the chart. Raises ValuesError or TargetError for what chart, operator or Prometheus would refuse."""
    return {
        "crds": {"enabled": False},
        "grafana": {"enabled": False},
        **_control_plane(managed=args["managed_control_plane"]),
        # Not evaluated as a template by the chart: alerts have templates of their own.
        "additionalPrometheusRulesMap": {"remote-write": remote_write_rules()},
        "prometheus": {
            "serviceAccount": {"create": True, **account_values(args["service_account"], args["targets"])},
            # A value the chart hands on as it is, so that the release waits for the definitions.
            "annotations": {"prometheus-stack/operator-crds": args["crds_ready"]} if "crds_ready" in args else {},
            # With one replica, a disruption budget would keep its node from ever being drained.
            "podDisruptionBudget": {"enabled": args["settings"]["replicas"] > 1},
            "prometheusSpec": {**_spec(args), **writer_spec(args["targets"])},
        },
    }


def retention_size(storage: str) -> str:
    """Size limit of the blocks in a volume: a full one would stop Prometheus, and all writing with it."""
    parsed = re.fullmatch(r"(\d+)(Mi|Gi|Ti)", storage)
    if not parsed:
        raise ValuesError(f"storage: must be a whole number of Mi, Gi or Ti, is {storage}")
    # Prometheus' MB is a mebibyte: https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
    return f"{int(parsed[1]) * MEBIBYTES[parsed[2]] * BLOCKS_PERCENT // 100}MB"


def _control_plane(*, managed: bool) -> dict[str, Any]:
    return {
        **{component: {"enabled": not managed} for component in CONTROL_PLANE},
        "defaultRules": {"rules": dict.fromkeys(CONTROL_PLANE_RULES, not managed), "disabled": REPLACED},
    }


def _spec(args: PrometheusReleaseArgs) -> dict[str, Any]:
    settings = args["settings"]
    return {
        "version": PROMETHEUS_VERSION,
        "replicas": settings["replicas"],
        "podAntiAffinity": "hard",
        "retention": settings["retention"],
        "retentionSize": retention_size(settings["volume"]["size"]),
        "storageSpec": {"volumeClaimTemplate": {"spec": claim_spec(settings["volume"])}},
        "scrapeInterval": settings["scrape_interval"],
        "evaluationInterval": settings["scrape_interval"],
        "externalLabels": external_labels(
            cluster=args["cluster"], environment=args["environment"], own=settings.get("external_labels", {})
        ),
        **{f"{selector}SelectorNilUsesHelmValues": False for selector in SELECTORS},
    }


def external_labels(*, cluster: str, environment: str, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Labels on every sample. Raises ValuesError for what would not arrive as it is."""
    given = {"cluster": cluster, "environment": environment}
    for problem in (*label_problems(own or {}), *template_problems(given)):
        raise ValuesError(f"external_labels: {problem}")
    return {**given, **(own or {})}
