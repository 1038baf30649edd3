"""A Prometheus that somebody else has installed, who gives the stack's output `prometheusValues` to the chart."""

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

from tests.proof.support.declared import declarations

VALUES = "prometheusValues"
THEIRS: dict[str, Any] = {
    "crds": {"enabled": False},
    "grafana": {"enabled": False},
    "prometheus": {
        "serviceAccount": {"create": True, "annotations": {}},
        "prometheusSpec": {
            "version": "3.14.0",
            "podMetadata": {"labels": {}},
            "containers": [],
            "volumes": [],
            "volumeMounts": [],
        },
    },
}
"""Their own values."""


def with_theirs(stack: "declarations.Stack", like: "declarations.Stack", namespace: str) -> "declarations.Stack":
    """The stack among the namespace, the definitions and the release of somebody else, whose charts are those of
    another stack."""
    [space] = like.of("kubernetes:core/v1:Namespace")
    crds, release = (_release(like, name) for name in ("prometheus-operator-crds", "kube-prometheus-stack"))
    labels = space.inputs["metadata"]["labels"]
    inputs = {**space.inputs, "metadata": {"name": namespace, "labels": labels}}
    values = merged(THEIRS, stack.outputs[VALUES])
    theirs = (
        dataclasses.replace(space, id=namespace, inputs=inputs),
        _in(crds, namespace),
        *stack.objects,
        _in(release, namespace, values=values),
    )
    return dataclasses.replace(stack, objects=theirs)


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Values as Helm puts two files together: maps are joined, a list takes the place of another."""
    both = {
        key: merged(one[key], other[key])
        for key in one.keys() & other.keys()
        if isinstance(one[key], Mapping) and isinstance(other[key], Mapping)
    }
    return {**copy.deepcopy(dict(one)), **other, **both}


def _release(stack: "declarations.Stack", name: str) -> "declarations.Declared":
    return next(one for one in stack.releases if one.inputs["name"] == name)


def _in(release: "declarations.Declared", namespace: str, **inputs: Any) -> "declarations.Declared":
    name = release.inputs["name"]
    return dataclasses.replace(
        release, id=f"{namespace}/{name}", inputs={**release.inputs, "namespace": namespace, **inputs}, component=""
    )
