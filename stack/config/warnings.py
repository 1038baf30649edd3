"""What of a stack file works but should be known before it is built."""

from collections.abc import Iterator

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.backends import AmpBackend
from stack.config.ingress import PUBLIC, IngressSection
from stack.config.sign_in_warnings import sign_in_warnings
from stack.config.stack_config import StackConfig
from stack.config.thanos import ThanosBackend


def warnings(config: StackConfig) -> Iterator[str]:
    """Sentences, each beginning with its key."""
    if config.cluster is None:
        yield "cluster: there is none; this stack builds and exports stores, and others write to them"
    if config.prometheus.replicas > 1 and (azure := ", ".join(config.of(AzureMonitorBackend))):
        yield f"prometheus.replicas: only the first one writes to {azure}: Azure Monitor does not de-duplicate"
    yield from sign_in_warnings(config)
    if config.ingress:
        yield from _of_ingress(config.ingress)
    for name, backend in config.backends.items():
        match backend:
            case AzureMonitorBackend() if backend.has_own_way_in and not config.is_private(backend):
                yield f"backends.{name}: reachable from any network with authentication; see azure.privateLink"
            case AmpBackend() if not (config.aws and config.aws.vpc_endpoint):
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


def _of_thanos(config: StackConfig, name: str, backend: ThanosBackend) -> Iterator[str]:
    if not config.is_private(backend):
        yield f"backends.{name}: its blocks are reachable with authentication; see azure.privateLink"
    if config.ingress:
        yield f"backends.{name}: writing and querying are open to the internet, behind a password"
    else:
        yield f"backends.{name}: reachable inside the cluster only, without authentication; ingress opens it"
