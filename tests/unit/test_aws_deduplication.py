"""What relabelling makes of series before AMP sees them, step by step as Prometheus does it."""

import re

import pytest

from components.aws.deduplication import relabelings

EXTERNAL = {"cluster": "prod-1", "prometheus_replica": "prometheus-0"}


def relabelled(labels: dict[str, str], cluster: str = "prod-1") -> dict[str, str]:
    """The labels after every step. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config"""
    labels = {**EXTERNAL, **labels}
    for step in relabelings(cluster):
        regex = step.get("regex", "(.*)")
        if step.get("action") == "labeldrop":
            labels = {name: value for name, value in labels.items() if not re.fullmatch(regex, name)}
            continue
        value = ";".join(labels.get(name, "") for name in step.get("source_labels", []))
        if found := re.fullmatch(regex, value):
            new = found.expand(step.get("replacement", "$1").replace("$1", r"\1"))
            labels[step.get("target_label", "")] = new
    return {name: value for name, value in labels.items() if value}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"job": "node"}, {"job": "node"}),
        ({"cluster": "etcd"}, {"exported_cluster": "etcd"}),
        ({"cluster": "prod-12"}, {"exported_cluster": "prod-12"}),
        ({"exported_cluster": "theirs"}, {"exported_cluster": "theirs"}),
        ({"cluster": "etcd", "exported_cluster": "theirs"}, {"exported_cluster": "etcd"}),
    ],
)
def test_every_series_is_of_our_cluster_and_keeps_its_own(before: dict[str, str], after: dict[str, str]) -> None:
    assert relabelled(before) == {**after, "cluster": "prod-1", "__replica__": "prometheus-0"}


def test_a_name_is_taken_as_it_is() -> None:
    assert relabelled({"cluster": "prodX1"}, "prod.1")["exported_cluster"] == "prodX1"
