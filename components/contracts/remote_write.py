"""The RemoteWriteTarget contract: what one Prometheus needs to write to one backend."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from components.contracts.pod_identity import PodIdentity


class SigV4(TypedDict):
    """AWS request signing with the pod's own credentials."""

    region: str
    """Region in the signature's scope. Never left out: Prometheus signs an empty scope then, which AMP refuses."""


class SecretKey(TypedDict):
    """One key of a Secret in the namespace of Prometheus."""

    secret: pulumi.Input[str]
    """Name of the Secret."""
    key: str
    """Key in it."""


class FederatedSignIn(TypedDict):
    """Sign-in with the pod's own federated token."""

    client_id: pulumi.Input[str]
    """Client id (not object id) of the identity."""
    tenant_id: str
    """Tenant of the identity."""


class ManagedSignIn(TypedDict):
    """Sign-in as an identity of the pod's node."""

    client_id: pulumi.Input[str]
    """Client id (not object id) of the identity: a node may have several."""


class ApplicationSignIn(TypedDict):
    """Sign-in as an Entra application, with its secret."""

    client_id: pulumi.Input[str]
    """Client id of the application."""
    tenant_id: str
    """Tenant of the application."""
    client_secret: SecretKey
    """Where its secret is."""


class AzureAd(TypedDict):
    """Entra sign-in, in exactly one way."""

    cloud: str
    """Azure cloud, in Prometheus' word: `AzurePublic`, `AzureGovernment` or `AzureChina`."""
    workload_identity: NotRequired[FederatedSignIn]
    managed_identity: NotRequired[ManagedSignIn]
    application: NotRequired[ApplicationSignIn]


class Sidecar(TypedDict):
    """A container beside Prometheus that signs in for it: the target's URL leads there."""

    container: dict[str, Any]
    """The container, in Kubernetes' own keys; its variables and mounts are whole."""
    volumes: NotRequired[list[Any]]
    """Volumes that it mounts beside those of the identity's tokens, in Kubernetes' own keys. Two of one name are one.
    """


class BasicAuth(TypedDict):
    """User and password, both read from a Secret."""

    username: SecretKey
    """Where the user name is."""
    password: SecretKey
    """Where the password is."""


class ConfigMapKey(TypedDict):
    """One key of a ConfigMap in the namespace of Prometheus."""

    config_map: pulumi.Input[str]
    """Name of the ConfigMap."""
    key: str
    """Key in it."""


class Queue(TypedDict):
    """The keys of Prometheus' `queue_config` that differ from its defaults."""

    capacity: NotRequired[int]
    """Samples buffered per shard; 3 to 10 times `max_samples_per_send`."""
    max_shards: NotRequired[int]
    """Upper limit of parallel senders."""
    max_samples_per_send: NotRequired[int]
    """Samples in one request."""
    max_backoff: NotRequired[str]
    """Longest wait between two tries, as a Prometheus duration."""
    batch_send_deadline: NotRequired[str]
    """Longest time a sample waits for its batch to fill, as a Prometheus duration."""
    sample_age_limit: NotRequired[str]
    """Samples older than this are dropped instead of sent, as a Prometheus duration."""


class Relabeling(TypedDict):
    """One step of `write_relabel_configs`."""

    source_labels: NotRequired[list[str]]
    regex: NotRequired[str]
    target_label: NotRequired[str]
    replacement: NotRequired[str]
    action: NotRequired[str]


class RemoteWriteTarget(TypedDict):
    """One `remoteWrite` entry and what the writing pod needs for it. At most one authentication."""

    name: str
    """Name of the queue; unique per Prometheus."""
    url: pulumi.Input[str]
    """Remote-write URL; known only once everything exists that a sample needs on its way (see `once_ready`)."""
    azure_ad: NotRequired[AzureAd]
    sigv4: NotRequired[SigV4]
    basic_auth: NotRequired[BasicAuth]
    bearer_token: NotRequired[SecretKey]
    certificate_authority: NotRequired[ConfigMapKey]
    """Certificates (PEM) that alone vouch for the URL's; those that the system knows when left out."""
    headers: NotRequired[dict[str, str]]
    """Additional request headers; never a credential."""
    queue: NotRequired[Queue]
    relabelings: NotRequired[list[Relabeling]]
    """Applied to samples of this target only."""
    send_native_histograms: NotRequired[bool]
    """Whether native histograms are written too; they are not when left out."""
    identity: NotRequired[PodIdentity]
    """Cloud identity the pod needs. Targets of one identity share one object."""
    sidecar: NotRequired[Sidecar]
    """What signs in for Prometheus, which then does not itself."""


def without_metrics(target: RemoteWriteTarget, patterns: Sequence[str]) -> RemoteWriteTarget:
    """The target without metrics whose whole name is one of the patterns; they are dropped before anything else."""
    if not patterns:
        return target
    step = Relabeling(source_labels=["__name__"], regex="|".join(patterns), action="drop")
    return {**target, "relabelings": [step, *target.get("relabelings", [])]}
