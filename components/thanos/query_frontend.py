"""Query frontend: splits, retries and caches what query answers."""

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.ordering import once_ready
from components.thanos.arguments import query_frontend_args
from components.thanos.containers import Pod
from components.thanos.names import QUERY_FRONTEND, metadata
from components.thanos.pods import deployment_spec, disruption_budget_spec
from components.thanos.roles import RoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import HTTP, service_spec

REPLICAS = 2
# Thanos gives running queries two minutes.
GRACE_SECONDS = 150
REQUESTS = {"cpu": "100m", "memory": "512Mi"}


class ThanosQueryFrontendArgs(RoleArgs):
    """Arguments of ThanosQueryFrontend."""

    downstream_url: str
    """URL of query."""


class ThanosQueryFrontend(pulumi.ComponentResource):
    """A stateless Deployment behind the Service `<instance>-query-frontend`. Each pod has a cache of its own."""

    service: pulumi.Output[str]
    """Name of the Service; known once frontends answer."""

    def __init__(self, name: str, args: ThanosQueryFrontendArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosQueryFrontend", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, namespace = args["instance"], QUERY_FRONTEND, args["namespace"]
        meta = metadata(instance, role, namespace)
        pod = Pod(
            instance=instance,
            role=role,
            args=query_frontend_args(downstream_url=args["downstream_url"]),
            ports=HTTP,
            service_account=service_account(instance, role, namespace, child),
            requests=REQUESTS,
            grace_seconds=GRACE_SECONDS,
        )
        budget = disruption_budget_spec(instance, role)
        k8s.policy.v1.PodDisruptionBudget(f"{name}-disruption-budget", metadata=meta, spec=budget, opts=child)
        spec = deployment_spec(pod, replicas=REPLICAS)
        deployment = k8s.apps.v1.Deployment(f"{name}-deployment", metadata=meta, spec=spec, opts=child)
        service = k8s.core.v1.Service(
            f"{name}-service", metadata=meta, spec=service_spec(instance, role, HTTP), opts=child
        )
        self.service = once_ready(service.metadata.name, [deployment.metadata.name])
        self.register_outputs({"service": self.service})
