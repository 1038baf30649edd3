"""What an API server refuses of pod templates, and of volumes that a cluster cannot make."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.kubernetes.fields import TEMPLATES, containers, invalid, kind_of, untyped
from sandbox.kubernetes.order_rules import mine
from sandbox.rules import Request, Table
from sandbox.values import fields, items

RULES = Table("kubernetes")

_TEMPLATES = tuple(token.removeprefix("kubernetes:") for token in TEMPLATES)
_STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
_KEYS = {"env": ("name",), "ports": ("containerPort", "protocol"), "volumeMounts": ("mountPath",)}
"""What is unique in each list of a container: its `x-kubernetes-list-map-keys`."""


@RULES.rule(
    *_TEMPLATES,
    says="a selector that does not match the labels of its own pods",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",
)
def _selector(request: Request) -> str | None:
    labels = fields(request.inputs, "spec", "template", "metadata", "labels")
    wanted = fields(request.inputs, "spec", "selector", "matchLabels")
    if any(labels.get(key) != value for key, value in wanted.items()):
        path = "spec.template.metadata.labels"
        return invalid(request, path, f"Invalid value: {dict(labels)}: `selector` does not match template `labels`")
    return None


@RULES.rule(
    *_TEMPLATES,
    says="a volume mount without its volume",
    source="https://kubernetes.io/docs/concepts/storage/volumes/#background",
)
def _volume_mount(request: Request) -> str | None:
    spec = fields(request.inputs, "spec", "template", "spec")
    volumes = [volume.get("name") for _, volume in items(spec, "volumes")]
    volumes += [fields(claim, "metadata").get("name") for claim in _claims(request)]
    for path, container in containers(spec):
        for index, mount in items(container, "volumeMounts"):
            if mount.get("name") not in volumes:
                where = f"spec.template.spec.{path}.volumeMounts[{index}].name"
                return invalid(request, where, f'Not found: "{mount.get("name")}"')
    return None


@RULES.rule(
    *_TEMPLATES,
    says="two containers or volumes of one name; two variables, ports or mounts of one container that are the same",
    source="https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy",
)
def _duplicate(request: Request) -> str | None:
    spec = fields(request.inputs, "spec", "template", "spec")
    for part in ("containers", "initContainers", "volumes"):
        if key := _repeated(spec, part, ("name",)):
            return untyped(request, f".spec.template.spec.{part}: duplicate entries for key {key}")
    for path, container in containers(spec):
        here = f'.spec.template.spec.{path.split("[")[0]}[name="{container.get("name")}"]'
        for part, keys in _KEYS.items():
            if key := _repeated(container, part, keys):
                return untyped(request, f"{here}.{part}: duplicate entries for key {key}")
        names = [port["name"] for _, port in items(container, "ports") if port.get("name")]
        if twice := next((name for name in names if names.count(name) > 1), None):
            return invalid(request, f"spec.template.spec.{path}.ports", f'Duplicate value: "{twice}"')
    return None


@RULES.rule(
    "apps/v1:StatefulSet",
    "core/v1:PersistentVolumeClaim",
    says="a claim of a storage class that the cluster does not have, or of the default class where there is none: "
    "no pod becomes ready",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1",
)
def _storage_class(request: Request) -> str | None:
    cluster = request.world.cluster(str(request.config.get("context", "")))
    if cluster is None:
        return None
    classes = {
        *map(str, cluster.get("storageClasses") or ()),
        *(o.id for o in mine(request) if o.token == _STORAGE_CLASS),
    }
    for claim in _claims(request):
        wanted = fields(claim, "spec").get("storageClassName")
        waiting = f"{kind_of(request.token)} {request.id} does not become ready: pod has unbound PersistentVolumeClaims"
        if wanted is None and not cluster.get("defaultStorageClass"):
            return f"{waiting}: no storage class is set, and the cluster has no default class"
        if wanted and str(wanted) not in classes:
            return f'{waiting}: storageclass.storage.k8s.io "{wanted}" not found'
    return None


def _claims(request: Request) -> Iterator[Mapping[str, Any]]:
    if request.token.endswith(":PersistentVolumeClaim"):
        yield request.inputs
    elif request.token.endswith(":StatefulSet"):
        yield from (claim for _, claim in items(request.inputs, "spec", "volumeClaimTemplates"))


def _repeated(value: Any, part: str, keys: tuple[str, ...]) -> str:
    """The key that two items of a list share, as an API server writes it; empty where none is shared."""
    seen: list[tuple[Any, ...]] = []
    for _, item in items(value, part):
        key = tuple(item.get(name) or ("TCP" if name == "protocol" else None) for name in keys)
        if key in seen:
            said = (
                f'{name}="{one}"' if isinstance(one, str) else f"{name}={one}"
                for name, one in zip(keys, key, strict=True)
            )
            return f"[{','.join(said)}]"
        seen.append(key)
    return ""
