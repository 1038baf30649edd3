"""Pods as clouds meet them: what the program declares, and what the webhooks of the platform add."""

import copy
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.proof.support.declared.declarations import Declared, Stack
from tests.proof.support.pods.manifests import WORKLOADS, Pod, pods
from tests.proof.support.pods.mounted_files import write_files
from tests.proof.support.pods.network import network
from tests.proof.support.stand_ins.clusters import Cluster

AZURE_TOKENS = "/var/run/secrets/azure/tokens"
AWS_TOKENS = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def prometheus_pod(stack: Stack, cluster: Cluster, home: Path) -> Pod:
    """The pod that chart and operator make of the release's values, as far as identities go; its files are written."""
    release = prometheus_release(stack)
    prometheus = release.inputs["values"]["prometheus"]
    spec, account = prometheus["prometheusSpec"], prometheus["serviceAccount"]
    own: dict[str, Any] = next((c for c in spec.get("containers", []) if c["name"] == "prometheus"), {})
    container = {**own, "name": "prometheus", "args": [], "ports": [], "volumeMounts": spec.get("volumeMounts", [])}
    template = {
        "metadata": {"labels": spec.get("podMetadata", {}).get("labels", {})},
        "spec": {
            "serviceAccountName": account["name"],
            "containers": [container],
            "volumes": spec.get("volumes", []),
        },
    }
    inputs = {
        "metadata": {"name": "prometheus", "namespace": release.inputs["namespace"]},
        "spec": {"replicas": 1, "template": admitted(template, account.get("annotations", {}), cluster)},
    }
    workload = dataclasses.replace(release, token=STATEFUL_SET, inputs=inputs)
    [pod] = written([workload], cluster, home)
    return pod


def bucket_pods(stack: Stack, cluster: Cluster, home: Path) -> list[Pod]:
    """A pod of every workload that reads an object store file; its files are written."""
    workloads = [
        _admitted_workload(stack, one, cluster)
        for one in stack.objects
        if one.token.startswith("kubernetes:apps/")
        and any("objstore" in argument for argument in _template(one)["spec"]["containers"][0]["args"])
    ]
    others = [one for one in stack.objects if not one.token.startswith("kubernetes:apps/")]
    return written([*others, *workloads], cluster, home)


def prometheus_release(stack: Stack) -> Declared:
    """The release of kube-prometheus-stack."""
    return next(r for r in stack.releases if r.inputs["name"] == "kube-prometheus-stack")


def subject(pod: Pod) -> str:
    """Who the pod's tokens say that it is."""
    return f"system:serviceaccount:{pod.namespace}:{pod.template['spec'].get('serviceAccountName', 'default')}"


def written(objects: Sequence[Declared], cluster: Cluster, home: Path) -> list[Pod]:
    """Pods of the workloads, with the cluster's tokens and the other files of their volumes."""
    one_each = {one.inputs["metadata"]["name"]: 1 for one in objects if one.token in WORKLOADS}
    made = list(pods(objects, home, replicas=one_each).values())
    for pod in made:
        write_files(
            pod, objects, network(made, objects), lambda audience, pod=pod: cluster.token(subject(pod), audience)
        )
    return made


WEBHOOKS_TENANT = "33333333-3333-4333-8333-333333333333"
"""The cluster's own tenant, which need not be that of the identities."""


def rooted_environment(pod: Pod) -> dict[str, str]:
    """The pod's variables; a path in a mount is where that mount is, another one stays and leads nowhere."""
    return {
        name: str(pod.on_disk(value)) if any(value.startswith(f"{mount}/") for mount in pod.mounts) else value
        for name, value in pod.environment().items()
    }


def admitted(template: dict[str, Any], annotations: Mapping[str, str], cluster: Cluster) -> dict[str, Any]:
    """A pod's template after the webhooks of its platform, which read its labels and its account's annotations."""
    template = copy.deepcopy(template)
    if cluster.kind == "aks" and template["metadata"]["labels"].get("azure.workload.identity/use") == "true":
        # https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
        environment = {
            "AZURE_CLIENT_ID": annotations.get("azure.workload.identity/client-id", ""),
            "AZURE_TENANT_ID": annotations.get("azure.workload.identity/tenant-id", WEBHOOKS_TENANT),
            "AZURE_FEDERATED_TOKEN_FILE": f"{AZURE_TOKENS}/azure-identity-token",
            "AZURE_AUTHORITY_HOST": f"https://{cluster.azure.entra}/",
        }
        _inject(template, environment, AZURE_TOKENS, "azure-identity-token", cluster.azure.token_audience)
    if cluster.kind == "eks" and (role := annotations.get("eks.amazonaws.com/role-arn")):
        # https://github.com/aws/amazon-eks-pod-identity-webhook
        environment = {
            "AWS_STS_REGIONAL_ENDPOINTS": annotations.get("eks.amazonaws.com/sts-regional-endpoints", "regional"),
            "AWS_DEFAULT_REGION": cluster.region,
            "AWS_REGION": cluster.region,
            "AWS_ROLE_ARN": role,
            "AWS_WEB_IDENTITY_TOKEN_FILE": f"{AWS_TOKENS}/token",
        }
        audience = annotations.get("eks.amazonaws.com/audience", "sts.amazonaws.com")
        _inject(template, environment, AWS_TOKENS, "token", audience)
    return template


def edited(stack: Stack, token: str, edit: Callable[[dict[str, Any]], Any]) -> Stack:
    """The stack with an edited copy of the inputs of every object of a type. Fails where nothing changes."""

    def copied(one: Declared) -> Declared:
        if one.token != token:
            return one
        edit(inputs := copy.deepcopy(one.inputs))
        return dataclasses.replace(one, inputs=inputs)

    changed = tuple(copied(one) for one in stack.objects)
    assert changed != stack.objects, f"{stack.name} declares no {token} that this changes"
    return dataclasses.replace(stack, objects=changed)


def _inject(template: dict[str, Any], environment: dict[str, str], directory: str, file: str, audience: str) -> None:
    """Adds variables that are not there, and a projected token."""
    name = f"injected-{file}"
    source = {"serviceAccountToken": {"audience": audience, "path": file}}
    template["spec"].setdefault("volumes", []).append({"name": name, "projected": {"sources": [source]}})
    for container in template["spec"]["containers"]:
        there = container.setdefault("env", [])
        names = {variable["name"] for variable in there}
        there += [{"name": key, "value": value} for key, value in environment.items() if key not in names]
        container.setdefault("volumeMounts", []).append({"name": name, "mountPath": directory})


def _admitted_workload(stack: Stack, workload: Declared, cluster: Cluster) -> Declared:
    namespace, template = workload.inputs["metadata"]["namespace"], _template(workload)
    # An account that nobody declared has no annotations.
    annotations = next(
        (
            one.inputs["metadata"].get("annotations", {})
            for one in stack.of(SERVICE_ACCOUNT)
            if one.inputs["metadata"]["namespace"] == namespace
            and one.inputs["metadata"]["name"] == template["spec"].get("serviceAccountName")
        ),
        {},
    )
    spec = {**workload.inputs["spec"], "template": admitted(template, annotations, cluster)}
    return dataclasses.replace(workload, inputs={**workload.inputs, "spec": spec})


def _template(workload: Declared) -> dict[str, Any]:
    return workload.inputs["spec"]["template"]
