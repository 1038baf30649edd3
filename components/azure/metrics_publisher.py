"""The access one Prometheus needs to write to Azure Monitor workspaces."""

from typing import NotRequired, TypedDict

import pulumi

from components.azure.role_assignment import RoleAssignment
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


class MetricsPublisherArgs(TypedDict):
    """Which Prometheus writes, and where."""

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
    endpoints: dict[str, AzureMonitorEndpoint]
    """Where to write; the keys are the names of the remote-write targets."""
    ready: NotRequired[list[pulumi.Input[str]]]
    """Outputs known when the network's way to the endpoints exists. Default: none to wait for."""
    cloud: NotRequired[str]
    """Azure cloud, in Prometheus' word; `AzurePublic` when left out."""
    tags: NotRequired[dict[str, str]]
    """Tags of the identity."""


class MetricsPublisher(pulumi.ComponentResource):
    """One identity for one Prometheus, allowed to publish through the data collection rule of each endpoint.

    Of several replicas only the first one publishes.

    The attribute `targets` is the list of RemoteWriteTargets, one per endpoint, all of one PodIdentity.
    """

    client_id: pulumi.Output[str]
    """Client id of the identity."""

    def __init__(self, name: str, args: MetricsPublisherArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:MetricsPublisher", name, {}, opts)
        identity = WorkloadIdentity(
            f"{name}-workload",
            {
                "resource_group": args["resource_group"],
                "location": args["location"],
                "identity_name": args["identity_name"],
                "issuer": args["issuer"],
                "service_accounts": {"prometheus": args["service_account"]},
                "cloud": args.get("cloud", AZURE_PUBLIC),
                "tags": args.get("tags", {}),
            },
            pulumi.ResourceOptions(parent=self),
        )
        self.client_id = identity.client_id
        self.targets = self._targets(name, identity, args)
        self.register_outputs({"client_id": self.client_id})

    def _targets(self, name: str, identity: WorkloadIdentity, args: MetricsPublisherArgs) -> list[RemoteWriteTarget]:
        cloud = args.get("cloud", AZURE_PUBLIC)
        pod = azure_pod_identity(identity.client_id, args["tenant_id"], args["token_source"], cloud)
        return [
            {
                "name": target,
                "url": once_ready(
                    endpoint["write_url"],
                    [
                        self._publish(f"{name}-{target}-publisher", identity, endpoint),
                        identity.federation_id,
                        *args.get("ready", []),
                    ],
                ),
                "azure_ad": {"cloud": cloud, "client_id": identity.client_id, "tenant_id": args["tenant_id"]},
                "queue": QUEUE,
                "relabelings": RELABELINGS,
                "identity": pod,
            }
            for target, endpoint in args["endpoints"].items()
        ]

    def _publish(self, name: str, identity: WorkloadIdentity, endpoint: AzureMonitorEndpoint) -> pulumi.Output[str]:
        return RoleAssignment(
            name,
            {
                "principal_id": identity.principal_id,
                "role": "Monitoring Metrics Publisher",
                "scope": endpoint["data_collection_rule_id"],
            },
            pulumi.ResourceOptions(parent=self),
        ).role_assignment_id
