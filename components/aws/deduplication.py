"""What AMP needs to keep one of two replicas: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-ingest-dedupe.html."""

import re

from components.contracts.remote_write import Relabeling

FOREIGN = "__foreign_cluster"


def relabelings(cluster: str) -> list[Relabeling]:
    """Steps after which every series says which replica of which cluster it is from.

    AMP decides for a whole batch by the labels `cluster` and `__replica__` of its first series
    (https://github.com/cortexproject/cortex/issues/6256). A series with a `cluster` of its own, which no external label
    replaces, keeps it as `exported_cluster`. `__replica__` is the operator's `prometheus_replica`, renamed for AMP
    only: others de-duplicate by the operator's name.
    """
    return [
        Relabeling(source_labels=["cluster"], target_label=FOREIGN),
        Relabeling(source_labels=[FOREIGN], regex=re.escape(cluster), target_label=FOREIGN, replacement=""),
        # Where nothing matches nothing is written: an `exported_cluster` that was there stays.
        Relabeling(source_labels=[FOREIGN], regex="(.+)", target_label="exported_cluster"),
        Relabeling(target_label="cluster", replacement=cluster),
        Relabeling(source_labels=["prometheus_replica"], target_label="__replica__"),
        Relabeling(regex=f"{FOREIGN}|prometheus_replica", action="labeldrop"),
    ]
