"""Microsoft's remote-write sidecar, for a Prometheus too old to sign in to Entra by itself, which is its successor
(https://github.com/prometheus/prometheus/issues/17751: "on the path for deprecation")."""

from typing import Any

import pulumi

from components.azure.sign_in import SignIn, SignInError, SignInKind
from components.azure.versions import REMOTE_WRITE_IMAGE
from components.contracts.remote_write import Queue, Sidecar

FIRST_PORT = 8081
"""Of the first sidecar of a pod, as in Microsoft's examples; the next ones listen on the ports that follow."""
# https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-remote-write-managed-identity
IDENTITY_TYPES = {
    SignInKind.WORKLOAD_IDENTITY: "workloadIdentity",
    SignInKind.MANAGED_IDENTITY: "userAssigned",
    SignInKind.APPLICATION: "aadApplication",
}
# From 150,000 series on, 500 samples in a request are too many requests for it, and 1,000 are not
# (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#prometheus-metrics).
QUEUE = Queue(capacity=10_000, max_samples_per_send=1_000, max_backoff="256s")
# Memory is what Microsoft asks for; CPU is what its formula gives for 1,000 metrics of 15 series. It names limits for
# requests of 500 samples only.
RESOURCES = {"requests": {"cpu": "200m", "memory": "150Mi"}}
# The rest of what restricted pods need is the pod's. Whether the image could do with a root file system that it cannot
# write to, Microsoft does not say.
SECURITY = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
CERTIFICATE_DIRECTORY = "/etc/azure-client-certificate"
CERTIFICATE_VOLUME = "azure-client-certificate"


def sidecar_url(port: int) -> str:
    """Where Prometheus writes to: the pod's own network."""
    return f"http://localhost:{port}/api/v1/write"


def remote_write_sidecar(
    name: str, sign_in: SignIn, *, ingestion_url: pulumi.Input[str], port: int, cluster: str
) -> Sidecar:
    """The sidecar of a target of that name. Raises SignInError for an application without a certificate: it takes no
    secret."""
    variables: dict[str, pulumi.Input[str]] = {
        "INGESTION_URL": ingestion_url,
        "LISTENING_PORT": str(port),
        "IDENTITY_TYPE": IDENTITY_TYPES[sign_in["kind"]],
        **_signing_in(sign_in),
        "CLUSTER": cluster,
    }
    tokens = sign_in.get("pod", {}).get("tokens", [])
    mounts = [{"name": token["name"], "mountPath": token["directory"], "readOnly": True} for token in tokens]
    volumes = _certificate(sign_in)
    mounts += [{"name": one["name"], "mountPath": CERTIFICATE_DIRECTORY, "readOnly": True} for one in volumes]
    return {
        "container": {
            "name": f"remote-write-{name}",
            "image": REMOTE_WRITE_IMAGE,
            "env": [{"name": variable, "value": value} for variable, value in variables.items()],
            "ports": [{"name": f"rw-{port}", "containerPort": port}],
            "livenessProbe": _probe("/health", port),
            "readinessProbe": _probe("/ready", port),
            "resources": RESOURCES,
            "securityContext": SECURITY,
            "terminationMessagePolicy": "FallbackToLogsOnError",
            **({"volumeMounts": mounts} if mounts else {}),
        },
        "volumes": volumes,
    }


def _signing_in(sign_in: SignIn) -> dict[str, pulumi.Input[str]]:
    """Variables by which it signs in."""
    own = {"AZURE_CLIENT_ID": sign_in["client_id"]}
    match sign_in["kind"]:
        case SignInKind.MANAGED_IDENTITY:
            return own
        case SignInKind.WORKLOAD_IDENTITY:
            return {**own, "AZURE_TENANT_ID": sign_in["tenant_id"], **sign_in.get("pod", {}).get("environment", {})}
        case SignInKind.APPLICATION:
            if "certificate" not in sign_in:
                raise SignInError("the remote-write sidecar signs in as an application with its certificate")
            path = f"{CERTIFICATE_DIRECTORY}/{sign_in['certificate']['key']}"
            return {**own, "AZURE_TENANT_ID": sign_in["tenant_id"], "AZURE_CLIENT_CERTIFICATE_PATH": path}


def _certificate(sign_in: SignIn) -> list[Any]:
    if sign_in["kind"] != SignInKind.APPLICATION or "certificate" not in sign_in:
        return []
    return [{"name": CERTIFICATE_VOLUME, "secret": {"secretName": sign_in["certificate"]["secret"]}}]


def _probe(path: str, port: int) -> dict[str, Any]:
    """At the probe's own level, where Microsoft's example for applications has the delays in `httpGet`, which the API
    server refuses."""
    return {"httpGet": {"path": path, "port": port}, "initialDelaySeconds": 10, "timeoutSeconds": 10}
