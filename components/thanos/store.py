"""Store: serves the blocks of the bucket to query."""

import pulumi
import pulumi_kubernetes as k8s

from components.thanos.arguments import store_args
from components.thanos.containers import Pod
from components.thanos.names import STORE, metadata
from components.thanos.pods import patient, stateful_set_spec
from components.thanos.roles import BucketRoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import GRPC_HTTP, headless_service_spec

# Each pod serves the whole bucket: more than one would do all work twice.
REPLICAS = 1
# Thanos gives running queries two minutes.
GRACE_SECONDS = 150
REQUESTS = {"cpu": "100m", "memory": "1Gi"}


class ThanosStore(pulumi.ComponentResource):
    """A StatefulSet of one pod. While it restarts, queries answer from the ingestors alone and say so."""

    service: pulumi.Output[str]
    """Name of the headless Service."""

    def __init__(self, name: str, args: BucketRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosStore", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, bucket = args["instance"], STORE, args["bucket"]
        meta = metadata(instance, role, args["namespace"])
        pod = Pod(
            instance=instance,
            role=role,
            args=store_args(),
            ports=GRPC_HTTP,
            service_account=service_account(instance, role, args["namespace"], child, bucket["identity"]),
            requests=REQUESTS,
            grace_seconds=GRACE_SECONDS,
            bucket=bucket,
            keeps_data=True,
        )
        spec = stateful_set_spec(pod, replicas=REPLICAS, volume=args["volume"])
        patience = patient(child, pods=REPLICAS, grace_seconds=GRACE_SECONDS)
        k8s.apps.v1.StatefulSet(f"{name}-stateful-set", metadata=meta, spec=spec, opts=patience)
        service = k8s.core.v1.Service(
            f"{name}-service", metadata=meta, spec=headless_service_spec(instance, role, GRPC_HTTP), opts=child
        )
        self.service = service.metadata.name
        self.register_outputs({"service": self.service})
