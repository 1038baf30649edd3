"""The remote-write part of a Prometheus resource, rendered from its targets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from components.contracts.pod_identity import PodIdentity
from components.contracts.remote_write import AzureAd, Queue, RemoteWriteTarget, SecretKey
from components.contracts.spelling import camel


class TargetError(ValueError):
    """Targets that the operator or the API server would reject, and with them the whole Prometheus."""


AUTHENTICATIONS = ("azure_ad", "sigv4", "basic_auth", "bearer_token", "sidecar")


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
    if authority := target.get("certificate_authority"):
        entry["tlsConfig"] = {"ca": {"configMap": {"name": authority["config_map"], "key": authority["key"]}}}
    if headers := target.get("headers"):
        entry["headers"] = headers
    if target.get("send_native_histograms"):
        entry["sendNativeHistograms"] = True
    if relabelings := target.get("relabelings"):
        entry["writeRelabelConfigs"] = [_camel(step) for step in relabelings]
    return entry


def _authentication(target: RemoteWriteTarget) -> dict[str, Any]:
    if azure_ad := target.get("azure_ad"):
        return {"azureAd": {"cloud": azure_ad["cloud"], **_entra(target["name"], azure_ad)}}
    if sigv4 := target.get("sigv4"):
        return {"sigv4": {"region": sigv4["region"]}}
    if basic := target.get("basic_auth"):
        return {"basicAuth": {"username": _selector(basic["username"]), "password": _selector(basic["password"])}}
    if bearer := target.get("bearer_token"):
        return {"authorization": {"type": "Bearer", "credentials": _selector(bearer)}}
    return {}


def _entra(name: str, azure_ad: AzureAd) -> dict[str, Any]:
    """The one way of signing in. Raises TargetError for none, and for two."""
    ways: dict[str, Any] = {}
    if federated := azure_ad.get("workload_identity"):
        ways["workloadIdentity"] = {"clientId": federated["client_id"], "tenantId": federated["tenant_id"]}
    if managed := azure_ad.get("managed_identity"):
        ways["managedIdentity"] = {"clientId": managed["client_id"]}
    if application := azure_ad.get("application"):
        secret = _selector(application["client_secret"])
        ids = {"clientId": application["client_id"], "tenantId": application["tenant_id"]}
        ways["oauth"] = {**ids, "clientSecret": secret}
    if len(ways) != 1:
        raise TargetError(f"remote-write target {name}: signs in to Entra in one way, not in {len(ways)}")
    return ways


def _selector(key: SecretKey) -> dict[str, Any]:
    return {"name": key["secret"], "key": key["key"]}


def _camel(values: Any) -> dict[str, Any]:
    return {camel(key): value for key, value in values.items()}


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if clash := _repeated([key for part in parts for key in part]):
        raise TargetError(f"two remote-write targets need different identities on one pod: {', '.join(clash)}")
    return {key: value for part in parts for key, value in part.items()}


def _repeated(values: Sequence[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)
