"""What a platform gives a cluster: classes of storage, addresses for load balancers, volumes for claims."""

import threading
from pathlib import Path
from typing import Self

from sandbox.world import World
from tests.proof.support.cluster.kube_api import KubeApi, Object, Refused
from tests.proof.support.declared.stack_files import config_of

ADDRESS = "203.0.113.10"
"""Of every load balancer; kept free for documents (RFC 5737)."""
SECONDS_BETWEEN_LOOKS = 0.2


def storage_classes(stack_file: Path) -> list[Object]:
    """Those of the cluster that a stack file names. Its volumes are made by hand."""
    cluster = World.load().cluster(config_of(stack_file)["cluster"]["context"])
    assert cluster, f"{stack_file.name} names a cluster that the world does not have"
    common = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "kubernetes.io/no-provisioner"}
    return [{**common, "metadata": {"name": name}} for name in cluster["storageClasses"]]


class ClusterPlatform:
    """Looks after one cluster for the length of a `with`."""

    def __init__(self, api: KubeApi) -> None:
        self._api = api
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(SECONDS_BETWEEN_LOOKS):
            # Somebody else may have changed or deleted what was just read: the next look finds out.
            try:
                self._give_addresses()
                self._give_volumes()
            except (Refused, OSError):
                continue

    def _give_addresses(self) -> None:
        for service in self._api.list("v1", "Service"):
            if service["spec"]["type"] == "LoadBalancer" and not service["status"]["loadBalancer"]:
                self._api.merge_status(service, {"loadBalancer": {"ingress": [{"ip": ADDRESS}]}})

    def _give_volumes(self) -> None:
        for claim in self._api.list("v1", "PersistentVolumeClaim"):
            if claim["status"].get("phase") == "Pending" and "volumeName" not in claim["spec"]:
                self._api.apply(_volume(claim))


def _volume(claim: Object) -> Object:
    metadata, spec = claim["metadata"], claim["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"volume-{metadata['uid']}"},
        "spec": {
            "accessModes": spec["accessModes"],
            "capacity": spec["resources"]["requests"],
            "storageClassName": spec.get("storageClassName", ""),
            "persistentVolumeReclaimPolicy": "Retain",
            "hostPath": {"path": "/proof"},
            "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim"}
            | {key: metadata[key] for key in ("name", "namespace", "uid")},
        },
    }
