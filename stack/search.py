"""The search for stores that this stack does not build, for its cluster, and for its network in Azure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import pulumi

from components.contracts.endpoints import (
    AmpEndpoint,
    AzureMonitorEndpoint,
    AzureMonitorStore,
    Endpoint,
    ThanosEndpoint,
)
from stack.adopted import Adopted, adopted
from stack.agent import monitored_cluster
from stack.cluster import Cluster, existing_cluster
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend, RemoteWriteBackend
from stack.config.problems import Problem
from stack.config.sources import EXISTS
from stack.config.stack_config import StackConfig
from stack.config.thanos import ThanosBackend
from stack.given import given
from stack.look_up import SourceError, looked_up
from stack.oidc_provider import oidc_provider
from stack.other_stack import BUILT_HERE, OtherStack
from stack.principal import Principal, principal
from stack.providers import Providers
from stack.subnet import subnet_location
from stack.vpc import check_vpc

if TYPE_CHECKING:
    from components.azure.aks_monitoring import MonitoredCluster
    from components.azure.rule_groups import RuleGroup
    from stack.amp_files import AmpFiles

StoreBackend = AzureMonitorBackend | AmpBackend | ThanosBackend
Kind = TypeVar("Kind", AzureMonitorBackend, AmpBackend, ThanosBackend)
Store_ = TypeVar("Store_")
Workspace = TypeVar("Workspace", AzureMonitorStore, AmpEndpoint)


class SharedThanos(NamedTuple):
    """A Thanos of another stack."""

    endpoint: ThanosEndpoint
    password: pulumi.Output[str]


class Search:
    """Looks for the stores of a stack file, and collects why some cannot be used."""

    def __init__(
        self,
        config: StackConfig,
        providers: Providers,
        stacks: Mapping[str, OtherStack | SourceError],
        built_here: Collection[str],
    ) -> None:
        self._config, self._providers, self._stacks = config, providers, stacks
        self.problems: list[Problem] = []
        self._built_here = built_here
        self._names = {backend.url.rstrip("/"): name for name, backend in config.of(RemoteWriteBackend).items()}
        """Name of the backend by what its store is known by."""

    def each(self, kind: type[Kind], find: Callable[[str, Kind], Store_]) -> dict[str, Store_]:
        """What was found for each backend of a kind that is not built here."""
        found: dict[str, Store_] = {}
        for name, backend in self._config.of(kind).items():
            if not backend.is_built:
                try:
                    found[name] = self._once(name, find(name, backend))
                except SourceError as error:
                    key = "stack" if backend.stack else EXISTS[backend.kind]
                    self.problems.append((f"backends.{name}.{key}", str(error)))
        return found

    def cluster(self) -> Cluster:
        if self._config.cluster is None or not self._config.is_keyless:
            return Cluster()
        try:
            return existing_cluster(self._config.cluster, self._providers)
        except SourceError as error:
            self.problems.append(("cluster.name", str(error)))
            return Cluster()

    def oidc_provider_arn(self, cluster: Cluster) -> str:
        section = self._config.cluster
        if section is None or not cluster.issuer or not self._config.of(AmpBackend):
            return ""
        try:
            return oidc_provider(self._config, section, cluster.issuer, self._providers)
        except SourceError as error:
            self.problems.append(("aws.oidcProvider", str(error)))
            return ""

    def monitored(self) -> "MonitoredCluster | None":
        try:
            return monitored_cluster(self._config, self._providers)
        except SourceError as error:
            # Said once, where the cluster is looked up for another reason, too.
            self.problems = [*{**dict.fromkeys(self.problems), ("cluster.name", str(error)): None}]
            return None

    def subnet_location(self) -> str | None:
        try:
            return subnet_location(self._config, self._providers)
        except SourceError as error:
            self.problems.append(("azure.privateLink.subnetId", str(error)))
            return None

    def vpc(self) -> None:
        try:
            check_vpc(self._config, self._providers)
        except SourceError as error:
            self.problems.append(("aws.vpcEndpoint.vpcId", str(error)))

    def rules(self) -> "Mapping[str, Sequence[RuleGroup]]":
        files = {name: one.rules for name, one in self._config.of(AzureMonitorBackend).items() if one.rules}
        if not files:
            return {}
        from stack.rule_files import rules_of

        return {name: rules_of(name, paths, self.problems) for name, paths in files.items()}

    def amp_files(self) -> "Mapping[str, AmpFiles]":
        said = {name: one for name, one in self._config.of(AmpBackend).items() if one.rules or one.alerting}
        if not said:
            return {}
        from stack.amp_files import amp_files

        return {name: amp_files(name, backend, self.problems) for name, backend in said.items()}

    def adopted(self) -> Adopted:
        return adopted(self._config, self._providers, self.problems)

    def principal(self) -> Principal | None:
        try:
            return principal(self._config, self._providers)
        except SourceError as error:
            by_id = given(self._config.azure).sign_in.identity_id
            self.problems.append(("azure.signIn.identityId" if by_id else "cluster.name", str(error)))
            return None

    def azure_monitor(self, name: str, backend: AzureMonitorBackend) -> AzureMonitorStore:
        azure = given(self._config.azure)
        if backend.stack is None:
            return self._of_others(self._existing_monitor_workspace(given(backend.workspace_id)))
        endpoint = cast("AzureMonitorEndpoint", self._of_stack(name, backend))
        if endpoint["tenant_id"].lower() != azure.tenant_id.lower():
            raise SourceError(
                f"is in the Entra tenant {endpoint['tenant_id']}: identities of azure.tenantId have no role there"
            )
        if endpoint["cloud"] != azure.cloud_name:
            raise SourceError(
                f"is in the Azure cloud {endpoint['cloud']}: this stack signs in to {azure.cloud_name}, see azure.cloud"
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
        return self._of_others(
            looked_up(lambda: existing_workspace(workspace.id, account_id=account_id, region=region, opts=options))
        )

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
        azure = given(self._config.azure)
        return looked_up(
            lambda: existing_workspace(workspace_id, tenant_id=azure.tenant_id, cloud=azure.cloud_name, opts=options)
        )

    def _once(self, name: str, found: Store_) -> Store_:
        """What was found, unless another backend leads to it too: by its stack and by its id, for example."""
        store = cast("Mapping[str, object]", found.endpoint if isinstance(found, SharedThanos) else found)
        for known_by in (str(store.get("workspace_id", "")).lower(), str(store.get("write_url", "")).rstrip("/")):
            if known_by and (other := self._names.setdefault(known_by, name)) != name:
                raise SourceError(f"is the store of {other} too: every sample would be written there twice")
        return found

    def _of_others(self, found: Workspace) -> Workspace:
        """The workspace, unless this stack has built it."""
        if str(found["workspace_id"]).lower() in self._built_here:
            raise SourceError(f"is built by this stack, {BUILT_HERE}")
        return found

    def _of_stack(self, name: str, backend: StoreBackend) -> Endpoint:
        return self._stack(backend).endpoint(backend.backend or name, backend.kind)

    def _stack(self, backend: StoreBackend) -> OtherStack:
        stack = self._stacks[given(backend.stack)]
        if isinstance(stack, SourceError):
            raise stack
        return stack
