"""Receive routers: take remote writes and spread them over the hashring."""

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.ordering import once_ready
from components.thanos.arguments import HASHRINGS_DIRECTORY, HASHRINGS_FILE, receive_router_args
from components.thanos.containers import ConfigFiles, Pod
from components.thanos.names import RECEIVE, RECEIVE_ROUTER, metadata, object_name
from components.thanos.pods import deployment_spec, disruption_budget_spec
from components.thanos.roles import RoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import RECEIVE_PORTS, service_spec

REPLICAS = 2
# More than both servers' grace periods of the command line together.
GRACE_SECONDS = 60
REQUESTS = {"cpu": "100m", "memory": "256Mi"}


class ThanosReceiveRouterArgs(RoleArgs):
    """Arguments of ThanosReceiveRouter."""

    hashrings: pulumi.Input[str]
    """Content of the hashrings file; reloaded while running."""
    replication_factor: int
    """Ingestors that get each sample."""


class ThanosReceiveRouter(pulumi.ComponentResource):
    """A stateless Deployment behind the Service `<instance>-receive`."""

    service: pulumi.Output[str]
    """Name of the Service; known once routers answer."""

    def __init__(self, name: str, args: ThanosReceiveRouterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosReceiveRouter", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, namespace = args["instance"], RECEIVE_ROUTER, args["namespace"]
        meta = metadata(instance, role, namespace)
        hashrings = k8s.core.v1.ConfigMap(
            f"{name}-hashrings",
            metadata=metadata(instance, role, namespace, name=f"{name}-hashrings"),
            data={HASHRINGS_FILE: args["hashrings"]},
            opts=child,
        ).metadata.name
        pod = Pod(
            instance=instance,
            role=role,
            args=receive_router_args(replication_factor=args["replication_factor"]),
            ports=RECEIVE_PORTS,
            service_account=service_account(instance, role, namespace, child),
            requests=REQUESTS,
            grace_seconds=GRACE_SECONDS,
            config_files=[ConfigFiles(name="hashrings", directory=HASHRINGS_DIRECTORY, config_map=hashrings)],
        )
        budget = disruption_budget_spec(instance, role)
        k8s.policy.v1.PodDisruptionBudget(f"{name}-disruption-budget", metadata=meta, spec=budget, opts=child)
        deployment = k8s.apps.v1.Deployment(
            f"{name}-deployment", metadata=meta, spec=deployment_spec(pod, replicas=REPLICAS), opts=child
        )
        service = k8s.core.v1.Service(
            f"{name}-service",
            metadata=metadata(instance, role, namespace, name=object_name(instance, RECEIVE)),
            spec=service_spec(instance, role, RECEIVE_PORTS),
            opts=child,
        )
        self.service = once_ready(service.metadata.name, [deployment.metadata.name])
        self.register_outputs({"service": self.service})
