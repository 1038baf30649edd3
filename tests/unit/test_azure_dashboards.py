"""What Azure's ready-made dashboards look for, as data."""

import re

import pytest

from components.azure.metrics_publisher import RELABELINGS as OF_REPLICAS
from components.azure.ready_made_dashboards import RELABELINGS, for_dashboards
from components.contracts.remote_write import Relabeling, RemoteWriteTarget

TARGET: RemoteWriteTarget = {"name": "azure", "url": "https://azure.example.com", "relabelings": OF_REPLICAS}


def relabeled(labels: dict[str, str], steps: list[Relabeling]) -> dict[str, str]:
    """What `replace` makes of labels, with whole matches and `;` between values, as Prometheus documents it."""
    for step in steps:
        assert step.get("action", "replace") == "replace"
        value = ";".join(labels.get(name, "") for name in step.get("source_labels", []))
        if re.fullmatch(step.get("regex", ""), value):
            labels = {**labels, step.get("target_label", ""): step.get("replacement", "")}
    return labels


@pytest.mark.parametrize(
    ("labels", "job"),
    [
        ({"job": "kubelet", "metrics_path": "/metrics/cadvisor"}, "cadvisor"),
        ({"job": "kubelet", "metrics_path": "/metrics"}, "kubelet"),
        ({"job": "kubelet", "metrics_path": "/metrics/cadvisor/more"}, "kubelet"),
        ({"job": "node-exporter"}, "node"),
        ({"job": "my-node-exporter"}, "my-node-exporter"),
        ({"job": "kube-state-metrics"}, "kube-state-metrics"),
    ],
)
def test_series_have_the_jobs_that_dashboards_look_for(labels: dict[str, str], job: str) -> None:
    assert relabeled(labels, RELABELINGS) == {**labels, "job": job}


def test_a_target_is_relabeled_after_what_it_drops_and_the_one_it_was_made_of_stays_as_it_is() -> None:
    assert for_dashboards(TARGET) == {**TARGET, "relabelings": [*OF_REPLICAS, *RELABELINGS]}
    assert for_dashboards({"name": "n", "url": "u"})["relabelings"] == RELABELINGS
    assert TARGET["relabelings"] is OF_REPLICAS
    assert not any("metrics_path" in step.get("source_labels", []) for step in OF_REPLICAS)
