"""What of signing in works, but should be known: whose identity it is, and what nobody here does for it."""

from collections.abc import Iterator

from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.sign_in import SignIn
from stack.config.stack_config import StackConfig

OF_NODES = "every pod on the nodes can publish as Prometheus does"
# Azure's own restriction of what is in the node's group: https://learn.microsoft.com/azure/aks/node-resource-group-lockdown
ASSIGN = "az vmss identity assign"


def sign_in_warnings(config: StackConfig) -> Iterator[str]:
    """Sentences, each beginning with its key. Nothing where nobody publishes."""
    publishing = config.of(AzureMonitorBackend)
    if not (config.cluster and config.azure and publishing):
        return
    oldest = config.azure.sign_in.oldest_prometheus
    yield from _of_kind(config.azure.sign_in)
    for name, backend in publishing.items():
        if backend.sidecar:
            yield (
                f"backends.{name}.sidecar: Microsoft is to deprecate its container, and has had a release that stopped "
                f"sending new series; leave it out where Prometheus is {oldest} or newer"
            )
    if not config.prometheus.install and not all(backend.sidecar for backend in publishing.values()):
        yield (
            f"prometheus.install: the Prometheus of this cluster has to be {oldest} or newer, and its "
            "prometheusSpec.version to say so without a suffix such as -distroless, which its operator takes for older"
        )


def _of_kind(sign_in: SignIn) -> Iterator[str]:
    match sign_in:
        case SignIn(kind="managed-identity", identity_id=None, client_id=None):
            yield f"azure.signIn: the identity of the cluster's kubelets: {OF_NODES}; workload-identity is its own"
        case SignIn(kind="managed-identity"):
            yield (
                f"azure.signIn: the identity has to be assigned to the scale sets of all nodes ({ASSIGN}), new ones "
                f"too, and AKS may take it away; nobody does so here, and {OF_NODES}"
            )
        case SignIn(kind="application"):
            yield (
                "azure.signIn: secrets and certificates of applications expire, and nothing is written from then on; "
                "set a new one before"
            )
        case _:
            pass
