"""Services in front of Thanos' pods."""

import pulumi_kubernetes as k8s

from components.thanos.addresses import GRPC_PORT, HTTP_PORT, REMOTE_WRITE_PORT
from components.thanos.names import selector

HTTP = {"http": HTTP_PORT}
GRPC_HTTP = {"grpc": GRPC_PORT, **HTTP}
RECEIVE_PORTS = {**GRPC_HTTP, "remote-write": REMOTE_WRITE_PORT}


def service_spec(instance: str, role: str, ports: dict[str, int]) -> k8s.core.v1.ServiceSpecArgsDict:
    """One address for all ready pods of a role."""
    return {
        "type": "ClusterIP",
        "selector": selector(instance, role),
        "ports": [{"name": name, "port": port, "target_port": name} for name, port in ports.items()],
    }


def headless_service_spec(instance: str, role: str, ports: dict[str, int]) -> k8s.core.v1.ServiceSpecArgsDict:
    """One name per pod, from its start on: members of a hashring are found while they still replay their log."""
    return {
        **service_spec(instance, role, ports),
        "cluster_ip": "None",
        "publish_not_ready_addresses": True,
    }
