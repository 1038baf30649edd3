"""The PodIdentity contract: what a pod needs so that a cloud accepts its service account token as an identity."""

from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

TOKEN_SECONDS = 3600


class TokenSource(StrEnum):
    """Where a pod gets the token from that a cloud exchanges for its identity."""

    WEBHOOK = "webhook"
    """A webhook of the platform adds it to the pod, as AKS and EKS do."""
    AGENT = "agent"
    """An agent on the node answers for the pod, as EKS Pod Identity does."""
    PROJECTED = "projected"
    """The pod projects it itself, on every cluster whose issuer the cloud trusts."""


class ServiceAccount(TypedDict):
    """A Kubernetes service account a cloud trusts: `system:serviceaccount:<namespace>:<name>` in its tokens."""

    namespace: str
    """Namespace of the account; no wildcard."""
    name: str
    """Name of the account; no wildcard."""


class ProjectedToken(TypedDict):
    """A service account token the kubelet writes into the pod, where no webhook of the platform does it."""

    name: str
    """Name of the volume; unique in the pod."""
    audience: str
    """Audience (`aud`) of the token, as the cloud's trust in it demands."""
    directory: str
    """Absolute directory the token is mounted in."""
    file: str
    """File name in that directory."""


class PodIdentity(TypedDict):
    """One cloud identity of one pod. Its keys are known while the program runs; only values may be Outputs."""

    service_account_annotations: NotRequired[dict[str, pulumi.Input[str]]]
    """Annotations of the pod's service account that a platform's webhook reads."""
    pod_labels: NotRequired[dict[str, str]]
    """Labels of the pod that a platform's webhook selects on."""
    environment: NotRequired[dict[str, pulumi.Input[str]]]
    """Environment variables of the container that signs in."""
    tokens: NotRequired[list[ProjectedToken]]
    """Tokens to project; empty where the platform injects them."""


def token_volume(token: ProjectedToken) -> Any:
    """The pod's volume with the token, in Kubernetes' own keys. The kubelet renews it within the hour."""
    source = {"audience": token["audience"], "path": token["file"], "expirationSeconds": TOKEN_SECONDS}
    return {"name": token["name"], "projected": {"sources": [{"serviceAccountToken": source}]}}
