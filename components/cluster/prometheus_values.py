"""Values of kube-prometheus-stack for one Prometheus that writes to its targets."""

import re
from typing import Any, NotRequired, TypedDict

import pulumi

from components.cluster.alerts import remote_write_rules
from components.cluster.versions import PROMETHEUS_VERSION
from components.pod_identity import PodIdentity, ProjectedToken
from components.remote_write import RemoteWriteTarget, pod_identity, remote_write

TOKEN_SECONDS = 3600
# Share of the volume that blocks may fill; the rest is for the write-ahead log and for compaction
# (https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size).
BLOCKS_PERCENT = 80
MEBIBYTES = {"Mi": 1, "Gi": 1024, "Ti": 1024 * 1024}
# `prometheus` and `prometheus_replica` are the operator's: it ignores them where a user sets them.
RESERVED_LABELS = ("cluster", "environment", "prometheus", "prometheus_replica")
# A managed control plane does not let itself be scraped: its alerts would fire for ever.
CONTROL_PLANE = ("kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler")
CONTROL_PLANE_RULES = ("etcd", "kubeControllerManager", "kubeProxy", "kubeSchedulerAlerting", "kubeSchedulerRecording")
# Off, monitors and rules of every release are found, not only those with this release's label.
SELECTORS = ("serviceMonitor", "podMonitor", "probe", "scrapeConfig", "rule")


class ValuesError(pulumi.RunError):
    """Values that the chart would evaluate as a template, or that Prometheus would ignore or refuse."""


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
    replicas: int
    """Identical scrapers, never two on one node."""
    retention: str
    """How long samples stay in the cluster, as a Prometheus duration."""
    storage: str
    """Volume of each replica, in Mi, Gi or Ti."""
    storage_class: NotRequired[str | None]
    """Storage class of the volumes; the cluster's default when left out."""
    scrape_interval: str
    """Default interval of scrapes and of rules, as a Prometheus duration."""
    external_labels: NotRequired[dict[str, str]]
    """Labels on every sample beside `cluster` and `environment`; none when left out."""
    targets: list[RemoteWriteTarget]
    """Stores to write to."""
    crds_ready: NotRequired[pulumi.Input[str]]
    """Any output that is known once the operator's definitions are in the cluster, such as `OperatorCrds.version`."""


def prometheus_values(args: PrometheusReleaseArgs) -> dict[str, Any]:
    """Values of the chart. Raises ValuesError or TargetError for what chart, operator or Prometheus would refuse."""
    identity = pod_identity(args["targets"])
    return {
        "crds": {"enabled": False},
        "grafana": {"enabled": False},
        **_control_plane(managed=args["managed_control_plane"]),
        # Not evaluated as a template by the chart: alerts have templates of their own.
        "additionalPrometheusRulesMap": {"remote-write": remote_write_rules()},
        "prometheus": {
            "serviceAccount": {
                "create": True,
                "name": args["service_account"],
                "annotations": identity.get("service_account_annotations", {}),
            },
            # A value the chart hands on as it is, so that the release waits for the definitions.
            "annotations": {"prometheus-stack/operator-crds": args["crds_ready"]} if "crds_ready" in args else {},
            # With one replica, a disruption budget would keep its node from ever being drained.
            "podDisruptionBudget": {"enabled": args["replicas"] > 1},
            "prometheusSpec": {**_spec(args), **_pod(identity)},
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
        "defaultRules": {"rules": dict.fromkeys(CONTROL_PLANE_RULES, not managed)},
    }


def _spec(args: PrometheusReleaseArgs) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": args["storage"]}},
    }
    if storage_class := args.get("storage_class"):
        claim["storageClassName"] = storage_class
    return {
        "version": PROMETHEUS_VERSION,
        "replicas": args["replicas"],
        "podAntiAffinity": "hard",
        "retention": args["retention"],
        "retentionSize": retention_size(args["storage"]),
        "storageSpec": {"volumeClaimTemplate": {"spec": claim}},
        "scrapeInterval": args["scrape_interval"],
        "evaluationInterval": args["scrape_interval"],
        "externalLabels": _external_labels(args),
        # Not `remoteWrite`: the chart evaluates that one as a template.
        "additionalRemoteWrite": remote_write(args["targets"]),
        **{f"{selector}SelectorNilUsesHelmValues": False for selector in SELECTORS},
    }


def _external_labels(args: PrometheusReleaseArgs) -> dict[str, str]:
    own = args.get("external_labels", {})
    if taken := sorted(own.keys() & set(RESERVED_LABELS)):
        raise ValuesError(f"external_labels: {', '.join(taken)} is set already; choose another label")
    labels = {"cluster": args["cluster"], "environment": args["environment"], **own}
    if invalid := sorted(label for label in labels if not re.fullmatch(r"[a-zA-Z_]\w*", label, re.ASCII)):
        raise ValuesError(f"external_labels: not a label name: {', '.join(invalid)}")
    if templates := sorted(label for label, value in labels.items() if "{{" in value):
        raise ValuesError(f"external_labels: the chart would evaluate {{{{ in the value of {', '.join(templates)}")
    return labels


def _pod(identity: PodIdentity) -> dict[str, Any]:
    environment = identity.get("environment", {})
    variables = [{"name": name, "value": value} for name, value in environment.items()]
    tokens = identity.get("tokens", [])
    mounts = [{"name": token["name"], "mountPath": token["directory"], "readOnly": True} for token in tokens]
    return {
        "podMetadata": {
            "labels": identity.get("pod_labels", {}),
            # Webhooks read the service account's when a pod is made: here too, a change of them makes new pods.
            "annotations": identity.get("service_account_annotations", {}),
        },
        # The operator merges a container of this name into its own.
        "containers": [{"name": "prometheus", "env": variables}] if variables else [],
        "volumes": [_token_volume(token) for token in tokens],
        "volumeMounts": mounts,
    }


def _token_volume(token: ProjectedToken) -> dict[str, Any]:
    source = {"audience": token["audience"], "path": token["file"], "expirationSeconds": TOKEN_SECONDS}
    return {"name": token["name"], "projected": {"sources": [{"serviceAccountToken": source}]}}
