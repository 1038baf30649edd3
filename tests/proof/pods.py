"""Pods of a stack as they would run: what the program declares, what the platform's webhooks add, files and all."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.proof.clusters import Cluster
from tests.proof.declarations import Declared, Stack

AZURE_TOKENS = "/var/run/secrets/azure/tokens"
AWS_TOKENS = "/var/run/secrets/eks.amazonaws.com/serviceaccount"
KUBE_PROMETHEUS_STACK = "kube-prometheus-stack"


@dataclass(frozen=True)
class Pod:
    """One pod's template, admitted; its service account and the ConfigMaps of its namespace."""

    name: str
    namespace: str
    template: dict[str, Any]
    config_maps: Mapping[str, Mapping[str, str]]
    component: str
    """The component that declared it."""

    @property
    def container(self) -> dict[str, Any]:
        return self.template["spec"]["containers"][0]

    @property
    def subject(self) -> str:
        return f"system:serviceaccount:{self.namespace}:{self.template['spec']['serviceAccountName']}"

    @property
    def mounts(self) -> dict[str, str]:
        """Directories by the volumes mounted there."""
        return {mount["name"]: mount["mountPath"] for mount in self.container.get("volumeMounts", [])}

    def environment(self, root: Path) -> dict[str, str]:
        variables = self.container.get("env", [])
        return {v["name"]: self.name if "valueFrom" in v else self.rooted(v["value"], root) for v in variables}

    def arguments(self, root: Path) -> list[str]:
        """The command line, with variables expanded as the kubelet does."""
        values = self.environment(root)
        expanded = [re.sub(r"\$\((\w+)\)", lambda m: values[m[1]], one) for one in self.container["args"]]
        return [self.rooted(one, root) for one in expanded]

    def write(self, root: Path, cluster: Cluster) -> None:
        """The files of the pod's volumes, below a folder that stands for its root."""
        volumes = {volume["name"]: volume for volume in self.template["spec"].get("volumes", [])}
        for name, directory in self.mounts.items():
            folder = root / directory.lstrip("/")
            folder.mkdir(parents=True, exist_ok=True)
            for file, text in self._files(volumes.get(name, {}), cluster):
                (folder / file).write_text(text)

    def rooted(self, text: str, root: Path) -> str:
        """Text with paths in mounted directories below the root; a path that nothing is mounted at stays."""
        places = "|".join(re.escape(place) for place in self.mounts.values())
        return re.sub(rf"(^|=)(?=({places})(/|$))", rf"\g<1>{root}", text) if places else text

    def _files(self, volume: Mapping[str, Any], cluster: Cluster) -> Iterator[tuple[str, str]]:
        for source in volume.get("projected", {}).get("sources", []):
            token = source["serviceAccountToken"]
            yield token["path"], cluster.token(self.subject, token["audience"])
        if "configMap" in volume:
            yield from self.config_maps[volume["configMap"]["name"]].items()


def prometheus_pod(stack: Stack, cluster: Cluster) -> Pod:
    """The pod that chart and operator make of the release's values."""
    release = next(r for r in stack.releases if r.inputs["name"] == KUBE_PROMETHEUS_STACK)
    prometheus = release.inputs["values"]["prometheus"]
    spec, account = prometheus["prometheusSpec"], prometheus["serviceAccount"]
    own = next((c for c in spec.get("containers", []) if c["name"] == "prometheus"), {"name": "prometheus"})
    template = {
        "metadata": {"labels": spec.get("podMetadata", {}).get("labels", {})},
        "spec": {
            "serviceAccountName": account["name"],
            "containers": [{**own, "volumeMounts": spec.get("volumeMounts", [])}],
            "volumes": spec.get("volumes", []),
        },
    }
    template = admitted(template, account.get("annotations", {}), cluster)
    return Pod("prometheus-0", release.inputs["namespace"], template, {}, release.component)


def bucket_pods(stack: Stack, cluster: Cluster) -> list[Pod]:
    """A pod of every workload that reads an object store file."""
    return [
        _workload_pod(stack, one, cluster)
        for kind in ("StatefulSet", "Deployment")
        for one in stack.of(f"kubernetes:apps/v1:{kind}")
        if any("objstore" in argument for argument in one.inputs["spec"]["template"]["spec"]["containers"][0]["args"])
    ]


def admitted(template: dict[str, Any], annotations: Mapping[str, str], cluster: Cluster) -> dict[str, Any]:
    """A pod's template after the webhooks of its platform, which read its labels and its account's annotations."""
    template = copy.deepcopy(template)
    if cluster.kind == "aks" and template["metadata"]["labels"].get("azure.workload.identity/use") == "true":
        # https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
        environment = {
            "AZURE_CLIENT_ID": annotations.get("azure.workload.identity/client-id", ""),
            "AZURE_TENANT_ID": annotations.get("azure.workload.identity/tenant-id", cluster.tenant),
            "AZURE_FEDERATED_TOKEN_FILE": f"{AZURE_TOKENS}/azure-identity-token",
            "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/",
        }
        _inject(template, environment, AZURE_TOKENS, "azure-identity-token", "api://AzureADTokenExchange")
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


def _workload_pod(stack: Stack, workload: Declared, cluster: Cluster) -> Pod:
    meta, template = workload.inputs["metadata"], workload.inputs["spec"]["template"]
    accounts = _named(stack, "kubernetes:core/v1:ServiceAccount", meta["namespace"])
    # A service account that nobody declared has no annotations: the namespace's own `default`, or none at all.
    account = accounts.get(template["spec"]["serviceAccountName"], {})
    maps = {n: m["data"] for n, m in _named(stack, "kubernetes:core/v1:ConfigMap", meta["namespace"]).items()}
    template = admitted(template, account.get("metadata", {}).get("annotations", {}), cluster)
    return Pod(f"{meta['name']}-0", meta["namespace"], template, maps, workload.component)


def _named(stack: Stack, token: str, namespace: str) -> dict[str, dict[str, Any]]:
    there = [o.inputs for o in stack.of(token) if o.inputs["metadata"]["namespace"] == namespace]
    return {one["metadata"]["name"]: one for one in there}
