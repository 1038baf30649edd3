"""Objects of a cluster, and for every row a step that only it refuses."""

from dataclasses import dataclass
from typing import Any

from sandbox.cloud import Object
from sandbox.kubernetes.tokens import NAMESPACE, RELEASE
from sandbox.rules import Step

CONTEXT = "here"
CLUSTER = {"storageClasses": ["default", "premium"], "defaultStorageClass": "default"}
ISSUER = "kubernetes:cert-manager.io/v1:ClusterIssuer"
CONFIG_MAP, SECRET = "kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:Secret"
DEPLOYMENT, STATEFUL_SET = "kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"


def thing(token: str, name: str = "a", **inputs: Any) -> Object:
    metadata = {"name": name, "namespace": "default", **inputs.pop("metadata", {})}
    return Object(token, f"{metadata['namespace']}/{name}", {"metadata": metadata, **inputs}, {}, scope=CONTEXT)


def namespace(name: str = "a") -> Object:
    return Object(NAMESPACE, name, {"metadata": {"name": name}}, {}, scope=CONTEXT)


def release(chart: str, space: str = "default") -> Object:
    inputs = {"chart": f"oci://example.com/charts/{chart}", "name": chart, "namespace": space}
    return Object(RELEASE, f"{space}/{chart}", inputs, {}, scope=CONTEXT)


def prometheus(*containers: tuple[str, int]) -> Object:
    """A release of kube-prometheus-stack with containers, each with the port that it listens on."""
    listening = [{"name": name, "ports": [{"containerPort": port}]} for name, port in containers]
    one = release("kube-prometheus-stack")
    one.inputs["values"] = {"prometheus": {"prometheusSpec": {"containers": listening}}}
    return one


def issuer(**acme: Any) -> Object:
    usual = {"server": "https://example.com", "privateKeySecretRef": {"name": "key"}, "solvers": []}
    return Object(ISSUER, "a", {"metadata": {"name": "a"}, "spec": {"acme": {**usual, **acme}}}, {}, scope=CONTEXT)


def workload(token: str = DEPLOYMENT, labels: dict[str, str] | None = None, **parts: Any) -> Object:
    pod = {"containers": [{"name": "c", **parts.pop("container", {})}], **parts.pop("pod", {})}
    template = {"metadata": {"labels": labels or {"app": "a"}, **parts.pop("metadata", {})}, "spec": pod}
    return thing(token, spec={"selector": {"matchLabels": {"app": "a"}}, "template": template, **parts})


def claiming(storage_class: str | None) -> Object:
    spec = {} if storage_class is None else {"storageClassName": storage_class}
    return workload(STATEFUL_SET, volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": spec}])


def mounting(name: str) -> Object:
    mounts = {"volumeMounts": [{"name": name, "mountPath": "/a"}]}
    return workload(container=mounts, pod={"volumes": [{"name": "a", "emptyDir": {}}]})


def ingress(path: str) -> Object:
    rule = {"http": {"paths": [{"path": path, "pathType": "Prefix"}]}}
    return thing("kubernetes:networking.k8s.io/v1:Ingress", spec={"rules": [rule]})


def service(*ports: dict[str, Any]) -> Object:
    return thing("kubernetes:core/v1:Service", spec={"ports": list(ports)})


@dataclass(frozen=True)
class Case:
    """A step that is let through, and one that only its row refuses."""

    valid: Object
    broken: Object
    step: Step = "create"
    there: tuple[Object, ...] = ()
    """What exists for both."""
    before: tuple[Object, ...] = ()
    """What exists for the valid one only."""


BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
CERT_MANAGER = release("cert-manager")
CASES: dict[str, Case] = {
    "kubernetes-name": Case(thing(CONFIG_MAP, "a.b"), thing(CONFIG_MAP, "a_b")),
    "kubernetes-namespace": Case(thing(SECRET), thing(SECRET, metadata={"namespace": "nowhere"})),
    "kubernetes-definitions": Case(issuer(), issuer(), before=(CERT_MANAGER,)),
    "kubernetes-namespace-in-use": Case(
        namespace("empty"),
        namespace("full"),
        "delete",
        there=(namespace("empty"), namespace("full"), thing(SECRET, metadata={"namespace": "full"})),
    ),
    "kubernetes-definitions-in-use": Case(
        release("prometheus-operator-crds"),
        CERT_MANAGER,
        "delete",
        there=(CERT_MANAGER, release("prometheus-operator-crds"), issuer()),
    ),
    "kubernetes-label": Case(
        thing(CONFIG_MAP, metadata={"labels": {"example.com/a": "A.b-c_d", "b": ""}}),
        thing(CONFIG_MAP, metadata={"labels": {"a": "not a label"}}),
    ),
    "kubernetes-annotation": Case(
        thing(CONFIG_MAP, metadata={"annotations": {"Example.com/a": "any value at all"}}),
        thing(CONFIG_MAP, metadata={"annotations": {"a/b/c": ""}}),
    ),
    "kubernetes-data-key": Case(thing(SECRET, data={".a-b_C": "eA=="}), thing(SECRET, stringData={"a b": "x"})),
    "kubernetes-data-size": Case(
        thing(CONFIG_MAP, data={"a": "x" * 1048576}), thing(CONFIG_MAP, data={"a": "x" * 1048577})
    ),
    "kubernetes-immutable": Case(
        thing(CONFIG_MAP, immutable=True, data={"a": "1"}, metadata={"labels": {"new": "label"}}),
        thing(CONFIG_MAP, immutable=True, data={"a": "2"}),
        "update",
        there=(thing(CONFIG_MAP, immutable=True, data={"a": "1"}),),
    ),
    "kubernetes-budget": Case(
        thing(BUDGET, spec={"minAvailable": 0}), thing(BUDGET, spec={"minAvailable": 0, "maxUnavailable": 1})
    ),
    "kubernetes-ingress-path": Case(ingress("/a"), ingress("a")),
    "kubernetes-service-ports": Case(
        service({"name": "a", "port": 53}, {"name": "b", "port": 53, "protocol": "UDP"}),
        service({"name": "a", "port": 80}, {"name": "b", "port": 80}),
    ),
    "kubernetes-selector": Case(workload(labels={"app": "a", "more": "b"}), workload(labels={"app": "b"})),
    "kubernetes-volume-mount": Case(mounting("a"), mounting("b")),
    "kubernetes-duplicate": Case(
        workload(container={"ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]}),
        workload(container={"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}),
    ),
    "kubernetes-storage-class": Case(claiming("premium"), claiming("gold")),
    "kubernetes-pod-of-prometheus": Case(
        prometheus(("prometheus", 9090), ("a", 8081), ("b", 8082)),
        prometheus(("a", 8081), ("b", 8081)),
        there=(release("prometheus-operator-crds"),),
    ),
    "kubernetes-definition": Case(issuer(), issuer(serverr="x"), there=(CERT_MANAGER,)),
}
"""By the name of the row."""
