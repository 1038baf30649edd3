"""The simulated kubernetes provider: namespaces, custom resource definitions and Helm releases in order."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from sandbox import schema
from sandbox.cloud import Object, Refused
from sandbox.kubernetes.rules import RULES
from sandbox.kubernetes.tokens import NAMESPACE, RELEASE
from sandbox.package import Made, Package, ResourceType
from sandbox.rules import Step, Table

GIVEN_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")
CLUSTER_SCOPED = ("Namespace", "ClusterRole", "ClusterRoleBinding", "ClusterIssuer", "StorageClass", "PriorityClass")
CLUSTER_SCOPED += ("CustomResourceDefinition", "IngressClass", "PersistentVolume")

CHART_CRDS = {
    "prometheus-operator-crds": ("monitoring.coreos.com",),
    "cert-manager": ("cert-manager.io", "acme.cert-manager.io"),
}
"""API groups whose definitions a chart installs."""
CHART_NEEDS = {"kube-prometheus-stack": ("monitoring.coreos.com",)}
"""API groups whose objects a chart installs without their definitions."""
CHART_SERVICES = {"ingress-nginx": "{release}-controller"}
"""Load-balanced Services of a chart, by the name the chart gives them."""

SHORT_NAMES = {NAMESPACE: 63, "kubernetes:core/v1:Service": 63, RELEASE: 53}
"""Types whose names are labels, or leave room for what is appended."""
_STATEFUL = ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")
_IMMUTABLE = {
    "kubernetes:apps/v1:StatefulSet": tuple(f"spec.{key}" for key in _STATEFUL),
    "kubernetes:apps/v1:Deployment": ("spec.selector",),
    "kubernetes:core/v1:Secret": ("type",),
    "kubernetes:policy/v1:PodDisruptionBudget": ("spec.selector",),
}


def _release(made: Made) -> dict[str, Any]:
    name, namespace = made.inputs["name"], made.inputs.get("namespace", "default")
    chart, version = _chart(made.inputs), made.inputs.get("version", "")
    status = {"name": name, "namespace": namespace, "chart": chart, "version": version, "appVersion": version}
    return {
        "status": {**status, "revision": 1, "status": "deployed"},
        "resourceNames": {"Service/v1": [f"{namespace}/{name}"]},
        "namespace": namespace,
    }


def _chart(inputs: Mapping[str, Any]) -> str:
    """Name of a chart, from an OCI reference or a name in a repository."""
    return str(inputs["chart"]).rsplit("/", 1)[-1]


class Kubernetes(Package):
    """One cluster per context. Objects need their namespace, custom resources their definition."""

    name = "kubernetes"
    types: ClassVar[Mapping[str, ResourceType]] = {
        RELEASE: ResourceType(_release, ("name", "namespace"), "name", named_by_id=False)
    }
    rules: ClassVar[Table] = RULES

    def type_of(self, token: str) -> ResourceType:
        own = _IMMUTABLE.get(token, ())
        immutable = ("kind", "apiVersion", "metadata.name", "metadata.namespace", *own)
        return self.types.get(token, ResourceType(immutable=immutable, named_by_id=False))

    def replaces_by_deleting_first(self, token: str, old: Mapping[str, Any]) -> bool:
        return True

    def scope(self) -> str:
        return str(self.config.get("context", ""))

    def make_id(self, token: str, inputs: Mapping[str, Any]) -> str:
        if token == RELEASE:
            return f"{inputs.get('namespace', 'default')}/{inputs['name']}"
        name, namespace = inputs["metadata"]["name"], self._namespace(token, inputs)
        return f"{namespace}/{name}" if namespace else name

    def defaults(self, token: str, name: str, old: Mapping[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        if token == RELEASE:
            return super().defaults(token, name, old, inputs)
        metadata = dict(inputs.get("metadata") or {})
        if "name" not in metadata:
            generated = f"{name}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
            metadata["name"] = old.get("metadata", {}).get("name", generated)
        namespaced = token.split(":")[-1] not in CLUSTER_SCOPED
        return {**inputs, "metadata": {**({"namespace": "default"} if namespaced else {}), **metadata}}

    def refuse(self, step: Step, token: str, inputs: Mapping[str, Any], old: Object | None) -> None:
        if step == "delete" and old:
            self._refuse_delete(old)
        elif step == "create":
            self._refuse_order(token, inputs)
        super().refuse(step, token, inputs, old)

    def _refuse_order(self, token: str, inputs: Mapping[str, Any]) -> None:
        name = str(inputs["name"] if token == RELEASE else inputs["metadata"]["name"])
        limit = SHORT_NAMES.get(token, 253)
        if len(name) > limit or not re.fullmatch(r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?", name):
            raise Refused(f"{name!r} is no name of up to {limit} lower-case letters, digits, dashes and dots")
        namespace = inputs.get("namespace") if token == RELEASE else self._namespace(token, inputs)
        if namespace and not inputs.get("createNamespace") and not self._has_namespace(namespace):
            raise Refused(f'namespaces "{namespace}" not found')
        if token == RELEASE:
            for group in CHART_NEEDS.get(_chart(inputs), ()):
                self._demand_definitions(group, f"chart {_chart(inputs)}")
        elif schema.resource_class(token) is None:
            group, _, kind = token.split(":")[1].partition("/")
            self._demand_definitions(group, f'kind "{token.split(":")[-1]}" of {group}/{kind}')

    def after_create(self, made: Object) -> None:
        if made.token != RELEASE or _chart(made.inputs) not in CHART_SERVICES:
            return
        name = CHART_SERVICES[_chart(made.inputs)].format(release=made.inputs["name"])
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

    def _refuse_delete(self, old: Object) -> None:
        if old.token == NAMESPACE:
            held = [o for o in self._mine() if o.id.startswith(f"{old.id}/") and not o.made_by]
            if held:
                raise Refused(f'namespace "{old.id}" still holds {held[0].token.split(":")[-1]} {held[0].id}')
        if old.token == RELEASE:
            for group in CHART_CRDS.get(_chart(old.inputs), ()):
                for other in self._mine():
                    needs = other.token == RELEASE and group in CHART_NEEDS.get(_chart(other.inputs), ())
                    if needs or f":{group}/" in other.token:
                        raise Refused(f"the definitions of {group} are still needed by {other.id}")

    def _mine(self) -> list[Object]:
        return [o for o in self.cloud.objects.values() if o.token.startswith("kubernetes:") and o.scope == self.scope()]

    def _has_namespace(self, name: str) -> bool:
        return name in GIVEN_NAMESPACES or any(o.token == NAMESPACE and o.id == name for o in self._mine())

    def _demand_definitions(self, group: str, what: str) -> None:
        releases = [o for o in self._mine() if o.token == RELEASE]
        if not any(group in CHART_CRDS.get(_chart(o.inputs), ()) for o in releases):
            raise Refused(f"no matches for {what}: its definitions are not installed")

    @staticmethod
    def _namespace(token: str, inputs: Mapping[str, Any]) -> str | None:
        return None if token.split(":")[-1] in CLUSTER_SCOPED else inputs["metadata"].get("namespace", "default")
