"""What an API server refuses of objects without pods: labels, keys, files, budgets, routes, ports."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.kubernetes.fields import TEMPLATES, invalid, untyped
from sandbox.rules import Request, Table
from sandbox.values import fields, items

RULES = Table("kubernetes")

_FILES = ("core/v1:ConfigMap", "core/v1:Secret")
_PREFIX = r"([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
_WORD = r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_LABELS = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"


@RULES.rule(says="a label whose key or value has characters or a length that labels cannot have", source=_LABELS)
def _label(request: Request) -> str | None:
    for path, key, value in _labels(request):
        if not _is_key(key):
            return invalid(request, path, f"Invalid value: {key!r}: is no key of a label")
        if not isinstance(value, str) or not re.fullmatch(f"({_WORD})?", value):
            return invalid(request, path, f"Invalid value: {value!r}: a valid label must be an empty string or {_WORD}")
    return None


@RULES.rule(
    says="an annotation whose key is none, or more than 256 KiB of annotations",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set",
)
def _annotation(request: Request) -> str | None:
    for path in (("metadata",), *([("spec", "template", "metadata")] if request.token in TEMPLATES else [])):
        annotations = fields(request.inputs, *path, "annotations")
        where = ".".join([*path, "annotations"])
        if wrong := next((key for key in annotations if not _is_key(key.lower())), None):
            return invalid(request, where, f"Invalid value: {wrong!r}: is no key of an annotation")
        if sum(len(f"{key}{value}".encode()) for key, value in annotations.items()) > 256 * 1024:
            return invalid(request, where, "Too long: may not be more than 262144 bytes")
    return None


@RULES.rule(
    *_FILES,
    says="a key of a ConfigMap or Secret that could be no file's name",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object",
)
def _data_key(request: Request) -> str | None:
    for part in ("data", "binaryData", "stringData"):
        for key in fields(request.inputs, part):
            if not re.fullmatch(r"[-._a-zA-Z0-9]{1,253}", key) or key == "." or key.startswith(".."):
                return invalid(
                    request, f"{part}[{key}]", f"Invalid value: {key!r}: a valid config key is [-._a-zA-Z0-9]+"
                )
    return None


@RULES.rule(
    *_FILES,
    says="a ConfigMap or Secret of more than 1 MiB",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#motivation",
)
def _data_size(request: Request) -> str | None:
    values = (value for part in ("data", "stringData") for value in fields(request.inputs, part).values())
    # What a Secret's data is encoded in is a third longer than what counts.
    share = 0.75 if request.token.endswith(":Secret") and request.inputs.get("data") else 1
    if sum(len(str(value).encode()) for value in values) * share > 1024 * 1024:
        return invalid(request, "[]", "Too long: may not be more than 1048576 bytes")
    return None


@RULES.rule(
    *_FILES,
    says="a change of an immutable ConfigMap or Secret in place",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable",
    steps=("update",),
)
def _immutable(request: Request) -> str | None:
    if request.old is None or request.old.inputs.get("immutable") is not True:
        return None
    for part in ("immutable", "data", "binaryData", "stringData"):
        if request.changed(part):
            return invalid(request, part, "Forbidden: field is immutable when `immutable` is set")
    return None


@RULES.rule(
    "policy/v1:PodDisruptionBudget",
    says="a budget with both minAvailable and maxUnavailable",
    source="https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget",
)
def _budget(request: Request) -> str | None:
    spec = fields(request.inputs, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        return invalid(request, "spec", "Invalid value: minAvailable and maxUnavailable cannot be both set")
    return None


@RULES.rule(
    "networking.k8s.io/v1:Ingress",
    says="a path of an Ingress that is not absolute",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types",
)
def _ingress_path(request: Request) -> str | None:
    for rule_index, rule in items(request.inputs, "spec", "rules"):
        for index, one in items(rule, "http", "paths"):
            path = str(one.get("path") or "")
            if not path.startswith("/") and (path or one.get("pathType") != "ImplementationSpecific"):
                where = f"spec.rules[{rule_index}].http.paths[{index}].path"
                return invalid(request, where, f"Invalid value: {path!r}: must be an absolute path")
    return None


@RULES.rule(
    "core/v1:Service",
    says="two ports of a Service that have the same name, the same number, or no name",
    source="https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services",
)
def _service_ports(request: Request) -> str | None:
    names: list[Any] = []
    numbers: list[tuple[Any, Any]] = []
    ports = list(items(request.inputs, "spec", "ports"))
    for index, port in ports:
        name, number = port.get("name"), (port.get("port"), port.get("protocol") or "TCP")
        if number in numbers:
            key = f'[port={number[0]},protocol="{number[1]}"]'
            return untyped(request, f".spec.ports: duplicate entries for key {key}")
        if not name and len(ports) > 1:
            return invalid(request, f"spec.ports[{index}].name", "Required value")
        if name and name in names:
            return invalid(request, f"spec.ports[{index}].name", f"Duplicate value: {name!r}")
        names.append(name)
        numbers.append(number)
    return None


def _is_key(key: str) -> bool:
    prefix, slash, _ = key.rpartition("/")
    return len(prefix) <= 253 and re.fullmatch((_PREFIX if slash else "") + _WORD, key) is not None


def _labels(request: Request) -> Iterator[tuple[str, str, Any]]:
    paths = [("metadata", "labels")]
    if request.token in TEMPLATES:
        paths += [("spec", "selector", "matchLabels"), ("spec", "template", "metadata", "labels")]
    for path in paths:
        for key, value in fields(request.inputs, *path).items():
            yield ".".join(path), key, value
