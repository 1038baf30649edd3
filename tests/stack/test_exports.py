"""What a stack offers to others: its endpoints, what it writes to, data sources, passwords, and an address."""

from tests.recorder import plain
from tests.stack.clouds import INGRESS_ADDRESS, PASSWORD, REGION
from tests.stack.program import declared, values
from tests.stack.stacks import EXISTING, others_stores, spoke, stack


def test_a_stack_exports_every_store_that_it_has_built() -> None:
    exports = plain(declared(stack()).exports)

    assert set(exports) == {"endpoints", "targets", "grafanaDataSources", "passwords", "egress", "ingressAddress"}
    assert {name: endpoint["kind"] for name, endpoint in exports["endpoints"].items()} == {
        "azure": "azure-monitor",
        "amp": "amp",
        "thanos": "thanos",
    }
    assert exports["endpoints"]["amp"]["region"] == REGION
    assert {source["name"]: source["url"] for source in exports["grafanaDataSources"]} == {
        name: endpoint["queryUrl"] for name, endpoint in exports["endpoints"].items()
    }
    assert exports["passwords"] == {"thanos": PASSWORD}
    assert exports["ingressAddress"] == INGRESS_ADDRESS


def test_targets_are_what_prometheus_writes_to() -> None:
    for config in (stack(), others_stores(), spoke("other"), spoke("aks", stores=EXISTING)):
        recorder = declared(config)
        entries = values(recorder)["prometheus"]["prometheusSpec"]["additionalRemoteWrite"]

        assert plain(recorder.exports["targets"]) == {entry["name"]: entry["url"] for entry in entries}
        assert set(recorder.exports["targets"]) == set(config["backends"])


def test_stores_of_others_are_not_offered_on() -> None:
    exports = declared(others_stores()).exports

    assert exports["endpoints"] == {}
    assert exports["grafanaDataSources"] == []
    assert exports["passwords"] == {}
    assert "ingressAddress" not in exports
