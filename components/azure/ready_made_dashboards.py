"""What Azure's ready-made dashboards and recording rules look for in series."""

from components.contracts.remote_write import Relabeling, RemoteWriteTarget

# They are made for Azure's own agent, whose jobs have these names; the charts' differ. Microsoft's own correction:
# https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-remote-write-managed-identity
RELABELINGS = [
    Relabeling(source_labels=["metrics_path"], regex="/metrics/cadvisor", target_label="job", replacement="cadvisor"),
    Relabeling(source_labels=["job"], regex="node-exporter", target_label="job", replacement="node"),
]


def for_dashboards(target: RemoteWriteTarget) -> RemoteWriteTarget:
    """The target with the jobs that dashboards look for, after whatever else it relabels; other targets keep theirs."""
    return {**target, "relabelings": [*target.get("relabelings", []), *RELABELINGS]}
