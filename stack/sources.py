"""What this stack uses and does not build. All of it is found before any resource is made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import pulumi

from components.azure.grafana_instance import GrafanaInstance
from components.contracts.endpoints import AmpEndpoint, AzureMonitorEndpoint, AzureMonitorStore, write_access
from stack.adopted import Adopted
from stack.agent import agent_warnings
from stack.cluster import Cluster
from stack.config.aws import AMP_SERVICE
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend
from stack.config.stack_config import ConfigError, StackConfig
from stack.config.store import Store
from stack.config.thanos import ThanosBackend
from stack.config.zones import needed_zones
from stack.given import given
from stack.look_up import SourceError
from stack.other_stack import OtherStack, built_here
from stack.others_grafanas import others_grafanas
from stack.principal import Principal
from stack.providers import Providers
from stack.search import Search, SharedThanos

if TYPE_CHECKING:
    from components.azure.aks_monitoring import MonitoredCluster
    from components.azure.rule_groups import RuleGroup
    from stack.amp_files import AmpFiles


class Sources(NamedTuple):
    """Stores that are not built here, by the backend's name, and what is known of the cluster and the network."""

    azure_monitor: Mapping[str, AzureMonitorStore]
    """Of another stack's the whole AzureMonitorEndpoint."""
    amp: Mapping[str, AmpEndpoint]
    thanos: Mapping[str, SharedThanos]
    cluster: Cluster
    oidc_provider_arn: str
    """IAM's provider of the cluster's issuer; empty where the stack has none, or makes it."""
    subnet_location: str | None
    """Region of the network of `azure.privateLink`; None where there is none."""
    principal: Principal | None
    """Who publishes to Azure Monitor; None where the stack makes an identity for it, or nobody does."""
    grafanas: Mapping[str, GrafanaInstance]
    """Managed Grafanas that exist already, by the backend that names one."""
    rules: "Mapping[str, Sequence[RuleGroup]]"
    """Groups of the rule files of each backend that names some."""
    amp_files: "Mapping[str, AmpFiles]"
    """Rules and definitions of each workspace that has some."""
    adopted: Adopted
    monitored: "MonitoredCluster | None" = None
    """The cluster as far as Azure's own agent goes; None where it collects nothing for this stack."""

    def warnings(self, config: StackConfig) -> Iterator[str]:
        """What of others' workspaces and of the cluster's network should be known, and what owners of workspaces have
        to do that cannot be seen here."""
        for name, backend in config.of(AzureMonitorBackend).items():
            if not backend.has_own_way_in and _is_private(self.azure_monitor[name]):
                yield (
                    f"backends.{name}: takes samples through private endpoints only: azure.privateLink.networks of "
                    f"{backend.stack} has to name the network of this cluster"
                )
        for name, endpoint in self.amp.items():
            theirs, section = endpoint["account_id"], given(config.aws)
            if theirs != section.account_id:
                yield (
                    f"backends.{name}: account {theirs} has to let account {section.account_id} write to it: by "
                    "sharedWith of the stack that builds it, or by a resource policy"
                )
            if AMP_SERVICE in section.private_services and endpoint["region"] != section.region:
                yield (
                    f"backends.{name}: is in the region {endpoint['region']}: reached over the internet, past "
                    "aws.vpcEndpoint"
                )
        if self.rules:
            from stack.rule_files import rule_warnings

            yield from rule_warnings(config, self.rules)
        if self.amp_files:
            from stack.amp_files import file_warnings

            yield from file_warnings(config, self.amp_files)
        if self.monitored:
            yield from agent_warnings(config, self.monitored)
        link = config.azure and config.azure.private_link
        if link:
            yield from self.adopted.warnings(link)
        # Who resolves through zones of others is not known.
        made_here = link and link.dns == "create" and needed_zones(config)
        if link and made_here and (outside := self.cluster.outside(link.linked_network_ids)):
            yield (
                f"cluster.name: {outside}, which does not resolve through the private zones: names of private stores "
                "lead to closed doors there; name it in azure.privateLink.networks"
            )


def _is_private(store: AzureMonitorStore) -> bool:
    return cast("AzureMonitorEndpoint", store)["write_access"] == write_access(private=True)


async def sources(config: StackConfig, providers: Providers) -> Sources:
    """Finds everything that is not built here. Raises ConfigError with all that cannot be used."""
    stores = [backend for backend in config.backends.values() if isinstance(backend, Store)]
    stacks = {name: await _read(name) for name in sorted({store.stack for store in stores if store.stack})}
    by_id = any(not store.stack and not store.is_built for store in stores)
    search = Search(config, providers, stacks, await built_here() if by_id else frozenset())
    found = Sources(
        azure_monitor=search.each(AzureMonitorBackend, search.azure_monitor),
        amp=search.each(AmpBackend, search.amp),
        thanos=search.each(ThanosBackend, search.thanos),
        cluster=(cluster := search.cluster()),
        oidc_provider_arn=search.oidc_provider_arn(cluster),
        subnet_location=search.subnet_location(),
        principal=search.principal(),
        grafanas=others_grafanas(config, providers, search.problems),
        rules=search.rules(),
        amp_files=search.amp_files(),
        monitored=search.monitored(),
        adopted=search.adopted(),
    )
    search.vpc()
    if search.problems:
        raise ConfigError(pulumi.get_project(), search.problems)
    return found


async def _read(name: str) -> OtherStack | SourceError:
    try:
        return await OtherStack.read(name)
    except SourceError as error:
        return error
