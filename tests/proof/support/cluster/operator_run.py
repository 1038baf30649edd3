"""A real prometheus-operator on a control plane, with the arguments and the rights its chart gives it, and its work."""

import base64
import contextlib
import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.proof.support.cluster.control_plane import ControlPlane
from tests.proof.support.cluster.kube_api import Object, Refused
from tests.proof.support.declared.declarations import Declared
from tests.proof.support.processes import Process, answers, free_port, tool
from tests.proof.support.waiting import PATIENCE, wait_until

API = "monitoring.coreos.com/v1"
MONITORS = {"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}


@dataclass
class Operated:
    """A release of kube-prometheus-stack whose objects an operator looks after."""

    plane: ControlPlane
    release: Declared
    prometheus: Object
    """The reconciled Prometheus, as the API server has it."""

    @property
    def name(self) -> str:
        """Of what the operator makes for the Prometheus."""
        return f"prometheus-{self.prometheus['metadata']['name']}"

    @property
    def namespace(self) -> str:
        return self.prometheus["metadata"]["namespace"]

    def config(self) -> str:
        """The configuration file that the operator wrote."""
        secret = self.plane.api.get("v1", "Secret", self.name, self.namespace)
        return gzip.decompress(base64.b64decode(secret["data"]["prometheus.yaml.gz"])).decode()

    def files(self) -> dict[str, str]:
        """Rules and certificates beside the configuration, by path in the pod."""
        found = {}
        for kind, folder in (("ConfigMap", "rules/{}/"), ("Secret", "certs/")):
            for one in self.plane.api.list("v1", kind, self.namespace):
                if re.fullmatch(rf"{self.name}-(rulefiles|tls-assets)-\d+", name := one["metadata"]["name"]):
                    data = {key: _text(kind, value) for key, value in one.get("data", {}).items()}
                    found |= {f"/etc/prometheus/{folder.format(name)}{key}": text for key, text in data.items()}
        return found

    def template(self) -> Object:
        """The pod that the operator made for the Prometheus."""
        return self.plane.api.get("apps/v1", "StatefulSet", self.name, self.namespace)["spec"]["template"]

    def secret(self, name: str, key: str) -> str:
        """The value of a key of a Secret beside the Prometheus."""
        return _text("Secret", self.plane.api.get("v1", "Secret", name, self.namespace)["data"][key])


@contextlib.contextmanager
def operated(plane: ControlPlane, release: Declared) -> Iterator[Operated]:
    """The operator at work, everything it looks after reconciled.

    Its arguments are the chart's but for its listener: loopback, without TLS. The certificate that a job of the chart
    makes is put in place, for monitors ask for it and no pretended job makes any.
    """
    namespace = release.inputs["namespace"]
    deployment = plane.api.get("apps/v1", "Deployment", f"{release.inputs['name']}-operator", namespace)
    pod = deployment["spec"]["template"]["spec"]
    plane.api.apply(_certificate(plane, f"{release.inputs['name']}-admission", namespace))
    port = free_port()
    arguments = [one for one in pod["containers"][0]["args"] if not one.startswith("--web.")]
    with Process(
        [tool("operator"), *arguments, f"--web.listen-address=127.0.0.1:{port}"],
        log=plane.home / "logs" / "operator",
        env={"KUBECONFIG": str(plane.kubeconfig_of(namespace, pod["serviceAccountName"]))},
        ready=lambda: answers(f"http://127.0.0.1:{port}/healthz"),
    ):
        for one in [*plane.api.list(API, "Prometheus"), *plane.api.list(API, "Alertmanager")]:
            wait_until_reconciled(plane, one)
        [prometheus] = plane.api.list(API, "Prometheus")
        yield Operated(plane, release, prometheus)


def wait_until_reconciled(plane: ControlPlane, one: Object, *, seconds: float = PATIENCE) -> None:
    """Waits until the operator has made what an object asks for and its pods are Ready. Fails with its refusal."""
    try:
        wait_until(lambda: _reconciled(plane, one), seconds=seconds, what="it to be reconciled and available")
    except AssertionError as error:
        raise AssertionError(f"{one['kind']} {one['metadata']['name']}: {error}: {refusal(plane, one)}") from None


def refusal(plane: ControlPlane, one: Object) -> str:
    """Why the operator does not make what an object asks for; empty where it does, or has not tried yet."""
    reconciled = _conditions(plane, one).get("Reconciled", {})
    return reconciled["message"] if reconciled.get("status") == "False" else ""


def rejected(plane: ControlPlane) -> list[str]:
    """What the operator has said about the monitors and rules that it leaves out."""
    events = [event for event in plane.api.list("v1", "Event") if event["reason"] == "InvalidConfiguration"]
    found = [(event["involvedObject"], event["message"]) for event in events]
    return sorted(f"{one['namespace']}/{one['name']}: {message}" for one, message in found if _is_there(plane, one))


def unscraped(plane: ControlPlane, config: dict[str, Any]) -> list[str]:
    """Endpoints of monitors that a configuration has no job for."""
    wanted = [
        f"{kind[0].lower()}{kind[1:]}/{one['metadata']['namespace']}/{one['metadata']['name']}/{number}"
        for kind, endpoints in MONITORS.items()
        for one in plane.api.list(API, kind)
        for number in range(len(one["spec"][endpoints]))
    ]
    assert wanted, "there is no monitor"
    return sorted(set(wanted) - {job["job_name"] for job in config["scrape_configs"]})


def _reconciled(plane: ControlPlane, one: Object) -> bool:
    conditions = _conditions(plane, one)
    return all(conditions.get(kind, {}).get("status") == "True" for kind in ("Reconciled", "Available"))


def _conditions(plane: ControlPlane, one: Object) -> dict[str, Any]:
    """Conditions of the object as it is now."""
    metadata = one["metadata"]
    found = plane.api.get(API, one["kind"], metadata["name"], metadata["namespace"])
    conditions = found.get("status", {}).get("conditions", [])
    return {c["type"]: c for c in conditions if c.get("observedGeneration") == found["metadata"]["generation"]}


def _is_there(plane: ControlPlane, reference: Mapping[str, str]) -> bool:
    try:
        plane.api.get(reference["apiVersion"], reference["kind"], reference["name"], reference["namespace"])
    except Refused as refused:
        if refused.code == 404:
            return False
        raise
    return True


def _certificate(plane: ControlPlane, name: str, namespace: str) -> Object:
    certificate = plane.api.authority.read_text()
    data = {"ca": certificate, "cert": certificate, "key": plane.api.authority.with_suffix(".key").read_text()}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace},
        "stringData": data,
    }


def _text(kind: str, value: str) -> str:
    return base64.b64decode(value).decode() if kind == "Secret" else value
