"""Containers beside Prometheus, and namespaces that were there before."""

import pytest

from sandbox.cloud import Object
from tests.unit.sandbox.kubernetes_cases import CLUSTER, prometheus, release, thing
from tests.unit.sandbox.test_kubernetes_rules import answers

DEFINITIONS = release("prometheus-operator-crds")


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (prometheus(("a", 8081), ("a", 8082)), 'Duplicate value: "a"'),
        (prometheus(("a", 9090)), "a: listen tcp :9090"),
        (prometheus(("a", 8080)), "a: listen tcp :8080"),
        (prometheus(("a", 8081), ("b", 8082), ("c", 8081)), "c: listen tcp :8081"),
    ],
)
def test_what_cannot_listen_beside_prometheus_is_named(one: Object, answer: str) -> None:
    (said,) = answers("create", one, [DEFINITIONS])

    assert answer in said


def test_a_chart_that_has_no_prometheus_is_not_asked() -> None:
    other = release("other")
    other.inputs["values"] = prometheus(("a", 8081), ("b", 8081)).inputs["values"]

    assert answers("create", other) == []


def test_an_object_may_be_put_into_a_namespace_of_others() -> None:
    secret = thing("kubernetes:core/v1:Secret", metadata={"namespace": "theirs"})

    assert answers("create", secret, cluster={**CLUSTER, "namespaces": ["theirs"]}) == []
    assert "not found" in answers("create", secret)[0]
