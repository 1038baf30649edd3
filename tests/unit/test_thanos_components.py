"""What Thanos registers."""

import inspect
import json
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

from components.contracts.endpoints import ThanosEndpoint
from components.thanos.compact import ThanosCompact
from components.thanos.hashring import HashringError
from components.thanos.ingress import ThanosIngress
from components.thanos.query import ThanosQuery
from components.thanos.query_frontend import ThanosQueryFrontend
from components.thanos.receive_ingestor import ThanosReceiveIngestor
from components.thanos.receive_router import ThanosReceiveRouter
from components.thanos.service_accounts import bucket_service_accounts
from components.thanos.store import ThanosStore
from components.thanos.thanos import Thanos
from tests.recorder import SECRET, Recorder, record, value_of

COMPONENTS = [
    Thanos,
    ThanosCompact,
    ThanosIngress,
    ThanosQuery,
    ThanosQueryFrontend,
    ThanosReceiveIngestor,
    ThanosReceiveRouter,
    ThanosStore,
]
NAMESPACE = "kubernetes:core/v1:Namespace"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SECRET_TYPE = "kubernetes:core/v1:Secret"
SERVICE = "kubernetes:core/v1:Service"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
PASSWORD = "P" * 40
GENERATED = {
    "random:index/randomPassword:RandomPassword": {"result": PASSWORD},
    "random:index/randomString:RandomString": {"result": "abcdefgh"},
}
EXPOSURE = {
    "receive_host": "receive.example.com",
    "query_host": "query.example.com",
    "ingress_class": "nginx",
    "cluster_issuer": "letsencrypt",
}
IDENTITY = {
    "service_account_annotations": {"azure.workload.identity/client-id": "client"},
    "pod_labels": {"azure.workload.identity/use": "true"},
}


def arguments(**changes: Any) -> Any:
    return {
        "namespace": "metrics",
        "storage_account": "account",
        "container": "blocks",
        "identity": IDENTITY,
        "replicas": 3,
        "replication_factor": 3,
        "volume": {"size": "50Gi"},
        "retention": {"raw": "30d", "five_minutes": "180d", "one_hour": "730d"},
        **changes,
    }


def made(**changes: Any) -> Recorder:
    return record(lambda: void(Thanos("thanos", arguments(**changes))), GENERATED)


def void(_: object) -> None:
    """Programs return nothing."""


@pytest.fixture(scope="module")
def exposed() -> Recorder:
    return made(exposure=EXPOSURE)


def endpoint(**changes: Any) -> tuple[ThanosEndpoint, str]:
    """The endpoint and the password, as plain values."""
    endpoints: list[ThanosEndpoint] = []
    passwords: list[str] = []

    def program() -> None:
        thanos = Thanos("thanos", arguments(**changes))
        value_of(pulumi.Output.all(**thanos.endpoint), endpoints)
        value_of(thanos.password, passwords)

    record(program, GENERATED)
    return endpoints[0], passwords[0]


def waits_for(recorder: Recorder, type_: str, name: str) -> set[str]:
    """Names of everything a resource waits for, with what that waits for."""
    urns = {request.name + request.type: request for request in recorder.requests.values()}
    found: set[str] = set()
    pending = list(recorder.request(type_, name).dependencies)
    while pending:
        urn = pending.pop()
        own_type, dependency = urn.split("::")[-2].split("$")[-1], urn.split("::")[-1]
        if dependency not in found:
            found.add(dependency)
            pending += urns[dependency + own_type].dependencies
    return found


def workloads(recorder: Recorder) -> dict[str, dict[str, Any]]:
    found = {**recorder.of_type(DEPLOYMENT), **recorder.of_type(STATEFUL_SET)}
    return {workload["metadata"]["name"]: workload for workload in found.values()}


def test_components_can_be_used_from_other_languages() -> None:
    schema = json.loads(str(ComponentProvider(list(COMPONENTS), "prometheus-stack").schema))
    assert {token.split(":")[-1] for token in schema["resources"]} == {c.__name__ for c in COMPONENTS}


def test_children_belong_to_a_component_and_carry_its_name(exposed: Recorder) -> None:
    by_urn = {urn: request for urn, request in exposed.requests.items() if request.type != "pulumi:pulumi:Stack"}
    (root,) = [urn for urn, request in by_urn.items() if request.type == "prometheus-stack:index:Thanos"]
    children = [request for urn, request in by_urn.items() if urn != root]
    assert {by_urn[child.parent].type for child in children} == {
        f"prometheus-stack:index:{component.__name__}" for component in COMPONENTS
    }
    assert all(child.name.startswith(f"{by_urn[child.parent].name}-") for child in children)


@pytest.mark.parametrize("component", COMPONENTS)
def test_registered_outputs_are_the_declared_ones(component: type[pulumi.ComponentResource], exposed: Recorder) -> None:
    (outputs,) = [values for urn, values in exposed.registered.items() if f":{component.__name__}::" in urn]
    assert outputs.keys() == inspect.get_annotations(component).keys()


def test_two_instances_live_side_by_side() -> None:
    def program() -> None:
        for name in ("hub", "edge"):
            Thanos(name, arguments(namespace=name, exposure=EXPOSURE))

    recorder = record(program, GENERATED)
    assert len(recorder.of_type(STATEFUL_SET)) == 2 * len(made().of_type(STATEFUL_SET))


def test_everything_lives_in_the_namespace_thanos_made(exposed: Recorder) -> None:
    namespace = exposed.one(NAMESPACE)["metadata"]
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    requests = [r for r in exposed.requests.values() if r.type.startswith("kubernetes:") and r.type != NAMESPACE]
    for request in requests:
        assert Recorder.inputs(request)["metadata"]["namespace"] == namespace["name"] == "metrics"
        assert "thanos-namespace" in waits_for(exposed, request.type, request.name), request.name


def test_objects_have_names_that_do_not_change(exposed: Recorder) -> None:
    names = [
        (request.type, Recorder.inputs(request)["metadata"]["name"])
        for request in exposed.requests.values()
        if request.type.startswith("kubernetes:")
    ]
    assert len(set(names)) == len(names)
    assert all(name.startswith("thanos") or type_ == NAMESPACE for type_, name in names)


def test_the_roles_are_deployed_as_their_kind_demands(exposed: Recorder) -> None:
    stateful = {workload["metadata"]["name"] for workload in exposed.of_type(STATEFUL_SET).values()}
    assert stateful == {"thanos-receive-ingestor", "thanos-store", "thanos-compact"}
    assert workloads(exposed).keys() - stateful == {"thanos-receive-router", "thanos-query", "thanos-query-frontend"}


def test_only_one_compactor_runs() -> None:
    assert workloads(made(replicas=5))["thanos-compact"]["spec"]["replicas"] == 1


def test_ingestors_are_as_many_as_asked_and_all_in_the_ring() -> None:
    recorder = made(replicas=4)
    assert workloads(recorder)["thanos-receive-ingestor"]["spec"]["replicas"] == 4
    (ring,) = json.loads(recorder.of_type(CONFIG_MAP)["thanos-receive-router-hashrings"]["data"]["hashrings.json"])
    assert len(ring["endpoints"]) == 4


def test_ring_members_are_names_the_stateful_set_and_its_service_make(exposed: Recorder) -> None:
    (ring,) = json.loads(exposed.of_type(CONFIG_MAP)["thanos-receive-router-hashrings"]["data"]["hashrings.json"])
    ingestor = workloads(exposed)["thanos-receive-ingestor"]
    service = exposed.of_type(SERVICE)["thanos-receive-ingestor-service"]
    assert ingestor["spec"]["serviceName"] == service["metadata"]["name"]
    grpc = next(port["port"] for port in service["spec"]["ports"] if port["name"] == "grpc")
    assert ring["endpoints"][0]["address"] == (
        f"{ingestor['metadata']['name']}-0.{service['metadata']['name']}.metrics.svc.cluster.local:{grpc}"
    )


def test_query_asks_the_ingestors_and_the_store(exposed: Recorder) -> None:
    file = json.loads(exposed.of_type(CONFIG_MAP)["thanos-query-endpoints"]["data"]["endpoints.yaml"])
    headless = {
        s["metadata"]["name"] for s in exposed.of_type(SERVICE).values() if s["spec"].get("clusterIP") == "None"
    }
    assert headless >= {"thanos-receive-ingestor", "thanos-store"}
    assert workloads(exposed)["thanos-store"]["spec"]["serviceName"] == "thanos-store"
    assert file["endpoints"] == [
        {"address": "dnssrv+_grpc._tcp.thanos-receive-ingestor.metrics.svc.cluster.local"},
        {"address": "thanos-store-0.thanos-store.metrics.svc.cluster.local:10901", "strict": True},
    ]


def test_ingestors_end_one_after_the_other_when_all_routers_are_back(exposed: Recorder) -> None:
    # grpc-go's longest back-off: https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md
    assert workloads(exposed)["thanos-receive-ingestor"]["spec"]["minReadySeconds"] > 120


def test_the_frontend_asks_the_service_of_query(exposed: Recorder) -> None:
    (container,) = workloads(exposed)["thanos-query-frontend"]["spec"]["template"]["spec"]["containers"]
    (service,) = [s for s in exposed.of_type(SERVICE).values() if s["metadata"]["name"] == "thanos-query"]
    port = next(p["port"] for p in service["spec"]["ports"] if p["name"] == "http")
    url = f"http://{service['metadata']['name']}.metrics.svc.cluster.local:{port}"
    assert f"--query-frontend.downstream-url={url}" in container["args"]


def test_files_on_command_lines_are_mounted_from_config_maps_that_have_them(exposed: Recorder) -> None:
    data = {m["metadata"]["name"]: m["data"] for m in exposed.of_type(CONFIG_MAP).values()}
    seen: set[str] = set()
    for workload in workloads(exposed).values():
        spec = workload["spec"]["template"]["spec"]
        volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
        mounts: dict[str, Any] = {
            m["mountPath"]: volumes.get(m["name"]) for m in spec["containers"][0].get("volumeMounts", [])
        }
        for path in (a.split("=")[1] for a in spec["containers"][0]["args"] if "-file=" in a):
            directory, _, file = path.rpartition("/")
            assert file in data[mounts[directory]["configMap"]["name"]]
            seen.add(file)
    assert seen == {"hashrings.json", "endpoints.yaml", "object-store.yaml"}


def test_only_pods_that_touch_the_bucket_have_the_identity(exposed: Recorder) -> None:
    labelled = {
        name: workload["spec"]["template"]["spec"]["serviceAccountName"]
        for name, workload in workloads(exposed).items()
        if "azure.workload.identity/use" in workload["spec"]["template"]["metadata"]["labels"]
    }
    assert sorted(labelled.values()) == sorted(bucket_service_accounts("thanos"))
    annotated = {
        account["metadata"]["name"]
        for account in exposed.of_type(SERVICE_ACCOUNT).values()
        if "azure.workload.identity/client-id" in account["metadata"].get("annotations", {})
    }
    assert annotated == set(labelled.values())


def test_every_role_has_a_service_account_of_its_own_without_a_token(exposed: Recorder) -> None:
    accounts = exposed.of_type(SERVICE_ACCOUNT).values()
    used = [workload["spec"]["template"]["spec"]["serviceAccountName"] for workload in workloads(exposed).values()]
    assert sorted(used) == sorted(account["metadata"]["name"] for account in accounts)
    assert {account["automountServiceAccountToken"] for account in accounts} == {False}


def test_pods_wait_for_the_way_to_the_bucket() -> None:
    def program() -> None:
        role = Thing("role")
        Thanos("thanos", arguments(ready=[role.id]))

    recorder = record(program, GENERATED)
    for account in bucket_service_accounts("thanos"):
        assert "role" in waits_for(recorder, STATEFUL_SET, f"{account}-stateful-set")


def test_routers_start_after_the_ingestors_they_send_to(exposed: Recorder) -> None:
    waited = waits_for(exposed, DEPLOYMENT, "thanos-receive-router-deployment")
    assert "thanos-receive-ingestor-stateful-set" in waited


@pytest.mark.parametrize("changes", [{}, {"exposure": EXPOSURE}])
def test_nobody_writes_before_routers_and_ingestors_run(changes: dict[str, Any]) -> None:
    def program() -> None:
        thanos = Thanos("thanos", arguments(**changes))
        Thing("release", url=thanos.write_url)

    waited = waits_for(record(program, GENERATED), "test:index:Thing", "release")
    assert {"thanos-receive-router-deployment", "thanos-receive-ingestor-stateful-set"} <= waited
    assert ("thanos-ingress-receive" in waited) is bool(changes)


def test_roles_with_several_pods_keep_all_but_one_of_them(exposed: Recorder) -> None:
    several = {name for name, workload in workloads(exposed).items() if workload["spec"]["replicas"] > 1}
    budgets = exposed.of_type(BUDGET).values()
    assert {budget["metadata"]["name"] for budget in budgets} == several
    assert {budget["spec"]["maxUnavailable"] for budget in budgets} == {1}


def test_budgets_and_services_select_the_pods_of_their_role(exposed: Recorder) -> None:
    pods = {name: w["spec"]["template"]["metadata"]["labels"] for name, w in workloads(exposed).items()}
    routers = {"thanos-receive": pods["thanos-receive-router"]}
    for service in exposed.of_type(SERVICE).values():
        own = {**pods, **routers}[service["metadata"]["name"]]
        assert [labels for labels in pods.values() if service["spec"]["selector"].items() <= labels.items()] == [own]
    for budget in exposed.of_type(BUDGET).values():
        selected = budget["spec"]["selector"]["matchLabels"].items()
        own = pods[budget["metadata"]["name"]]
        assert [labels for labels in pods.values() if selected <= labels.items()] == [own]


def test_an_ingestor_may_upload_for_a_quarter_of_an_hour_before_it_ends(exposed: Recorder) -> None:
    spec = workloads(exposed)["thanos-receive-ingestor"]["spec"]["template"]["spec"]
    assert spec["terminationGracePeriodSeconds"] == 900


@pytest.mark.parametrize("component", ["query", "receive", "store", "compact"])
def test_services_are_scraped_under_names_the_mixin_selects(component: str, exposed: Recorder) -> None:
    """https://github.com/thanos-io/thanos/blob/v0.42.4/mixin/config.libsonnet: job=~".*thanos-<component>.*"."""
    services = [s for s in exposed.of_type(SERVICE).values() if f"thanos-{component}" in s["metadata"]["name"]]
    assert services
    assert all("http" in {port["name"] for port in service["spec"]["ports"]} for service in services)


def test_without_exposure_urls_are_inside_the_cluster_and_need_no_password() -> None:
    offered, password = endpoint()
    assert offered == {
        "kind": "thanos",
        "write_url": "http://thanos-receive.metrics.svc.cluster.local:19291/api/v1/receive",
        "query_url": "http://thanos-query-frontend.metrics.svc.cluster.local:10902",
        "write_host": "thanos-receive.metrics.svc.cluster.local:19291",
        "query_host": "thanos-query-frontend.metrics.svc.cluster.local:10902",
        "username": "",
        "certificate_authority": "",
        "built_by": "organization/prometheus-stack/test",
    }
    assert password == ""
    recorder = made()
    assert not recorder.of_type(INGRESS)
    assert not recorder.of_type(SECRET_TYPE)


def test_urls_inside_the_cluster_are_those_of_services() -> None:
    services = {s["metadata"]["name"]: s["spec"]["ports"] for s in made().of_type(SERVICE).values()}
    assert ("remote-write", 19291) in [(port["name"], port["port"]) for port in services["thanos-receive"]]
    assert ("http", 10902) in [(port["name"], port["port"]) for port in services["thanos-query-frontend"]]


def test_with_exposure_urls_are_https_with_a_user() -> None:
    offered, password = endpoint(exposure=EXPOSURE)
    assert offered == {
        "kind": "thanos",
        "write_url": "https://receive.example.com/api/v1/receive",
        "query_url": "https://query.example.com",
        "write_host": "receive.example.com",
        "query_host": "query.example.com",
        "username": "thanos",
        "certificate_authority": "",
        "built_by": "organization/prometheus-stack/test",
    }
    assert password == PASSWORD


def test_from_outside_the_routers_are_reached_by_remote_write_alone(exposed: Recorder) -> None:
    (rule,) = exposed.of_type(INGRESS)["thanos-ingress-receive"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert (path["path"], path["pathType"]) == ("/api/v1/receive", "Exact")
    assert path["backend"]["service"] == {"name": "thanos-receive", "port": {"name": "remote-write"}}


def test_both_ingresses_ask_for_the_password_in_their_own_namespace(exposed: Recorder) -> None:
    secret = exposed.one(SECRET_TYPE)
    assert secret["stringData"]["auth"].startswith("thanos:$apr1$abcdefgh$")
    ingresses = exposed.of_type(INGRESS).values()
    assert len(ingresses) == 2
    for ingress in ingresses:
        annotations = ingress["metadata"]["annotations"]
        assert annotations["nginx.ingress.kubernetes.io/auth-secret"] == secret["metadata"]["name"]
        assert ingress["metadata"]["namespace"] == secret["metadata"]["namespace"]


def test_large_batches_pass_the_ingress_of_remote_write(exposed: Recorder) -> None:
    annotations = exposed.of_type(INGRESS)["thanos-ingress-receive"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "16m"


def test_ingresses_lead_to_services_that_exist(exposed: Recorder) -> None:
    services = {s["metadata"]["name"]: s["spec"]["ports"] for s in exposed.of_type(SERVICE).values()}
    for ingress in exposed.of_type(INGRESS).values():
        backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
        assert backend["port"]["name"] in {port["name"] for port in services[backend["name"]]}


def test_the_password_is_never_plain(exposed: Recorder) -> None:
    for urn, request in exposed.requests.items():
        assert PASSWORD not in str(Recorder.inputs(request)), urn
    for urn, outputs in exposed.registered.items():
        for key, value in outputs.items():
            assert PASSWORD not in str(value) or SECRET in value, f"{urn} {key}"
    secret_data = exposed.request(SECRET_TYPE, "thanos-ingress-basic-auth").object["stringData"]
    assert SECRET in str(secret_data)


def test_too_few_ingestors_are_refused_before_anything_is_made() -> None:
    recorders: list[Any] = []

    def program() -> None:
        with pytest.raises(HashringError, match="replicas"):
            Thanos("thanos", arguments(replicas=2))
        recorders.append(True)

    assert not [r for r in record(program).requests.values() if r.type.startswith("kubernetes:")]
    assert recorders


class Thing(pulumi.CustomResource):
    """A resource of somebody else, before or after Thanos."""

    def __init__(self, name: str, **inputs: Any) -> None:
        super().__init__("test:index:Thing", name, inputs)
