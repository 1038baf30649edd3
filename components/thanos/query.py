"""Query: PromQL over ingestors and store."""

import pulumi
import pulumi_kubernetes as k8s

from components.thanos.arguments import ENDPOINTS_DIRECTORY, ENDPOINTS_FILE, query_args
from components.thanos.containers import ConfigFiles, Pod
from components.thanos.endpoints_file import endpoints_file
from components.thanos.names import QUERY, metadata
from components.thanos.pods import deployment_spec, disruption_budget_spec
from components.thanos.roles import RoleArgs
from components.thanos.service_accounts import service_account
from components.thanos.services import GRPC_HTTP, service_spec

REPLICAS = 2
# Thanos gives running queries two minutes.
GRACE_SECONDS = 150
REQUESTS = {"cpu": "100m", "memory": "512Mi"}


class ThanosQueryArgs(RoleArgs):
    """Arguments of ThanosQuery."""

    endpoints: list[str]
    """Host names of the headless Services whose pods are asked."""
    strict_endpoints: list[str]
    """Addresses that are asked even while nobody answers there, so that an answer without them says it is partial."""


class ThanosQuery(pulumi.ComponentResource):
    """A stateless Deployment behind the Service `<instance>-query`."""

    service: pulumi.Output[str]
    """Name of the Service."""

    def __init__(self, name: str, args: ThanosQueryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("prometheus-stack:index:ThanosQuery", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        instance, role, namespace = args["instance"], QUERY, args["namespace"]
        meta = metadata(instance, role, namespace)
        endpoints = k8s.core.v1.ConfigMap(
            f"{name}-endpoints",
            metadata=metadata(instance, role, namespace, name=f"{name}-endpoints"),
            data={ENDPOINTS_FILE: endpoints_file(args["endpoints"], args["strict_endpoints"])},
            opts=child,
        ).metadata.name
        pod = Pod(
            instance=instance,
            role=role,
            args=query_args(),
            ports=GRPC_HTTP,
            service_account=service_account(instance, role, namespace, child),
            requests=REQUESTS,
            grace_seconds=GRACE_SECONDS,
            config_files=[ConfigFiles(name="endpoints", directory=ENDPOINTS_DIRECTORY, config_map=endpoints)],
        )
        budget = disruption_budget_spec(instance, role)
        k8s.policy.v1.PodDisruptionBudget(f"{name}-disruption-budget", metadata=meta, spec=budget, opts=child)
        k8s.apps.v1.Deployment(
            f"{name}-deployment", metadata=meta, spec=deployment_spec(pod, replicas=REPLICAS), opts=child
        )
        spec = service_spec(instance, role, GRPC_HTTP)
        self.service = k8s.core.v1.Service(f"{name}-service", metadata=meta, spec=spec, opts=child).metadata.name
        self.register_outputs({"service": self.service})
