"""Two identical Prometheis, and a store that keeps what each of them writes."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.keyless.breaks import Edit, of_prometheus
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version, running
from tests.proof.support.keyless.run import Run
from tests.proof.support.pods.admission import edited
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.clusters import cluster_of

pytestmark = pytest.mark.proof

STACK_FILE = ROOT / "tests" / "stacks" / "azure-monitor.yaml"


def replica(number: int) -> Edit:
    """The label that the operator puts on everything of one replica."""

    def edit(inputs: dict[str, Any]) -> None:
        labels = inputs["values"]["prometheus"]["prometheusSpec"]["externalLabels"]
        labels["prometheus_replica"] = f"prometheus-kube-prometheus-stack-prometheus-{number}"

    return of_prometheus(edit)


def left_out(made: Run, name: str) -> bool:
    """Whether relabelling has left samples out; Prometheus has no such metric before."""
    with contextlib.suppress(AssertionError):
        return made.metric("prometheus_remote_storage_samples_dropped_total", name) > 0
    return False


@pytest.mark.parametrize("number", [0, 1, 10])
def test_only_the_first_replica_writes_to_azure_monitor(
    number: int, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack = edited(declared(STACK_FILE), RELEASE, replica(number))
    entries = [entry for entry in entries_of(stack) if "azureAd" in entry]
    name = entries[0]["name"]
    with running(stack, cluster_of(STACK_FILE), tmp_path, entries=entries) as made:
        if number == 0:
            made.wait(lambda: bool(made.receiver(name).batches), "samples of the first replica")
        else:
            made.wait(lambda: left_out(made, name), "samples left out")
            assert made.metric("prometheus_remote_storage_samples_total", name) == 0
            assert not made.receiver(name).batches
    claim(
        "of several replicas only the first writes to Azure Monitor, which keeps what each of them sends",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (write_relabel_configs)",
    )
