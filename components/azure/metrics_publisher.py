"""The access one Prometheus needs to write to Azure Monitor workspaces."""

from typing import NotRequired, TypedDict

import pulumi

from components.azure.remote_write_sidecar import FIRST_PORT, remote_write_sidecar, sidecar_url
from components.azure.remote_write_sidecar import QUEUE as SIDECAR_QUEUE
from components.azure.role_assignment import RoleAssignment
from components.azure.sign_in import SignIn, SignInKind, azure_ad
from components.azure.workload_identity import WorkloadIdentity, azure_pod_identity
from components.contracts.endpoints import AZURE_PUBLIC, AzureMonitorEndpoint
from components.contracts.ordering import once_ready
from components.contracts.pod_identity import ServiceAccount, TokenSource
from components.contracts.remote_write import Queue, Relabeling, RemoteWriteTarget

# A data collection rule takes 15,000 requests a minute, which cannot be raised: few, large requests, as Microsoft's own
# https://github.com/Azure/ARO-HCP/blob/main/observability/prometheus/deploy/templates/prometheus.yaml sends them.
QUEUE = Queue(capacity=50_000, max_samples_per_send=10_000, batch_send_deadline="60s", max_backoff="256s")
# Nowhere does Microsoft say that Azure de-duplicates what replicas send. Only the operator's first one writes; what it
# has scraped waits in its write-ahead log while Azure is away.
RELABELINGS = [Relabeling(source_labels=["prometheus_replica"], regex="(.*-0)?", action="keep")]


class PublisherError(ValueError):
    """A publisher that is nobody, or two."""


class PublisherIdentityArgs(TypedDict):
    """The identity that is made for a publisher, and how its pod signs in."""

    resource_group: pulumi.Input[str]
    """Resource group of the identity."""
    location: pulumi.Input[str]
    """Region of the identity."""
    identity_name: str
    """Name of the identity."""
    tenant_id: str
    """Entra tenant of the identity."""
    issuer: pulumi.Input[str]
    """OIDC issuer of the cluster, exactly as in its tokens."""
    service_account: ServiceAccount
    """The service account of Prometheus."""
    token_source: TokenSource
    """`webhook` where azure-workload-identity is in the cluster, as on AKS; else `projected`."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the identity."""


class SidecarsArgs(TypedDict):
    """Targets that Prometheus does not sign in for itself."""

    targets: list[str]
    """Names of the endpoints."""
    cluster: str
    """Name of the cluster, as the sidecars report it."""


class MetricsPublisherArgs(TypedDict):
    """Which Prometheus writes, and where."""

    endpoints: dict[str, AzureMonitorEndpoint]
    """Where to write; the keys are the names of the remote-write targets."""
    identity: NotRequired[PublisherIdentityArgs]
    """An identity to make; not beside `sign_in`."""
    sign_in: NotRequired[SignIn]
    """Who publishes, where that is somebody who was there before."""
    sidecars: NotRequired[SidecarsArgs]
    """Targets with a sidecar. Default: none."""
    ready: NotRequired[list[pulumi.Input[str]]]
    """Outputs known when the network's way to the endpoints exists. Default: none to wait for."""


class MetricsPublisher(pulumi.ComponentResource):
    """One principal for one Prometheus, allowed to publish through the data collection rule of each endpoint.

    Of several replicas only the first one publishes.

    The attribute `targets` is the list of RemoteWriteTargets, one per endpoint, all of one PodIdentity.
    """

    client_id: pulumi.Output[str]
    """Client id of the principal."""

    def __init__(self, name: str, args: MetricsPublisherArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:MetricsPublisher", name, {}, opts)
        self._name, self._args = name, args
        self._sign_in = self._signed_in()
        self.client_id = pulumi.Output.from_input(self._sign_in["client_id"])
        self.targets = [self._target(target, endpoint) for target, endpoint in args["endpoints"].items()]
        self.register_outputs({"client_id": self.client_id})

    def _signed_in(self) -> SignIn:
        given, identity = self._args.get("sign_in"), self._args.get("identity")
        if given and not identity:
            return given
        if given or not identity:
            raise PublisherError(f"{self._name}: publishes as an identity that is made, or as sign_in says")
        cloud = identity.get("cloud", AZURE_PUBLIC)
        made = WorkloadIdentity(
            f"{self._name}-workload",
            {
                "resource_group": identity["resource_group"],
                "location": identity["location"],
                "identity_name": identity["identity_name"],
                "issuer": identity["issuer"],
                "service_accounts": {"prometheus": identity["service_account"]},
                "cloud": cloud,
                "tags": identity.get("tags", {}),
            },
            pulumi.ResourceOptions(parent=self),
        )
        return {
            "kind": SignInKind.WORKLOAD_IDENTITY,
            "client_id": made.client_id,
            "principal_id": made.principal_id,
            "tenant_id": identity["tenant_id"],
            "cloud": cloud,
            "ready": [made.federation_id],
            "pod": azure_pod_identity(made.client_id, identity["tenant_id"], identity["token_source"], cloud),
        }

    def _target(self, name: str, endpoint: AzureMonitorEndpoint) -> RemoteWriteTarget:
        ready = [self._publish(name, endpoint), *self._sign_in["ready"], *self._args.get("ready", [])]
        url = once_ready(endpoint["write_url"], ready)
        target = RemoteWriteTarget(name=name, url=url, queue=QUEUE, relabelings=RELABELINGS)
        sidecars = self._args.get("sidecars", SidecarsArgs(targets=[], cluster=""))
        if name in sidecars["targets"]:
            port = FIRST_PORT + sorted(sidecars["targets"]).index(name)
            target["url"], target["queue"] = once_ready(sidecar_url(port), [url]), SIDECAR_QUEUE
            target["sidecar"] = remote_write_sidecar(
                name, self._sign_in, ingestion_url=url, port=port, cluster=sidecars["cluster"]
            )
        else:
            target["azure_ad"] = azure_ad(self._sign_in)
        if "pod" in self._sign_in:
            target["identity"] = self._sign_in["pod"]
        return target

    def _publish(self, target: str, endpoint: AzureMonitorEndpoint) -> pulumi.Output[str]:
        principal = self._sign_in.get("principal_name")
        return RoleAssignment(
            "-".join(part for part in (self._name, target, principal, "publisher") if part),
            {
                "principal_id": self._sign_in["principal_id"],
                "role": "Monitoring Metrics Publisher",
                "scope": endpoint["data_collection_rule_id"],
            },
            pulumi.ResourceOptions(parent=self),
        ).role_assignment_id
