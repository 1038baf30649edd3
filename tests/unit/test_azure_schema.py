from pulumi.provider.experimental.component import ComponentProvider

from components.azure.blob_access import BlobAccess
from components.azure.blob_storage import BlobStorage
from components.azure.metrics_publisher import MetricsPublisher
from components.azure.monitor_private_link import MonitorPrivateLink
from components.azure.monitor_workspace import AzureMonitorWorkspace
from components.azure.private_dns import PrivateDns, PrivateDnsLink
from components.azure.private_endpoint import PrivateEndpoint
from components.azure.role_assignment import RoleAssignment
from components.azure.workload_identity import WorkloadIdentity

COMPONENTS = [
    AzureMonitorWorkspace,
    BlobAccess,
    BlobStorage,
    MetricsPublisher,
    MonitorPrivateLink,
    PrivateDns,
    PrivateDnsLink,
    PrivateEndpoint,
    RoleAssignment,
    WorkloadIdentity,
]


def test_the_components_are_usable_from_other_languages() -> None:
    schema = str(ComponentProvider(COMPONENTS, "prometheus-stack").schema)
    for component in COMPONENTS:
        assert f"prometheus-stack:index:{component.__name__}" in schema
