"""The kubernetes provider on a real API server: objects are applied, charts are installed by Helm."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kubernetes.client import ApiException

from sandbox.cloud import Cloud, Object, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.api_server import ApiServer, name_of, wait
from sandbox.kubernetes.provider import Kubernetes
from sandbox.kubernetes.tokens import RELEASE

WORKLOADS = ("Deployment", "StatefulSet")
READY_SECONDS = 180
BALANCER_ADDRESS = "127.0.0.1"


class RealCluster(Kubernetes):
    """Keeps the rules of order it inherits; what they let through, a real cluster has to accept as well.

    Two things a bare cluster lacks are stood in for: a load balancer gets a loopback address, and where pods only
    pretend to run (`pretended`), the webhooks of an installed chart, which nobody answers, are not asked.
    """

    def __init__(self, cloud: Cloud, fail: FailureSwitch, kubeconfig: Path, *, pretended: bool) -> None:
        super().__init__(cloud, fail)
        self.kubeconfig = kubeconfig
        self.pretended = pretended
        self.server = ApiServer(kubeconfig)
        self._stopped = threading.Event()
        threading.Thread(target=self._balance_load, daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def create(self, token: str, inputs: dict[str, Any]) -> Object:
        with self.cloud.lock:
            self.fail.check(token)
            self.refuse("create", token, inputs, None)
            self.refuse_unreachable("create", token, inputs, None)
        outputs = self._release(inputs) if token == RELEASE else self._apply(token, inputs)
        made = Object(token, self.make_id(token, inputs), inputs, outputs, "", self.scope(token, inputs), False)
        with self.cloud.lock:
            self.cloud.add(made)
        return made

    def update(self, old: Object, inputs: dict[str, Any]) -> Object:
        with self.cloud.lock:
            self.refuse("update", old.token, inputs, old)
            self.refuse_unreachable("update", old.token, inputs, old)
        old.outputs = self._release(inputs) if old.token == RELEASE else self._apply(old.token, inputs)
        old.inputs = inputs
        with self.cloud.lock:
            self.cloud.save(old)
        return old

    def delete(self, old: Object) -> None:
        with self.cloud.lock:
            self.refuse("delete", old.token, old.inputs, old)
            self.refuse_unreachable("delete", old.token, old.inputs, old)
        if old.token == RELEASE:
            self._helm(["uninstall", old.inputs["name"], "--namespace", old.inputs["namespace"], "--wait"])
        else:
            self.server.delete(self._body(old.token, old.inputs))
        with self.cloud.lock:
            self.cloud.remove(old)

    def find(self, token: str, id_: str, known: Mapping[str, Any]) -> Object | None:
        """An object of the stack while it is there, or one that a chart has made."""
        if kept := super().find(token, id_, known):
            gone = token != RELEASE and self.server.get(self._body(token, kept.inputs)) is None
            return None if gone else kept
        namespace, _, name = id_.rpartition("/")
        body = self._body(token, {"metadata": {"name": name, "namespace": namespace}})
        live = self.server.get(body) if token != RELEASE else None
        return Object(token, id_, body, _plain(live), "", self.scope(token, body), False) if live else None

    def _apply(self, token: str, inputs: dict[str, Any]) -> dict[str, Any]:
        body = self._body(token, inputs)
        try:
            self.server.apply(body)
        except ApiException as error:
            raise Refused(f"{name_of(body)}: {_message(error)}") from None
        if body["kind"] in WORKLOADS:
            try:
                wait(
                    lambda: _is_ready(self.server.get(body)), seconds=READY_SECONDS, what=f"{name_of(body)} to be ready"
                )
            except TimeoutError as error:
                raise Refused(str(error)) from None
        return self.outputs(token, self.make_id(token, inputs), inputs)

    def _release(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        name, namespace = inputs["name"], inputs["namespace"]
        arguments = ["upgrade", "--install", name, *_chart_arguments(inputs), "--namespace", namespace, "--values", "-"]
        self._helm([*arguments, "--wait", "--timeout", f"{inputs.get('timeout', 300)}s"], json.dumps(inputs["values"]))
        if self.pretended:
            self._remove_unanswered_webhooks(name)
        return self.outputs(RELEASE, self.make_id(RELEASE, inputs), inputs)

    def _remove_unanswered_webhooks(self, release: str) -> None:
        for kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"):
            for webhook in self.server.objects("admissionregistration.k8s.io/v1", kind):
                if webhook["metadata"].get("labels", {}).get("app.kubernetes.io/instance") == release:
                    self.server.delete({**webhook, "apiVersion": "admissionregistration.k8s.io/v1", "kind": kind})

    def _helm(self, arguments: list[str], stdin: str = "") -> None:
        helm = Path(".tools/bin/helm").resolve()
        command = [str(helm) if helm.exists() else shutil.which("helm") or "helm", *arguments]
        environment = {**os.environ, "KUBECONFIG": str(self.kubeconfig)}
        done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(f"helm {arguments[0]}: {done.stderr.strip()}")

    def _body(self, token: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The object as the API server takes it: a type token carries its API version and kind."""
        group_version, kind = token.split(":")[1:]
        version = group_version.removeprefix("core/")
        return {**inputs, "apiVersion": inputs.get("apiVersion", version), "kind": inputs.get("kind", kind)}

    def _balance_load(self) -> None:
        while not self._stopped.wait(0.5):
            try:
                services = self.server.objects("v1", "Service")
            except (ApiException, OSError):
                continue
            for service in services:
                waiting = not service.get("status", {}).get("loadBalancer", {}).get("ingress")
                if service["spec"].get("type") == "LoadBalancer" and waiting:
                    body = {**service, "apiVersion": "v1", "kind": "Service"}
                    self.server.patch_status(body, {"loadBalancer": {"ingress": [{"ip": BALANCER_ADDRESS}]}})


def _chart_arguments(inputs: Mapping[str, Any]) -> list[str]:
    """A packaged chart of CHARTS_DIR where there is one; else the chart's own place, which needs a network."""
    packaged = Path(os.environ.get("CHARTS_DIR", "")) / f"{inputs['chart'].rsplit('/', 1)[-1]}-{inputs['version']}.tgz"
    if packaged.is_file():
        return [str(packaged)]
    repository = inputs.get("repositoryOpts", {}).get("repo")
    return [inputs["chart"], "--version", inputs["version"], *(["--repo", repository] if repository else [])]


def _is_ready(live: dict[str, Any] | None) -> bool:
    if live is None:
        return False
    status, wanted = live.get("status", {}), live["spec"].get("replicas", 1)
    observed = status.get("observedGeneration") == live["metadata"]["generation"]
    return observed and status.get("readyReplicas", 0) >= wanted


def _message(error: ApiException) -> str:
    try:
        return json.loads(str(error.body))["message"]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    except (ValueError, KeyError, TypeError):
        return str(error)


def _plain(live: dict[str, Any]) -> dict[str, Any]:
    """A live object without what every write changes."""
    changing = ("resourceVersion", "managedFields", "generation")
    metadata = {key: value for key, value in live["metadata"].items() if key not in changing}
    return {**live, "metadata": metadata}
