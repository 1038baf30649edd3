"""Managed Grafanas that exist already, looked up before anything is made."""

import pulumi

from components import naming
from components.azure.grafana_instance import GrafanaInstance
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.grafana import OWN
from stack.config.problems import Problem
from stack.config.stack_config import StackConfig
from stack.look_up import SourceError, looked_up
from stack.providers import Providers

OF_THIS_STACK = "is built by this stack, which would delete it; say own, with azure.grafana"


def others_grafanas(config: StackConfig, providers: Providers, problems: list[Problem]) -> dict[str, GrafanaInstance]:
    """The Grafana of each backend that names one by its id; why one cannot be used becomes a problem."""
    found: dict[str, GrafanaInstance] = {}
    own = _own_id(config)
    for name, backend in config.of(AzureMonitorBackend).items():
        if backend.grafana and backend.grafana != OWN:
            if backend.grafana.lower() == own:
                problems.append((f"backends.{name}.grafana", OF_THIS_STACK))
                continue
            try:
                found[name] = _looked_up(backend.grafana, config.queries_privately(backend), providers)
            except SourceError as error:
                problems.append((f"backends.{name}.grafana", str(error)))
            else:
                problems += _twice(name, backend, found[name])
    return found


def _own_id(config: StackConfig) -> str:
    """ARM id of the Grafana that this stack makes where it is asked to, in lower case; empty where it makes nothing."""
    if (azure := config.azure) is None:
        return ""
    name = naming.grafana(config.owner, azure.subscription_id, azure.resource_group)
    group = f"/subscriptions/{azure.subscription_id}/resourceGroups/{azure.resource_group}"
    return f"{group}/providers/Microsoft.Dashboard/grafana/{name}".lower()


def _looked_up(grafana_id: str, private: bool, providers: Providers) -> GrafanaInstance:
    from components.azure.existing_grafana import existing_grafana

    options = pulumi.InvokeOptions(provider=providers.azure_of(grafana_id))
    return looked_up(lambda: existing_grafana(grafana_id, private=private, opts=options))


def _twice(name: str, backend: AzureMonitorBackend, grafana: GrafanaInstance) -> list[Problem]:
    principal = str(grafana["principal_id"])
    if principal.lower() not in [reader.lower() for reader in backend.readers]:
        return []
    return [(f"backends.{name}.readers", f"must not name {principal}: the Grafana's identity has the role as it is")]
