"""What this stack uses and does not build. All of it is found before any resource is made."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pulumi

from components.contracts.endpoints import AmpEndpoint, AzureMonitorStore
from stack.config.backends import AmpBackend, AzureMonitorBackend
from stack.config.stack_config import ConfigError, StackConfig
from stack.config.store import Store
from stack.config.thanos import ThanosBackend
from stack.given import given
from stack.look_up import SourceError
from stack.other_stack import OtherStack
from stack.providers import Providers
from stack.search import Search, SharedThanos


class Sources(NamedTuple):
    """Every store of the stack file that is not built here, by the backend's name."""

    azure_monitor: Mapping[str, AzureMonitorStore]
    """Of another stack's the whole AzureMonitorEndpoint."""
    amp: Mapping[str, AmpEndpoint]
    thanos: Mapping[str, SharedThanos]
    issuer: str
    """Issuer of the cluster's tokens; empty where no cloud is asked to trust it."""

    def warnings(self, config: StackConfig) -> Iterator[str]:
        """What of workspaces of others should be known, and what their owners have to do that cannot be seen here."""
        for name, endpoint in self.amp.items():
            theirs, section = endpoint["account_id"], given(config.aws)
            if theirs != section.account_id:
                yield (
                    f"backends.{name}: account {theirs} has to let account {section.account_id} write to it: by "
                    "sharedWith of the stack that builds it, or by a resource policy"
                )
            if section.vpc_endpoint and endpoint["region"] != section.region:
                yield (
                    f"backends.{name}: is in the region {endpoint['region']}: reached over the internet, past "
                    "aws.vpcEndpoint"
                )


async def sources(config: StackConfig, providers: Providers) -> Sources:
    """Finds every store that is not built here. Raises ConfigError with every one that cannot be used."""
    stacks = {name: await _read(name) for name in sorted(_named(config))}
    search = Search(config, providers, stacks)
    found = Sources(
        azure_monitor=search.each(AzureMonitorBackend, search.azure_monitor),
        amp=search.each(AmpBackend, search.amp),
        thanos=search.each(ThanosBackend, search.thanos),
        issuer=search.issuer(),
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
