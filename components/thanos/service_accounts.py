"""Service accounts of Thanos' pods: known by name before Thanos is built, so that identities can trust them."""

import pulumi
import pulumi_kubernetes as k8s

from components.contracts.pod_identity import PodIdentity
from components.thanos.names import COMPACT, RECEIVE_INGESTOR, STORE, metadata, object_name


def bucket_service_accounts(name: str) -> list[str]:
    """Service accounts of the pods that touch the bucket, for the Thanos of that name."""
    return [object_name(name, role) for role in (RECEIVE_INGESTOR, STORE, COMPACT)]


def service_account(
    instance: str,
    role: str,
    namespace: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    identity: PodIdentity | None = None,
) -> pulumi.Output[str]:
    """Makes a role's service account and returns its name. No pod of Thanos speaks to the API server."""
    account = k8s.core.v1.ServiceAccount(
        f"{object_name(instance, role)}-service-account",
        metadata={
            **metadata(instance, role, namespace),
            "annotations": (identity or PodIdentity()).get("service_account_annotations", {}),
        },
        automount_service_account_token=False,
        opts=opts,
    )
    return account.metadata.name
