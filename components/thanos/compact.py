"""Compact: merges, downsamples and deletes blocks."""

import pulumi
import pulumi_kubernetes as k8s

from components.thanos.arguments import ThanosRetention, compact_args
from components.thanos.containers import Pod
from components.thanos.names import COMPACT, metadata
from components.thanos.pods import patient, stateful_set_spec
from components.thanos.roles import BucketRoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import HTTP, headless_service_spec

# Two compactors of one bucket corrupt it: https://thanos.io/v0.42/components/compact.md/#warning-only-one-instance-should-run-against-a-single-stream-of-blocks-in-a-single-object-store
REPLICAS = 1
GRACE_SECONDS = 120
REQUESTS = {"cpu": "100m", "memory": "1Gi"}


class ThanosCompactArgs(BucketRoleArgs):
    """Arguments of ThanosCompact."""

    replication_factor: int
    """Copies of each sample that are merged into one."""
    retention: ThanosRetention
    """How long blocks are kept."""


class ThanosCompact(pulumi.ComponentResource):
    """A StatefulSet of exactly one pod, the only one that deletes blocks."""

    service: pulumi.Output[str]
    """Name of the headless Service."""

    def __init__(self, name: str, args: ThanosCompactArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosCompact", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, bucket = args["instance"], COMPACT, args["bucket"]
        meta = metadata(instance, role, args["namespace"])
        pod = Pod(
            instance=instance,
            role=role,
            args=compact_args(retention=args["retention"], replication_factor=args["replication_factor"]),
            ports=HTTP,
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
            f"{name}-service", metadata=meta, spec=headless_service_spec(instance, role, HTTP), opts=child
        )
        self.service = service.metadata.name
        self.register_outputs({"service": self.service})
