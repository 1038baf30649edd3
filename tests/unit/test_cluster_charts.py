"""What the charts themselves say to our values: their default values, schemas and custom resource definitions."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from components.cluster import versions
from components.cluster.cert_manager import cert_manager_values, issuer_spec
from components.cluster.ingress_nginx import ingress_values
from components.cluster.operator_crds import DEFINITIONS_VALUES
from components.cluster.prometheus_values import prometheus_values
from components.cluster.remote_write_values import remote_write
from components.contracts.remote_write import Queue, Relabeling, RemoteWriteTarget
from tests.unit.cluster_charts import (
    chart_text,
    chart_yaml,
    definition_schema,
    needs_charts,
    packaged_text,
    packaged_yaml,
    unknown_keys,
)
from tests.unit.test_cluster_prometheus_values import IDENTITY, arguments

pytestmark = needs_charts

KPS = "kube-prometheus-stack"
DURATION = st.builds("{}{}".format, st.integers(1, 500), st.sampled_from(["ms", "s", "m", "h"]))
QUEUE = st.fixed_dictionaries(
    {},
    optional={
        "capacity": st.integers(1, 10**6),
        "max_shards": st.integers(1, 1000),
        "max_samples_per_send": st.integers(1, 10**5),
        "max_backoff": DURATION,
        "batch_send_deadline": DURATION,
        "sample_age_limit": DURATION,
    },
)
RELABELING = st.fixed_dictionaries(
    {},
    optional={
        "source_labels": st.lists(st.just("job")),
        "regex": st.text(),
        "target_label": st.just("cluster"),
        "replacement": st.text(),
        "action": st.sampled_from(["replace", "keep", "drop", "labeldrop", "labelkeep"]),
    },
)
PASSWORD = {"username": {"secret": "s", "key": "username"}, "password": {"secret": "s", "key": "password"}}
AUTHENTICATION = st.sampled_from(
    [
        {},
        {"azure_ad": {"cloud": "AzurePublic", "workload_identity": {"client_id": "c", "tenant_id": "t"}}},
        {"sigv4": {"region": "eu-west-1"}},
        {"basic_auth": PASSWORD},
        {"bearer_token": {"secret": "s", "key": "token"}},
    ]
)


@pytest.fixture(scope="module")
def prometheus_schema() -> dict[str, Any]:
    return definition_schema(f"{KPS}/crds/crd-prometheuses.yaml", "v1")["properties"]["spec"]


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(value)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(AUTHENTICATION, QUEUE, st.lists(RELABELING, max_size=3), st.dictionaries(st.just("X-Scope"), st.text()))
def test_the_operator_takes_every_target_that_can_be_written(
    prometheus_schema: dict[str, Any],
    authentication: dict[str, Any],
    queue: Queue,
    relabelings: list[Relabeling],
    headers: dict[str, str],
) -> None:
    target = RemoteWriteTarget(
        name="store", url="https://x/", queue=queue, relabelings=relabelings, headers=headers, **authentication
    )
    assert not errors(prometheus_schema["properties"]["remoteWrite"], remote_write([target]))


def test_the_strict_schema_refuses_what_the_api_server_would_drop(prometheus_schema: dict[str, Any]) -> None:
    (entry,) = remote_write([RemoteWriteTarget(name="store", url="https://x/", sigv4={"region": "eu-west-1"})])
    schema = prometheus_schema["properties"]["remoteWrite"]
    for wrong in ({**entry, "sigV4": {}}, {**entry, "queueConfig": {"max_shards": 1}}, {**entry, "url": "x"}):
        assert errors(schema, [wrong])


@pytest.mark.parametrize("managed", [True, False])
def test_the_stack_knows_every_value(managed: bool) -> None:
    target = RemoteWriteTarget(name="store", url="https://x/", identity=IDENTITY)
    values = prometheus_values(arguments(managed_control_plane=managed, targets=[target], crds_ready="1"))
    assert unknown_keys(values, chart_yaml(f"{KPS}/values.yaml")) == []


def test_a_mistyped_value_would_be_found() -> None:
    defaults = chart_yaml(f"{KPS}/values.yaml")
    assert unknown_keys({"prometheus": {"prometheusSpec": {"retensionSize": "1GB"}}}, defaults) == [
        "prometheus.prometheusSpec.retensionSize"
    ]


def test_the_operator_takes_the_rest_of_the_prometheus(prometheus_schema: dict[str, Any]) -> None:
    target = RemoteWriteTarget(name="store", url="https://x/", identity=IDENTITY)
    spec = prometheus_values(arguments(targets=[target], replicas=2))["prometheus"]["prometheusSpec"]
    # Keys of the chart that its template turns into others.
    spec["storage"] = spec.pop("storageSpec")
    spec["remoteWrite"] = spec.pop("additionalRemoteWrite")
    del spec["podAntiAffinity"]
    rest = {key: value for key, value in spec.items() if not key.endswith("NilUsesHelmValues")}
    assert not errors(prometheus_schema, rest)


def test_the_stated_version_of_prometheus_is_that_of_the_image() -> None:
    image = chart_yaml(f"{KPS}/values.yaml")["prometheus"]["prometheusSpec"]["image"]
    assert image["tag"].removeprefix("v").split("-")[0] == versions.PROMETHEUS_VERSION


@pytest.mark.parametrize(
    "chart",
    [versions.KUBE_PROMETHEUS_STACK, versions.PROMETHEUS_OPERATOR_CRDS, versions.CERT_MANAGER, versions.INGRESS_NGINX],
)
def test_the_pinned_chart_exists(chart: versions.Chart) -> None:
    found = packaged_yaml(chart.name, chart.version, "Chart.yaml")
    assert (found["name"], found["version"]) == (chart.name, chart.version)


@pytest.mark.parametrize(
    "chart", [versions.KUBE_PROMETHEUS_STACK, versions.PROMETHEUS_OPERATOR_CRDS, versions.INGRESS_NGINX]
)
def test_a_chart_is_fetched_from_where_its_own_readme_says(chart: versions.Chart) -> None:
    readme = packaged_text(chart.name, chart.version, "README.md")
    command = (
        f"add {chart.name} {chart.repository}" if chart.repository else f"install [RELEASE_NAME] {chart.reference}"
    )
    assert command in readme


def test_the_definitions_are_those_of_the_operator() -> None:
    stack, definitions = (
        packaged_yaml(chart.name, chart.version, "Chart.yaml")
        for chart in (versions.KUBE_PROMETHEUS_STACK, versions.PROMETHEUS_OPERATOR_CRDS)
    )
    assert stack["appVersion"] == definitions["appVersion"]


def test_the_definitions_chart_knows_every_value() -> None:
    chart = versions.PROMETHEUS_OPERATOR_CRDS
    assert unknown_keys(DEFINITIONS_VALUES, packaged_yaml(chart.name, chart.version, "values.yaml")) == []


def test_every_control_plane_component_of_the_chart_is_decided() -> None:
    """A new one would be scraped by default, and alert for ever on a managed cluster."""
    defaults = chart_yaml(f"{KPS}/values.yaml")
    rules = defaults["defaultRules"]["rules"]
    control_plane = ("ControllerManager", "Scheduler", "Etcd", "Proxy", "etcd")
    values = prometheus_values(arguments())
    assert {k for k in defaults if k.endswith(control_plane)} <= values.keys()
    assert {k for k in rules if any(c in k for c in control_plane)} == values["defaultRules"]["rules"].keys()


def test_cert_manager_knows_every_value() -> None:
    schema = json.loads(chart_text("cert-manager/values.schema.json"))
    assert [e.message for e in Draft7Validator(schema).iter_errors(cert_manager_values())] == []
    assert list(Draft7Validator(schema).iter_errors({"crd": {"enabled": True}}))


def test_cert_manager_takes_the_issuer() -> None:
    schema = definition_schema("cert-manager/cert-manager.io_clusterissuers.yaml", "v1")["properties"]["spec"]
    issuer = issuer_spec({"email": "ops@example.com", "acme_server": "https://acme.example.com", "ingress_class": "n"})
    assert not errors(schema, issuer)
    assert errors(schema, {"acme": {**issuer["acme"], "mail": "x"}})


@pytest.mark.parametrize("cloud", ["azure", "aws", ""])
def test_ingress_nginx_knows_every_value(cloud: str) -> None:
    values = ingress_values(replicas=2, cloud=cloud)
    assert unknown_keys(values, chart_yaml("ingress-nginx/values.yaml")) == []


def test_the_annotations_that_stores_need_stay_allowed() -> None:
    levels = ["Low", "Medium", "High", "Critical"]
    allowed = ingress_values(replicas=1, cloud="")["controller"]["config"]["annotations-risk-level"]
    rows = [line.split("|") for line in chart_text("ingress-nginx/annotations-risk.md").splitlines()]
    risks = {row[2].strip(): row[3].strip() for row in rows if len(row) > 4 and row[3].strip() in levels}
    needed = ("auth-type", "auth-secret", "auth-realm", "proxy-body-size", "proxy-read-timeout", "backend-protocol")
    assert all(levels.index(risks[annotation]) <= levels.index(allowed) for annotation in needed)
    assert all(levels.index(risks[snippet]) > levels.index(allowed) for snippet in risks if "snippet" in snippet)
