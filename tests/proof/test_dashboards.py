"""Series of the charts, and the names under which Azure's ready-made dashboards look for them."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.keyless.breaks import Edit, of_prometheus
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version, running
from tests.proof.support.pods.admission import edited
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.clusters import cluster_of
from tests.proof.test_replicas import left_out

pytestmark = pytest.mark.proof

STACK_FILE = ROOT / "tests" / "stacks" / "azure-grafana.yaml"


def from_path(path: str) -> Edit:
    """The label that the chart's monitors give: of the kubelet the path that it was asked for."""

    def edit(inputs: dict[str, Any]) -> None:
        inputs["values"]["prometheus"]["prometheusSpec"]["externalLabels"]["metrics_path"] = path

    return of_prometheus(edit)


def asking(entry: dict[str, Any], scraped_as: str, looked_for: str) -> dict[str, Any]:
    """The entry between a job as the chart calls it and a dashboard that asks for one job only."""
    asked = copy.deepcopy(entry)
    as_charts = [{"targetLabel": "job", "replacement": scraped_as}]
    only = {"sourceLabels": ["job"], "regex": looked_for, "action": "keep"}
    asked["writeRelabelConfigs"] = [*as_charts, *asked["writeRelabelConfigs"], only]
    return asked


@pytest.mark.parametrize(
    ("path", "scraped_as", "looked_for", "found"),
    [
        ("/metrics/cadvisor", "kubelet", "cadvisor", True),
        ("/metrics", "kubelet", "cadvisor", False),
        ("/metrics", "node-exporter", "node", True),
        ("/metrics", "other-node-exporter", "node", False),
    ],
)
def test_a_dashboard_finds_what_it_looks_for_and_nothing_else(
    path: str, scraped_as: str, looked_for: str, found: bool, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack = edited(declared(STACK_FILE), RELEASE, from_path(path))
    entries = [asking(entry, scraped_as, looked_for) for entry in entries_of(stack) if "azureAd" in entry]
    name = entries[0]["name"]
    with running(stack, cluster_of(STACK_FILE), tmp_path, entries=entries) as made:
        if found:
            made.wait(lambda: bool(made.receiver(name).batches), f"samples of the job {looked_for}")
        else:
            made.wait(lambda: left_out(made, name), "samples left out")
            assert not made.receiver(name).batches
    claim(
        "series of cAdvisor and the node exporter have the jobs that Azure's dashboards look for, others keep theirs",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (write_relabel_configs)",
    )
