"""Ports and addresses of Thanos inside the cluster."""

from components.thanos.names import RECEIVE, object_name

GRPC_PORT = 10901
HTTP_PORT = 10902
REMOTE_WRITE_PORT = 19291
REMOTE_WRITE_PATH = "/api/v1/receive"


def host(instance: str, role: str, namespace: str) -> str:
    """The DNS name of the Service of a role."""
    return f"{object_name(instance, role)}.{namespace}.svc.cluster.local"


def pod_address(instance: str, role: str, namespace: str, ordinal: int) -> str:
    """The gRPC address of one pod of a StatefulSet, which outlives the pod."""
    return f"{object_name(instance, role)}-{ordinal}.{host(instance, role, namespace)}:{GRPC_PORT}"


def write_url(instance: str, namespace: str) -> str:
    """Remote-write URL of the routers."""
    return f"http://{host(instance, RECEIVE, namespace)}:{REMOTE_WRITE_PORT}{REMOTE_WRITE_PATH}"


def query_url(instance: str, role: str, namespace: str) -> str:
    """Base URL of the query API of `query` or `query-frontend`."""
    return f"http://{host(instance, role, namespace)}:{HTTP_PORT}"
