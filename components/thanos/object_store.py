"""The object store configuration of every pod that touches the bucket (https://thanos.io/v0.42/thanos/storage.md/)."""

import hashlib
from typing import Any, TypedDict

import pulumi

from components.contracts.pod_identity import PodIdentity

PUBLIC_BLOB = "blob.core.windows.net"


class BucketAccess(TypedDict):
    """What a pod needs to touch the bucket."""

    config_map: pulumi.Input[str]
    """Name of the ConfigMap with the object store configuration."""
    checksum: pulumi.Input[str]
    """Checksum of the configuration: Thanos reads it once, so that pods restart when it changes."""
    identity: PodIdentity
    """Cloud identity that may write blobs."""


def object_store(
    storage_account: pulumi.Input[str], container: pulumi.Input[str], endpoint: str = PUBLIC_BLOB
) -> dict[str, Any]:
    """A container in Azure Blob Storage below a cloud's endpoint, entered with the pod's workload identity.

    `user_assigned_id` stays away: with it the client asks the node's metadata service and ignores the pod's token
    (https://github.com/thanos-io/objstore/blob/71d60dfee488/providers/azure/helpers.go). An unknown key is fatal.
    """
    return {
        "type": "AZURE",
        "config": {
            "storage_account": storage_account,
            "container": container,
            "endpoint": endpoint,
            "storage_create_container": False,
        },
    }


def object_store_file(
    storage_account: pulumi.Input[str], container: pulumi.Input[str], endpoint: str = PUBLIC_BLOB
) -> pulumi.Output[str]:
    """The configuration as Thanos reads it: JSON, which is YAML."""
    return pulumi.Output.json_dumps(object_store(storage_account, container, endpoint), indent=2)


def checksum(text: pulumi.Input[str]) -> pulumi.Output[str]:
    """A checksum of a configuration, for a pod's annotation."""
    return pulumi.Output.from_input(text).apply(_sha256)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
