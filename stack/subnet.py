"""The subnet of private endpoints in Azure: whether it can be used, and where they have to be."""

import pulumi

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.stack_config import StackConfig
from stack.given import given
from stack.look_up import SourceError, looked_up
from stack.providers import Providers


def subnet_location(config: StackConfig, providers: Providers) -> str | None:
    """Region of its network; None where the stack file names no subnet. Raises SourceError where there is no such
    subnet, and where it is too small."""
    link = config.azure and config.azure.private_link
    if link is None:
        return None
    from components.azure.existing_subnet import SCOPE_SUBNET, existing_subnet

    options = pulumi.InvokeOptions(provider=providers.azure_of(link.subnet_id))
    subnet = looked_up(lambda: existing_subnet(link.subnet_id, opts=options))
    private = any(config.is_private(backend) for backend in config.of(AzureMonitorBackend).values())
    private = link.makes_scope_endpoint and (private or given(config.azure).has_private_logs)
    if private and subnet.addresses < SCOPE_SUBNET:
        raise SourceError(
            "must be /27 or larger where a store of Azure Monitor is private: its endpoint takes 11 addresses or more, "
            f"and this subnet has {subnet.addresses}, five of which Azure keeps"
        )
    return subnet.location
