"""What a stack file says of writing to a backend, whoever has installed the Prometheus that does."""

from components.contracts.remote_write import RemoteWriteTarget, without_metrics
from stack.config.backends import AmpBackend
from stack.config.stack_config import StackConfig


def as_said(target: RemoteWriteTarget, config: StackConfig) -> RemoteWriteTarget:
    """The target as its backend's keys say."""
    backend = config.backends[target["name"]]
    if isinstance(backend, AmpBackend) and backend.native_histograms:
        target = {**target, "send_native_histograms": True}
    return without_metrics(target, backend.drop)
