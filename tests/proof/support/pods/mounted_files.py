"""Volumes of a pod as folders on disk, from declared ConfigMaps and Secrets."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml

from tests.proof.support.declared.declarations import Declared
from tests.proof.support.pods.manifests import Pod
from tests.proof.support.pods.network import Network, masked


def write_files(
    pod: Pod, objects: Sequence[Declared], network: Network, token: Callable[[str], str] = "token for {}".format
) -> None:
    """The pod's volumes as folders: ConfigMaps, Secrets, projected tokens (`token` makes one of an audience)."""
    claims = {c["metadata"]["name"] for c in pod.workload.inputs["spec"].get("volumeClaimTemplates", [])}
    volumes = {volume["name"]: volume for volume in pod.template["spec"].get("volumes", [])}
    for mount in pod.container.get("volumeMounts", []):
        assert "subPath" not in mount, f"{pod.name}: files of a subPath mount never change in a running pod"
        folder = pod.on_disk(mount["mountPath"])
        folder.mkdir(parents=True, exist_ok=True)
        if mount["name"] in claims or "emptyDir" in volumes[mount["name"]]:
            continue
        for name, text in _contents(pod, volumes[mount["name"]], objects, token).items():
            (folder / name).write_text(local := network.localized(text))
            assert _same(text, local), f"{pod.name}: more than addresses differ in {name}:\n{text}\n{local}"


def data_of(objects: Sequence[Declared], kind: str, namespace: str, name: str) -> dict[str, str]:
    """Texts of a declared ConfigMap or Secret by key."""
    for one in objects:
        metadata = one.inputs.get("metadata", {})
        if one.kind == kind and (metadata.get("namespace"), metadata.get("name")) == (namespace, name):
            plain = one.inputs.get("stringData", {}) if kind == "Secret" else one.inputs.get("data", {})
            coded = one.inputs.get("data", {}) if kind == "Secret" else one.inputs.get("binaryData", {})
            return {**{key: base64.b64decode(value).decode() for key, value in coded.items()}, **plain}
    raise AssertionError(f"nobody declares {kind} {namespace}/{name}")


def _contents(
    pod: Pod, volume: Mapping[str, Any], objects: Sequence[Declared], token: Callable[[str], str]
) -> dict[str, str]:
    if "configMap" in volume:
        return data_of(objects, "ConfigMap", pod.namespace, volume["configMap"]["name"])
    if "secret" in volume:
        return data_of(objects, "Secret", pod.namespace, volume["secret"]["secretName"])
    sources = [source["serviceAccountToken"] for source in volume["projected"]["sources"]]
    return {source["path"]: token(source["audience"]) for source in sources}


def _same(declared: str, local: str) -> bool:
    """Whether two files differ in addresses only; what stood for several pods may be several items."""
    if "dnssrv+" not in declared:
        return masked(declared) == masked(local)
    return _distinct(yaml.safe_load(masked(declared))) == _distinct(yaml.safe_load(masked(local)))


def _distinct(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _distinct(one) for key, one in value.items()}
    if isinstance(value, list):
        items = [_distinct(one) for one in value]
        return [one for n, one in enumerate(items) if one not in items[:n]]
    return value
