"""The simulated kubernetes provider: namespaces, custom resource definitions and Helm releases in order."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox.cloud import Object
from sandbox.kubernetes.fields import kind_of, name_of
from sandbox.kubernetes.order_rules import chart_of, namespace_of
from sandbox.kubernetes.rules import RULES
from sandbox.kubernetes.tokens import CLUSTER_SCOPED, RELEASE
from sandbox.package import Package
from sandbox.resource_type import Made, ResourceType
from sandbox.rules import Table
from sandbox.values import fields

CHART_SERVICES = {"ingress-nginx": "{release}-controller"}
"""Load-balanced Services of a chart, by the name the chart gives them."""

_STATEFUL = ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")
_IMMUTABLE = {
    "kubernetes:apps/v1:StatefulSet": tuple(f"spec.{key}" for key in _STATEFUL),
    "kubernetes:apps/v1:Deployment": ("spec.selector",),
    "kubernetes:core/v1:Secret": ("type",),
    "kubernetes:policy/v1:PodDisruptionBudget": ("spec.selector",),
}
_FILES = {
    "kubernetes:core/v1:ConfigMap": ("enableConfigMapMutable", ("data", "binaryData")),
    "kubernetes:core/v1:Secret": ("enableSecretMutable", ("data", "stringData")),
}
"""What the provider replaces, unless its setting says otherwise and the object is not immutable itself:
https://github.com/pulumi/pulumi-kubernetes/pull/3164."""


def _release(made: Made) -> dict[str, Any]:
    name, namespace = made.inputs["name"], made.inputs.get("namespace", "default")
    chart, version = chart_of(made.inputs), made.inputs.get("version", "")
    status = {"name": name, "namespace": namespace, "chart": chart, "version": version, "appVersion": version}
    return {
        "status": {**status, "revision": 1, "status": "deployed"},
        "resourceNames": {"Service/v1": [f"{namespace}/{name}"]},
        "namespace": namespace,
    }


class Kubernetes(Package):
    """One cluster per context. Objects need their namespace, custom resources their definition."""

    name = "kubernetes"
    types: ClassVar[Mapping[str, ResourceType]] = {
        RELEASE: ResourceType(_release, ("name", "namespace"), "name", named_by_id=False)
    }
    rules: ClassVar[Table] = RULES

    def type_of(self, token: str) -> ResourceType:
        immutable = ("kind", "apiVersion", "metadata.name", "metadata.namespace", *_IMMUTABLE.get(token, ()))
        return self.types.get(token, ResourceType(immutable=immutable, named_by_id=False))

    def replacing(self, token: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
        setting, content = _FILES.get(token, ("", ()))
        mutable = str(self.config.get(setting)).lower() == "true" and old.get("immutable") is not True
        return (*super().replacing(token, old, new), *(() if mutable else content))

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        return True

    def scope(self, token: str, properties: Mapping[str, Any]) -> str:
        return str(self.config.get("context", ""))

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        namespace, name = namespace_of(token, inputs), name_of(token, inputs)
        return f"{namespace}/{name}" if namespace else name

    def defaults(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        if token == RELEASE:
            return super().defaults(token, name, old, inputs)
        if not isinstance(inputs.get("metadata") or {}, Mapping):
            return inputs
        metadata = dict(fields(inputs, "metadata"))
        if "name" not in metadata:
            generated = f"{name}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
            metadata["name"] = fields(old, "metadata").get("name", generated)
        namespaced = kind_of(token) not in CLUSTER_SCOPED
        return {**inputs, "metadata": {**({"namespace": "default"} if namespaced else {}), **metadata}}

    def after_create(self, made: Object) -> None:
        if made.token != RELEASE or chart_of(made.inputs) not in CHART_SERVICES:
            return
        name = CHART_SERVICES[chart_of(made.inputs)].format(release=made.inputs["name"])
        namespace = made.inputs.get("namespace", "default")
        digest = hashlib.sha256(made.key.encode()).digest()
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "namespace": namespace},
            "spec": {"type": "LoadBalancer"},
            "status": {"loadBalancer": {"ingress": [{"ip": f"20.{digest[0]}.{digest[1]}.{digest[2]}"}]}},
        }
        inputs = {key: value for key, value in service.items() if key != "status"}
        id_ = f"{namespace}/{name}"
        self.cloud.add(Object("kubernetes:core/v1:Service", id_, inputs, service, made.key, made.scope, False))
