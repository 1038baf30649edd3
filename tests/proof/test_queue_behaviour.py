"""What Prometheus does with a batch that a store refuses, with the queue each target asks for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.alike import known_by_identity
from tests.proof.support.declared.declarations import RELEASE, declared
from tests.proof.support.declared.stack_files import WITH_CLUSTER
from tests.proof.support.keyless.prometheus import DEFAULT_SAMPLES_PER_SEND, entries_of, prometheus_version, running
from tests.proof.support.pods.admission import edited
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import once_for_alike
from tests.proof.support.stand_ins.clusters import cluster_of
from tests.proof.support.stand_ins.receivers import RETRY_AFTER_SECONDS

pytestmark = pytest.mark.proof

RETRIED, DROPPED = (429, 500, 503), (400, 403)


@once_for_alike(known_by_identity)
@pytest.mark.parametrize("stack_file", WITH_CLUSTER, ids=lambda path: path.stem)
def test_batches_are_sent_again_after_429_and_5xx_and_dropped_after_400_and_403(
    stack_file: Path, tmp_path: Path, claim: Callable[..., None]
) -> None:
    stack, script = declared(stack_file), [*RETRIED, *DROPPED]
    # Neither a sidecar runs here, whose requests are not Prometheus' own, nor what is reached inside the cluster.
    entries = [entry for entry in entries_of(stack) if entry["url"].startswith("https://")]
    with running(stack, cluster_of(stack_file), tmp_path, entries=entries, script=script) as made:
        made.wait(lambda: all(made.receiver(one["name"]).done for one in entries), "every status to be answered")
        for entry in entries:
            receiver = made.receiver(entry["name"])
            for status in RETRIED:
                assert receiver.answers_to(status) == [[status, 200]], (entry["name"], status)
            # One shard sends one batch after the other: the next one's arrival shows that this one is given up.
            for status in DROPPED:
                assert receiver.answers_to(status) == [[status]], (entry["name"], status)
            assert all(wait >= RETRY_AFTER_SECONDS for wait in receiver.waits), entry["name"]
            size = entry["queueConfig"].get("maxSamplesPerSend", DEFAULT_SAMPLES_PER_SEND)
            lost = made.metric("prometheus_remote_storage_samples_failed_total", entry["name"])
            assert 0 < lost <= size * len(DROPPED), entry["name"]
    claim(
        "after 429 (and no sooner than Retry-After says), 500 and 503 a batch is sent again and arrives; after 400 and "
        "403 it is dropped and counted as failed: with every target's own queue",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (queue_config)",
    )


def test_without_retry_on_rate_limit_a_429_loses_the_batch(tmp_path: Path) -> None:
    def no_retry(inputs: dict[str, Any]) -> None:
        for entry in inputs["values"].get("prometheus", {}).get("prometheusSpec", {}).get("additionalRemoteWrite", []):
            del entry["queueConfig"]["retryOnRateLimit"]

    stack_file = ROOT / "tests" / "stacks" / "remote-write.yaml"
    broken = edited(declared(stack_file), RELEASE, no_retry)
    entries = entries_of(broken)
    with running(broken, cluster_of(stack_file), tmp_path, entries=entries, script=[429]) as made:
        made.wait(lambda: made.receiver(entries[0]["name"]).done, "the next batches")
        assert made.receiver(entries[0]["name"]).answers_to(429) == [[429]]
