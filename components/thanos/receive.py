"""Receive: a router that takes remote writes, and the ingestors that hold them until their blocks are uploaded."""

from typing import TypedDict

import pulumi
import pulumi_kubernetes as k8s

from components.remote_write import once_ready
from components.thanos.arguments import (
    HASHRINGS_DIRECTORY,
    HASHRINGS_FILE,
    receive_ingestor_args,
    receive_router_args,
)
from components.thanos.containers import ConfigFiles, Pod
from components.thanos.hashring import hashrings_file
from components.thanos.names import (
    RECEIVE,
    RECEIVE_INGESTOR,
    RECEIVE_ROUTER,
    REMOTE_WRITE_PORT,
    host,
    metadata,
    object_name,
)
from components.thanos.object_store import BucketAccess
from components.thanos.pods import deployment_spec, disruption_budget_spec, stateful_set_spec
from components.thanos.service_accounts import service_account
from components.thanos.services import RECEIVE_PORTS, headless_service_spec, service_spec

ROUTERS = 2
ROUTER_GRACE_SECONDS = 60
# An ingestor ends by uploading what it holds.
INGESTOR_GRACE_SECONDS = 900
ROUTER_REQUESTS = {"cpu": "100m", "memory": "256Mi"}
INGESTOR_REQUESTS = {"cpu": "250m", "memory": "1Gi"}
REMOTE_WRITE_PATH = "/api/v1/receive"


class ThanosReceiveArgs(TypedDict):
    """Arguments of ThanosReceive."""

    instance: str
    """Name of the Thanos instance; the component is named `<instance>-receive`."""
    namespace: str
    """Namespace the ingestors are addressed in."""
    namespace_ready: pulumi.Input[str]
    """The same name, known once the namespace exists."""
    bucket: BucketAccess
    """What the ingestors upload blocks with."""
    replicas: int
    """Ingestors."""
    replication_factor: int
    """Ingestors that hold each sample; at most `replicas`."""
    storage: str
    """Size of each ingestor's volume, as a Kubernetes quantity."""


class ThanosReceive(pulumi.ComponentResource):
    """Takes remote writes inside the cluster. Routers and ingestors are apart, so that routers restart freely."""

    service: pulumi.Output[str]
    """Name of the Service of the routers."""
    write_url: pulumi.Output[str]
    """Remote-write URL inside the cluster; known once routers and ingestors run."""

    def __init__(self, name: str, args: ThanosReceiveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosReceive", name, {}, opts)
        ingestor = self._ingestors(args)
        router = self._routers(args, ingestor)
        self.service = k8s.core.v1.Service(
            name,
            metadata=metadata(args["instance"], RECEIVE_ROUTER, args["namespace_ready"], name=name),
            spec=service_spec(args["instance"], RECEIVE_ROUTER, RECEIVE_PORTS),
            opts=pulumi.ResourceOptions(parent=self),
        ).metadata.name
        address = host(object_name(args["instance"], RECEIVE), args["namespace"])
        self.write_url = once_ready(
            f"http://{address}:{REMOTE_WRITE_PORT}{REMOTE_WRITE_PATH}", [self.service, router, ingestor]
        )
        self.register_outputs({"service": self.service, "write_url": self.write_url})

    def _ingestors(self, args: ThanosReceiveArgs) -> pulumi.Output[str]:
        instance, namespace = args["instance"], args["namespace_ready"]
        child = pulumi.ResourceOptions(parent=self)
        role = RECEIVE_INGESTOR
        role_name, meta = object_name(instance, role), metadata(instance, role, namespace)
        pod = Pod(
            instance=instance,
            role=role,
            args=receive_ingestor_args(),
            ports=RECEIVE_PORTS,
            service_account=service_account(instance, role, namespace, child, args["bucket"]["identity"]),
            requests=INGESTOR_REQUESTS,
            grace_seconds=INGESTOR_GRACE_SECONDS,
            bucket=args["bucket"],
            keeps_data=True,
        )
        spec = headless_service_spec(instance, role, RECEIVE_PORTS)
        service = k8s.core.v1.Service(role_name, metadata=meta, spec=spec, opts=child)
        k8s.policy.v1.PodDisruptionBudget(
            role_name, metadata=meta, spec=disruption_budget_spec(instance, role), opts=child
        )
