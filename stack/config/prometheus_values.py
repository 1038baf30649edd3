"""What cannot be said of a Prometheus that somebody else has installed. Works on plain values."""

from collections.abc import Iterator, Mapping
from typing import Any

from stack.config.problems import Problem, mapping
from stack.config.sources import Backend, is_built


def prometheus_problems(values: Mapping[str, Any], backends: Mapping[str, Backend]) -> Iterator[Problem]:
    """Keys of what is not installed, and a namespace that is another's."""
    prometheus = mapping(values.get("prometheus"))
    if prometheus.get("install") is not False:
        if "serviceAccount" in prometheus:
            yield (
                "prometheus.serviceAccount",
                "is of a Prometheus of somebody else's; leave it out, or say install: false",
            )
        return
    for key in prometheus.keys() - {"install", "serviceAccount"}:
        yield f"prometheus.{key}", "is of the Prometheus that this program installs; leave it out, or install"
    built = [name for name, backend in backends.items() if backend.get("kind") == "thanos" and is_built(backend)]
    if "storageClass" in mapping(values.get("cluster")) and not built:
        yield "cluster.storageClass", "is of volumes, of which this stack makes none; leave it out"
    namespace = mapping(prometheus.get("serviceAccount")).get("namespace")
    if namespace in built:
        yield f"backends.{namespace}", "is the namespace of prometheus.serviceAccount; choose another name"
