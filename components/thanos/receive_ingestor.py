"""Receive ingestors: hold samples until their block is uploaded."""

import pulumi
import pulumi_kubernetes as k8s

from components.thanos.arguments import receive_ingestor_args
from components.thanos.containers import Pod
from components.thanos.names import RECEIVE_INGESTOR, metadata
from components.thanos.pods import disruption_budget_spec, patient, stateful_set_spec
from components.thanos.roles import BucketRoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import RECEIVE_PORTS, headless_service_spec

# An ingestor ends by uploading what it holds.
GRACE_SECONDS = 900
# Routers connect again after up to two minutes (grpc-go's back-off): the next ingestor ends only when all have, or
# writes would lack their quorum.
MIN_READY_SECONDS = 150
REQUESTS = {"cpu": "250m", "memory": "1Gi"}


class ThanosReceiveIngestorArgs(BucketRoleArgs):
    """Arguments of ThanosReceiveIngestor."""

    replicas: int
    """Pods; all of them are in the hashring."""


class ThanosReceiveIngestor(pulumi.ComponentResource):
    """A StatefulSet with a volume per pod. It is scaled together with the hashring only, never by an autoscaler."""

    stateful_set: pulumi.Output[str]
    """Name of the StatefulSet; known once its pods are ready."""

    def __init__(self, name: str, args: ThanosReceiveIngestorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosReceiveIngestor", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, bucket = args["instance"], RECEIVE_INGESTOR, args["bucket"]
        meta = metadata(instance, role, args["namespace"])
        account = service_account(instance, role, args["namespace"], child, bucket["identity"])
        spec = headless_service_spec(instance, role, RECEIVE_PORTS)
        k8s.core.v1.Service(f"{name}-service", metadata=meta, spec=spec, opts=child)
        budget = disruption_budget_spec(instance, role)
        k8s.policy.v1.PodDisruptionBudget(f"{name}-disruption-budget", metadata=meta, spec=budget, opts=child)
        pod = Pod(
            instance=instance,
            role=role,
            args=receive_ingestor_args(),
            ports=RECEIVE_PORTS,
            service_account=account,
            requests=REQUESTS,
            grace_seconds=GRACE_SECONDS,
            bucket=bucket,
            keeps_data=True,
        )
        pods_spec = stateful_set_spec(
            pod,
            replicas=args["replicas"],
            volume=args["volume"],
            min_ready_seconds=MIN_READY_SECONDS,
        )
        stateful_set = k8s.apps.v1.StatefulSet(
            f"{name}-stateful-set",
            metadata=meta,
            spec=pods_spec,
            opts=patient(child, pods=args["replicas"], grace_seconds=GRACE_SECONDS + MIN_READY_SECONDS),
        )
        self.stateful_set = stateful_set.metadata.name
        self.register_outputs({"stateful_set": self.stateful_set})
