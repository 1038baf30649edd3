"""A real control plane on loopback: etcd, API server, controllers and scheduler; kwok pretends to be the kubelets."""

import contextlib
import functools
import json
import secrets
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.proof.support.cluster.kube_api import KubeApi, Object, Refused
from tests.proof.support.processes import TOOLS, Process, free_port, run, tool
from tests.proof.support.stand_ins.cluster_platform import ClusterPlatform
from tests.proof.support.waiting import wait_until

STAGES = TOOLS.parent / "share" / "kwok-stages.yaml"
NODES = 3
"""As many as zones, so that what must not share a node finds another."""
# A node's own controllers need a cloud.
CONTROLLERS = "*,-node-ipam-controller,-cloud-node-lifecycle-controller"


@functools.cache
def kubernetes() -> str:
    """Version of the API server: `v1.2.3`."""
    return run([tool("kube-apiserver"), "--version"]).split()[1]


class ControlPlane:
    """One cluster for the length of a `with`: its pods are scheduled and become Ready, but no container runs."""

    api: KubeApi
    """Access of an administrator."""
    kubeconfig: Path
    """The same access as a file."""
    started = False

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="control-plane-")))
            self.kubeconfig = self.home / "kubeconfig"
            self._start(stack)
            self._stack = stack.pop_all()
        self.started = True
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def env(self) -> Mapping[str, str]:
        """Environment of a client's process that reaches this cluster and keeps its files in it."""
        helm = {f"HELM_{kind}_HOME": str(self.home / "helm" / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
        return {"KUBECONFIG": str(self.kubeconfig), **helm}

    def kubeconfig_of(self, namespace: str, service_account: str) -> Path:
        """A file with the access of a service account."""
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{service_account}/token"
        asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
        kubeconfig = self.home / f"{namespace}-{service_account}.kubeconfig"
        self._write_kubeconfig(kubeconfig, self.api.request("POST", path, asked)["status"]["token"])
        return kubeconfig

    def _start(self, stack: contextlib.ExitStack) -> None:
        etcd = f"http://127.0.0.1:{free_port()}"
        port, token = free_port(), secrets.token_hex(16)
        self.api = KubeApi(f"https://127.0.0.1:{port}", token, self.home / "apiserver" / "apiserver.crt")
        self._write_files(token)
        self._run(stack, "etcd", *self._etcd(etcd))
        self._run(stack, "kube-apiserver", *self._api_server(etcd, port), ready=self._api_ready)
        access = f"--kubeconfig={self.kubeconfig}"
        alone = (access, "--leader-elect=false", "--secure-port=0")
        key = f"--service-account-private-key-file={self.home / 'service-accounts.key'}"
        self._run(stack, "kube-controller-manager", *alone, key, f"--controllers={CONTROLLERS}")
        self._run(stack, "kube-scheduler", *alone)
        self._run(stack, "kwok", access, "--manage-all-nodes=true", f"--config={STAGES}")
        for number in range(NODES):
            self.api.apply(_node(number))
        wait_until(self._nodes_ready, what="the nodes to be ready")
        wait_until(self._controllers_work, what="the default service account")
        stack.enter_context(ClusterPlatform(self.api))

    def _run(self, stack: contextlib.ExitStack, program: str, *arguments: str, **options: Any) -> None:
        # Nothing outlives this cluster, so that nothing needs a graceful end.
        log = self.home / "logs" / program
        process = Process([tool(program), *arguments], log=log, stop=signal.SIGKILL, **options)
        stack.enter_context(process)

    def _write_files(self, token: str) -> None:
        key = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self.home / "service-accounts.key").write_bytes(key)
        (self.home / "tokens.csv").write_text(f'{token},proof,proof,"system:masters"\n')
        self._write_kubeconfig(self.kubeconfig, token)

    def _write_kubeconfig(self, path: Path, token: str) -> None:
        cluster = {"server": self.api.server, "certificate-authority": str(self.api.authority)}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "proof", "cluster": cluster}],
            "users": [{"name": "proof", "user": {"token": token}}],
            "contexts": [{"name": "proof", "context": {"cluster": "proof", "user": "proof"}}],
            "current-context": "proof",
        }
        path.write_text(json.dumps(config))

    def _etcd(self, client: str) -> list[str]:
        peer = f"http://127.0.0.1:{free_port()}"
        listen = [f"--listen-client-urls={client}", f"--advertise-client-urls={client}"]
        peers = [
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
        ]
        return [*listen, *peers, f"--data-dir={self.home / 'etcd'}", "--unsafe-no-fsync"]

    def _api_server(self, etcd: str, port: int) -> list[str]:
        key = self.home / "service-accounts.key"
        return [
            f"--etcd-servers={etcd}",
            "--bind-address=127.0.0.1",
            f"--secure-port={port}",
            f"--cert-dir={self.home / 'apiserver'}",
            f"--token-auth-file={self.home / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-cluster-ip-range=10.96.0.0/16",
        ]

    def _api_ready(self) -> bool:
        try:
            return self.api.authority.exists() and self.api.request("GET", "/readyz") == "ok"
        except (Refused, OSError):
            return False

    def _nodes_ready(self) -> bool:
        nodes = self.api.list("v1", "Node")
        conditions = [c for node in nodes for c in node.get("status", {}).get("conditions", [])]
        return sum(c["type"] == "Ready" and c["status"] == "True" for c in conditions) == NODES

    def _controllers_work(self) -> bool:
        return bool(self.api.list("v1", "ServiceAccount", "default"))


def _node(number: int) -> Object:
    name = f"node-{number}"
    labels = {
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": f"zone-{number}",
    }
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}}
