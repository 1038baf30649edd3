"""The stores that this stack does not build: another stack's, or there already. All are found before any is used."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar, cast

import pulumi

from components.contracts.endpoints import (
    AZURE_PUBLIC,
    AmpEndpoint,
    AzureMonitorEndpoint,
    AzureMonitorStore,
    Endpoint,
    ThanosEndpoint,
)
from stack.config.backends import AmpBackend, AzureMonitorBackend
from stack.config.problems import Problem
from stack.config.sources import EXISTS
from stack.config.stack_config import ConfigError, StackConfig
from stack.config.store import Store
from stack.config.thanos import ThanosBackend
from stack.given import given
from stack.other_stack import OtherStack, SourceError, last_line
from stack.providers import Providers

StoreBackend = AzureMonitorBackend | AmpBackend | ThanosBackend
Kind = TypeVar("Kind", AzureMonitorBackend, AmpBackend, ThanosBackend)
Store_ = TypeVar("Store_")


class SharedThanos(NamedTuple):
    """A Thanos of another stack."""

    endpoint: ThanosEndpoint
    password: pulumi.Output[str]


class Sources(NamedTuple):
    """Every store of the stack file that is not built here, by the backend's name."""

    azure_monitor: Mapping[str, AzureMonitorStore]
    """Of another stack's the whole AzureMonitorEndpoint."""
    amp: Mapping[str, AmpEndpoint]
    thanos: Mapping[str, SharedThanos]

    def warnings(self, config: StackConfig) -> Iterator[str]:
        """What owners of stores have to do that nobody can see from here."""
        for name, endpoint in self.amp.items():
            theirs, ours = endpoint["account_id"], given(config.aws).account_id
            if theirs != ours:
                yield (
                    f"backends.{name}: account {theirs} has to let account {ours} write to it: by sharedWith of the "
                    "stack that builds it, or by a resource policy"
                )


async def sources(config: StackConfig, providers: Providers) -> Sources:
    """Finds every store that is not built here. Raises ConfigError with every one that cannot be used."""
    stacks = {name: await _read(name) for name in sorted(_named(config))}
    search = _Search(config, providers, stacks)
    found = Sources(
        azure_monitor=search.each(AzureMonitorBackend, search.azure_monitor),
        amp=search.each(AmpBackend, search.amp),
        thanos=search.each(ThanosBackend, search.thanos),
    )
    if search.problems:
        raise ConfigError(pulumi.get_project(), search.problems)
    return found


def _named(config: StackConfig) -> set[str]:
    stores = [backend for backend in config.backends.values() if isinstance(backend, Store)]
    return {store.stack for store in stores if store.stack}


async def _read(name: str) -> OtherStack | SourceError:
    try:
        return await OtherStack.read(name)
    except SourceError as error:
        return error


class _Search:
    """Looks for the stores of a stack file, and collects why some cannot be used."""

    def __init__(
        self, config: StackConfig, providers: Providers, stacks: Mapping[str, OtherStack | SourceError]
    ) -> None:
        self._config, self._providers, self._stacks = config, providers, stacks
        self.problems: list[Problem] = []

    def each(self, kind: type[Kind], find: Callable[[str, Kind], Store_]) -> dict[str, Store_]:
        """What was found for each backend of a kind that is not built here."""
        found: dict[str, Store_] = {}
        for name, backend in self._config.of(kind).items():
            if not backend.is_built:
                try:
                    found[name] = find(name, backend)
                except SourceError as error:
                    key = "stack" if backend.stack else EXISTS[backend.kind]
                    self.problems.append((f"backends.{name}.{key}", str(error)))
        return found

    def azure_monitor(self, name: str, backend: AzureMonitorBackend) -> AzureMonitorStore:
        azure = given(self._config.azure)
        if backend.stack is None:
            return self._existing_monitor_workspace(given(backend.workspace_id))
        endpoint = cast("AzureMonitorEndpoint", self._of_stack(name, backend))
        if endpoint["tenant_id"] != azure.tenant_id:
            raise SourceError(
                f"is in the Entra tenant {endpoint['tenant_id']}: identities of azure.tenantId have no role there"
            )
        if endpoint["cloud"] != AZURE_PUBLIC:
            raise SourceError(
                f"is in the Azure cloud {endpoint['cloud']}: this program signs in to {AZURE_PUBLIC} only"
            )
        return endpoint

    def amp(self, name: str, backend: AmpBackend) -> AmpEndpoint:
        if backend.stack:
            return cast("AmpEndpoint", self._of_stack(name, backend))
        from components.aws.existing_workspace import existing_workspace, workspace_of_account

        aws, workspace = given(self._config.aws), given(backend.workspace)
        region, account_id = workspace.region or aws.region, workspace.account_id or aws.account_id
        if account_id != aws.account_id:
            return workspace_of_account(workspace.id, account_id=account_id, region=region)
        options = pulumi.InvokeOptions(provider=self._providers.aws)
        return _looked_up(lambda: existing_workspace(workspace.id, account_id=account_id, region=region, opts=options))

    def thanos(self, name: str, backend: ThanosBackend) -> SharedThanos:
        endpoint = cast("ThanosEndpoint", self._of_stack(name, backend))
        if not endpoint["username"]:
            there = backend.backend or name
            raise SourceError(
                f"{backend.stack}: {there} is reached inside its cluster only; give that stack an ingress"
            )
        return SharedThanos(endpoint, self._stack(backend).password(backend.backend or name))

    def _existing_monitor_workspace(self, workspace_id: str) -> AzureMonitorStore:
        from components.azure.existing_workspace import existing_workspace

        options = pulumi.InvokeOptions(provider=self._providers.azure_of(workspace_id))
        tenant_id = given(self._config.azure).tenant_id
        return _looked_up(lambda: existing_workspace(workspace_id, tenant_id=tenant_id, opts=options))

    def _of_stack(self, name: str, backend: StoreBackend) -> Endpoint:
        return self._stack(backend).endpoint(backend.backend or name, backend.kind)

    def _stack(self, backend: StoreBackend) -> OtherStack:
        stack = self._stacks[given(backend.stack)]
        if isinstance(stack, SourceError):
            raise stack
        return stack


def _looked_up(look_up: Callable[[], Store_]) -> Store_:
    """What a cloud answers. The SDK raises whatever the provider says as a plain Exception."""
    try:
        return look_up()
    except Exception as error:
        raise SourceError(f"cannot be looked up ({last_line(error)})") from None
