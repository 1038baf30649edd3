"""What of a stack file works but should be known before it is built."""

from collections.abc import Iterator

from stack.config.amp_settings import amp_warnings
from stack.config.aws import AMP_SERVICE
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend
from stack.config.collection_warnings import collection_warnings
from stack.config.ingress import PUBLIC, IngressSection
from stack.config.private_link import PrivateLink
from stack.config.reading_warnings import reading_warnings
from stack.config.sign_in_warnings import sign_in_warnings
from stack.config.stack_config import StackConfig
from stack.config.thanos import ThanosBackend


def warnings(config: StackConfig) -> Iterator[str]:
    """Sentences, each beginning with its key."""
    if config.cluster is None:
        yield "cluster: there is none; this stack builds and exports stores, and others write to them"
    if config.prometheus.replicas > 1 and (azure := ", ".join(config.of(AzureMonitorBackend))):
        yield f"prometheus.replicas: only the first one writes to {azure}: Azure Monitor does not de-duplicate"
    if config.azure and config.azure.keeps_public_doors:
        yield "azure.privateLink.publicAccess: stores are reachable publicly too; leave it out once names lead there"
    if config.collection:
        yield from collection_warnings(config.collection)
    yield from reading_warnings(config)
    yield from sign_in_warnings(config)
    if config.ingress:
        yield from _of_ingress(config.ingress)
    yield from _of_workspaces(config)
    if link := config.azure and config.azure.private_link:
        yield from _of_private_link(link)
    yield from amp_warnings(config.of(AmpBackend))
    for name, backend in config.backends.items():
        match backend:
            case AzureMonitorBackend() if backend.has_own_way_in and not config.is_private(backend):
                yield f"backends.{name}: reachable from any network with authentication; see azure.privateLink"
            case AmpBackend() if config.aws and AMP_SERVICE not in config.aws.private_services:
                yield f"backends.{name}: reached over the internet, requests signed; see aws.vpcEndpoint"
            case ThanosBackend() if backend.is_built:
                yield from _of_thanos(config, name, backend)
            case _:
                pass


def _of_ingress(ingress: IngressSection) -> Iterator[str]:
    if ingress.acme_server != PUBLIC and not ingress.certificate_authority:
        yield (
            "ingress.acmeServer: who writes or queries has to trust its certificates; where not every system does, "
            "say who vouches for them: ingress.certificateAuthority"
        )


def _of_private_link(link: PrivateLink) -> Iterator[str]:
    if link.dns == "none":
        yield (
            "azure.privateLink.dns: names of private stores lead to closed doors until somebody has written the "
            "records of their private endpoints"
        )
    if link.access_mode == "private-only":
        # https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-design
        yield (
            "azure.privateLink.accessMode: every resource of Azure Monitor that is not in this stack's scope, of any "
            "subscription and tenant, is cut off from all networks that share the DNS"
        )


def _of_thanos(config: StackConfig, name: str, backend: ThanosBackend) -> Iterator[str]:
    if not config.is_private(backend):
        yield f"backends.{name}: its blocks are reachable with authentication; see azure.privateLink"
    if config.ingress:
        yield f"backends.{name}: writing and querying are open to the internet, behind a password"
    else:
        yield f"backends.{name}: reachable inside the cluster only, without authentication; ingress opens it"


def _of_workspaces(config: StackConfig) -> Iterator[str]:
    own = config.azure.subscription_id.lower() if config.azure else ""
    for name, backend in config.of(AzureMonitorBackend).items():
        if backend.limits:
            yield (
                f"backends.{name}.limits: stay as they are in Azure when the key is left out; to lower them say so. "
                "They are set by a preview of Azure's API, which has not met a live workspace"
            )
        ids = backend.alerts.action_group_ids if backend.alerts else []
        if elsewhere := [id_ for id_ in ids if id_.split("/")[2].lower() != own]:
            yield (
                f"backends.{name}.alerts.actionGroupIds: Azure has refused action groups of another subscription for "
                f"such alerts (https://github.com/Azure/azure-powershell/issues/11102): {', '.join(elsewhere)}"
            )
