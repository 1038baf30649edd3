"""Parts of objects, and the words in which an API server refuses them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.kubernetes.tokens import RELEASE
from sandbox.rules import Request
from sandbox.values import fields, items

TEMPLATES = tuple(f"kubernetes:apps/v1:{kind}" for kind in ("Deployment", "StatefulSet", "DaemonSet"))
"""Types whose pods are made from a template."""


def name_of(token: str, inputs: Mapping[str, Any]) -> str:
    """Name of a release or an object."""
    return str(inputs.get("name", "") if token == RELEASE else fields(inputs, "metadata").get("name", ""))


def containers(spec: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every container of a pod's spec with its path in there."""
    for kind in ("initContainers", "containers"):
        yield from ((f"{kind}[{index}]", container) for index, container in items(spec, kind))


def kind_of(token: str) -> str:
    return token.split(":")[-1]


def invalid(request: Request, path: str, message: str) -> str:
    """An API server's answer to an object that its validation does not let through."""
    group = request.token.split(":")[1].split("/")[0]
    kind = kind_of(request.token) if group == "core" else f"{kind_of(request.token)}.{group}"
    return f'422 Invalid: {kind} "{name_of(request.token, request.inputs)}" is invalid: {path}: {message}'


def untyped(request: Request, message: str) -> str:
    """An API server's answer to a server-side apply that does not fit the type's schema."""
    version, kind = request.token.split(":")[1].removeprefix("core/"), kind_of(request.token)
    return f"500 InternalError: failed to create typed patch object ({request.id}; {version}, Kind={kind}): {message}"
