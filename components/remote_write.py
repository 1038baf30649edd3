"""The RemoteWriteTarget contract: what one Prometheus needs to write to one store, and its rendering."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from components.pod_identity import PodIdentity


class TargetError(pulumi.RunError):
    """Targets that the operator or the API server would reject, and with them the whole Prometheus."""


class AzureAd(TypedDict):
    """Entra sign-in with the pod's own federated token."""

    client_id: pulumi.Input[str]
    """Client id (not object id) of the identity."""
    tenant_id: str
    """Tenant of the identity."""


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


class BasicAuth(TypedDict):
    """User and password, both read from a Secret."""

    username: SecretKey
    """Where the user name is."""
    password: SecretKey
    """Where the password is."""


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
    headers: NotRequired[dict[str, str]]
    """Additional request headers; never a credential."""
    queue: NotRequired[Queue]
    relabelings: NotRequired[list[Relabeling]]
    """Applied to samples of this target only."""
    identity: NotRequired[PodIdentity]
    """Cloud identity the pod needs. Targets of one identity share one object."""


AUTHENTICATIONS = ("azure_ad", "sigv4", "basic_auth", "bearer_token")


def once_ready(url: pulumi.Input[str], ready: Sequence[pulumi.Input[str]]) -> pulumi.Output[str]:
    """The URL, known only when every output in `ready` is: nobody can write there before the way exists.

    A 403 while a role is missing makes Prometheus drop the batch; it is not retried
    (https://github.com/prometheus/prometheus/blob/main/storage/remote/client.go).
    """
    return pulumi.Output.all(url, *ready).apply(_first)


def remote_write(targets: Sequence[RemoteWriteTarget]) -> list[dict[str, Any]]:
    """The `remoteWrite` list of a Prometheus resource. Raises TargetError for what the operator would reject."""
    if twice := _repeated([target["name"] for target in targets]):
        raise TargetError(f"remote-write targets must have different names: {', '.join(twice)}")
    return [_entry(target) for target in targets]


def pod_identity(targets: Sequence[RemoteWriteTarget]) -> PodIdentity:
    """All identities of the targets in one. Raises TargetError where two of them want the same key."""
    identities = list(
        {id(target["identity"]): target["identity"] for target in targets if "identity" in target}.values()
    )
    tokens = [token for identity in identities for token in identity.get("tokens", [])]
    for field in ("name", "directory"):
        if twice := _repeated([token[field] for token in tokens]):
            raise TargetError(f"two remote-write targets need a token of the same {field}: {', '.join(twice)}")
    return PodIdentity(
        service_account_annotations=_joined([i.get("service_account_annotations", {}) for i in identities]),
        pod_labels=_joined([i.get("pod_labels", {}) for i in identities]),
        environment=_joined([i.get("environment", {}) for i in identities]),
        tokens=tokens,
    )


def _entry(target: RemoteWriteTarget) -> dict[str, Any]:
    chosen = [kind for kind in AUTHENTICATIONS if kind in target]
    if len(chosen) > 1:
        raise TargetError(f"remote-write target {target['name']}: only one of {', '.join(chosen)} is possible")
    entry: dict[str, Any] = {
        "name": target["name"],
        "url": target["url"],
        **_authentication(target),
        # Without it a 429 is not retried and the batch is lost (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#remote_write).
        "queueConfig": {"retryOnRateLimit": True, **_camel(target.get("queue", Queue()))},
    }
    if headers := target.get("headers"):
        entry["headers"] = headers
    if relabelings := target.get("relabelings"):
        entry["writeRelabelConfigs"] = [_camel(step) for step in relabelings]
    return entry


def _authentication(target: RemoteWriteTarget) -> dict[str, Any]:
    if azure_ad := target.get("azure_ad"):
        identity = {"clientId": azure_ad["client_id"], "tenantId": azure_ad["tenant_id"]}
        return {"azureAd": {"cloud": "AzurePublic", "workloadIdentity": identity}}
    if sigv4 := target.get("sigv4"):
        return {"sigv4": {"region": sigv4["region"]}}
    if basic := target.get("basic_auth"):
        return {"basicAuth": {"username": _selector(basic["username"]), "password": _selector(basic["password"])}}
    if bearer := target.get("bearer_token"):
        return {"authorization": {"type": "Bearer", "credentials": _selector(bearer)}}
    return {}


def _selector(key: SecretKey) -> dict[str, Any]:
    return {"name": key["secret"], "key": key["key"]}


def _camel(values: Any) -> dict[str, Any]:
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), key): value for key, value in values.items()}


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if clash := _repeated([key for part in parts for key in part]):
        raise TargetError(f"two remote-write targets need different identities on one pod: {', '.join(clash)}")
    return {key: value for part in parts for key, value in part.items()}


def _repeated(values: Sequence[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def _first(values: list[str]) -> str:
    return values[0]
