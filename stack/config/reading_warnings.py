"""What of reading from Azure Monitor works but should be known before it is built."""

from collections.abc import Iterator

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.stack_config import StackConfig


def reading_warnings(config: StackConfig) -> Iterator[str]:
    """Sentences, each beginning with its key."""
    if config.azure and config.azure.grafana and not config.has_private_grafana:
        yield "azure.grafana: its page is reachable from any network, behind Entra sign-in"
    for name, backend in config.of(AzureMonitorBackend).items():
        if backend.queries == "public":
            yield f"backends.{name}.queries: answered from any network with authentication"
        if backend.grafana and config.queries_privately(backend):
            yield (
                f"backends.{name}.grafana: shows nothing until the private way is approved: run what the output "
                "commands says, once"
            )
