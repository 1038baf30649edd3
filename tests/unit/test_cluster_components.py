"""What the components of the cluster register."""

import inspect
import json
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider

from components.cluster.cert_manager import CertManager
from components.cluster.chart_release import TIMEOUT_SECONDS
from components.cluster.cluster_namespace import ClusterNamespace
from components.cluster.ingress_nginx import AddressError, IngressNginx, ingress_values
from components.cluster.operator_crds import OperatorCrds
from components.cluster.prometheus_release import PrometheusRelease
from components.cluster.remote_write_access import RemoteWriteAccess
from components.cluster.remote_write_values import TargetError
from components.contracts.namespaces import PodSecurityError, namespace_metadata
from components.contracts.remote_write import RemoteWriteTarget
from tests.recorder import SECRET, Recorder, plain, record, value_of
from tests.unit.test_cluster_prometheus_values import arguments

NAMESPACE = "kubernetes:core/v1:Namespace"
RELEASE = "kubernetes:helm.sh/v3:Release"
SECRET_TYPE = "kubernetes:core/v1:Secret"
SERVICE = "kubernetes:core/v1:Service"
ISSUER = "kubernetes:cert-manager.io/v1:ClusterIssuer"
PASSWORD = "correct horse battery staple"


def address(**entry: str) -> dict[str, Any]:
    return {SERVICE: {"status": {"loadBalancer": {"ingress": [entry]}}}}


BASIC = {"authentication": "basic", "username": "writer", "credential": PASSWORD}
COMPONENTS: dict[type[pulumi.ComponentResource], Any] = {
    ClusterNamespace: {},
    OperatorCrds: {"namespace": "monitoring"},
    PrometheusRelease: {**arguments()},
    RemoteWriteAccess: {"namespace": "monitoring", "url": "https://x/", **BASIC},
    IngressNginx: {"cloud": "azure"},
    CertManager: {"email": "ops@example.com", "acme_server": "https://acme.example.com/", "ingress_class": "nginx"},
}


def made(component: type[pulumi.ComponentResource], **changes: Any) -> Recorder:
    args: Any = {**COMPONENTS[component], **changes}
    return record(lambda: void(component("thing", args)), address(ip="192.0.2.1"))


def void(_: object) -> None:
    """Programs return nothing."""


@pytest.mark.parametrize("component", COMPONENTS)
def test_children_belong_to_their_component_and_carry_its_name(component: type[pulumi.ComponentResource]) -> None:
    requests = list(made(component).requests.items())
    (own,) = [urn for urn, request in requests if request.type == f"prometheus-stack:index:{component.__name__}"]
    children = [request for urn, request in requests if urn != own and request.type != "pulumi:pulumi:Stack"]
    assert children
    assert {child.parent for child in children} == {own}
    assert all(child.name.startswith("thing-") for child in children)


@pytest.mark.parametrize("component", COMPONENTS)
def test_registered_outputs_are_the_declared_ones(component: type[pulumi.ComponentResource]) -> None:
    registered = made(component).registered
    (outputs,) = [values for urn, values in registered.items() if f":{component.__name__}::" in urn]
    assert outputs.keys() == inspect.get_annotations(component).keys()


def test_components_can_be_used_from_other_languages() -> None:
    schema = json.loads(str(ComponentProvider(list(COMPONENTS), "prometheus-stack").schema))
    assert {token.split(":")[-1] for token in schema["resources"]} == {c.__name__ for c in COMPONENTS}


@pytest.mark.parametrize("component", [OperatorCrds, PrometheusRelease, IngressNginx, CertManager])
def test_a_release_is_pinned_named_after_its_chart_and_rolled_back(component: type[pulumi.ComponentResource]) -> None:
    release = made(component).one(RELEASE)
    assert release["chart"].split("/")[-1] == release["name"]
    assert release["version"].strip("v").replace(".", "").isdigit()
    assert (release["atomic"], release["cleanupOnFail"], release["timeout"]) == (True, True, TIMEOUT_SECONDS)
    assert 1 < release["maxHistory"] < 10, "each revision is a Secret of up to 1 MiB"
    assert release["chart"].startswith("oci://") != ("repositoryOpts" in release)


@pytest.mark.parametrize("component", [IngressNginx, CertManager])
def test_a_controller_lives_in_a_namespace_without_privileges(component: type[pulumi.ComponentResource]) -> None:
    recorder = made(component)
    namespace = recorder.one(NAMESPACE)["metadata"]
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert recorder.one(RELEASE)["namespace"] == namespace["name"]
    dependencies = recorder.request(RELEASE, "thing-release").propertyDependencies["namespace"].urns
    assert [urn.split("::")[-1] for urn in dependencies] == ["thing-namespace"]


def test_a_namespace_has_the_name_of_its_component() -> None:
    names: list[str] = []

    def program() -> None:
        value_of(ClusterNamespace("monitoring", {"pod_security": "privileged"}).namespace, names)

    metadata = record(program).one(NAMESPACE)["metadata"]
    assert names == [metadata["name"]] == ["monitoring"]
    assert metadata["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"


def test_pod_security_is_one_known_level() -> None:
    with pytest.raises(PodSecurityError, match="restricted, baseline, privileged, not 'lax'"):
        namespace_metadata("monitoring", admits="lax")


def test_definitions_survive_their_release() -> None:
    values = made(OperatorCrds).one(RELEASE)["values"]
    assert values["crds"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_prometheus_waits_for_definitions_and_targets_by_data_flow() -> None:
    def program() -> None:
        crds = OperatorCrds("crds", {"namespace": "monitoring"})
        access = RemoteWriteAccess("store", {"namespace": "monitoring", "url": "https://x/", **BASIC})  # type: ignore[typeddict-item]
        PrometheusRelease("prometheus", {**arguments(targets=[access.target]), "crds_ready": crds.version})

    request = record(program).request(RELEASE, "prometheus-release")
    waits = {urn.split("::")[-1] for urn in request.propertyDependencies["values"].urns}
    assert waits == {"crds-release", "store-credential"}


def test_the_name_of_the_release_is_its_output() -> None:
    names: list[str] = []
    recorder = record(lambda: value_of(PrometheusRelease("thing", arguments()).release, names))
    assert names == [recorder.one(RELEASE)["name"]]


def test_a_credential_is_a_secret_and_nowhere_else() -> None:
    recorder = made(RemoteWriteAccess)
    request = recorder.request(SECRET_TYPE, "thing-credential")
    data = request.object.fields["stringData"]
    assert SECRET in str(data), "the credential has to be a Pulumi secret, too"
    secret = recorder.one(SECRET_TYPE)
    assert secret["stringData"] == {"username": "writer", "password": PASSWORD}
    assert (secret["metadata"]["name"], secret["metadata"]["namespace"]) == ("remote-write-thing", "monitoring")
    others = [plain(recorder.inputs(r)) for r in recorder.requests.values() if r.type != SECRET_TYPE]
    assert PASSWORD not in str([others, recorder.registered])


@pytest.mark.parametrize(
    ("changes", "authentication"),
    [
        (BASIC, {"basic_auth": {"username": ("s", "username"), "password": ("s", "password")}}),
        ({"authentication": "bearer", "credential": "t"}, {"bearer_token": ("s", "token")}),
        ({"authentication": "none"}, {}),
    ],
)
def test_a_target_reads_its_credential_from_the_secret(changes: Any, authentication: dict[str, Any]) -> None:
    targets: list[RemoteWriteTarget] = []
    secrets: list[str] = []
    args: Any = {"namespace": "m", "url": "https://x/", "queue": {"capacity": 7}, **changes}

    def program() -> None:
        access = RemoteWriteAccess("store", args)
        targets.append(access.target)
        value_of(access.secret_name, secrets)

    recorder = record(program)
    (target,) = targets
    keys = recorder.of_type(SECRET_TYPE)
    assert secrets == ([s["metadata"]["name"] for s in keys.values()] or [""])
    stored = next(iter(keys.values()))["stringData"].keys() if keys else set()
    assert (target["name"], target.get("queue")) == ("store", {"capacity": 7})
    assert set(target) - {"name", "url", "queue"} == authentication.keys()
    assert _keys(target) == stored


def _keys(target: RemoteWriteTarget) -> set[str]:
    basic, bearer = target.get("basic_auth"), target.get("bearer_token")
    if basic:
        return {basic["username"]["key"], basic["password"]["key"]}
    return {bearer["key"]} if bearer else set()


def test_no_target_before_its_secret_and_whatever_else_it_waits_for() -> None:
    def program() -> None:
        way = OperatorCrds("way", {"namespace": "m"})
        access = RemoteWriteAccess("store", {**COMPONENTS[RemoteWriteAccess], "ready": [way.version]})  # type: ignore[typeddict-item]
        PrometheusRelease("prometheus", arguments(targets=[{"name": "store", "url": access.target["url"]}]))

    request = record(program).request(RELEASE, "prometheus-release")
    waits = {urn.split("::")[-1] for urn in request.propertyDependencies["values"].urns}
    assert waits == {"store-credential", "way-release"}


@pytest.mark.parametrize(
    "changes",
    [
        {"authentication": "digest", "credential": "x"},
        {"authentication": "basic", "username": "x"},
        {"authentication": "basic", "credential": "x"},
        {"authentication": "bearer"},
        {"authentication": "bearer", "credential": "x", "username": "x"},
        {"authentication": "none", "credential": "x"},
        {"authentication": "none", "username": "x"},
    ],
)
def test_an_authentication_that_cannot_work_is_refused(changes: Any) -> None:
    args: Any = {"namespace": "m", "url": "https://x/", **changes}
    with pytest.raises(TargetError, match="store"):
        record(lambda: void(RemoteWriteAccess("store", args)))


@pytest.mark.parametrize(("entry", "expected"), [({"ip": "192.0.2.1"}, "192.0.2.1"), ({"hostname": "lb.x"}, "lb.x")])
def test_the_address_is_what_the_load_balancer_has(entry: dict[str, str], expected: str) -> None:
    found: list[str] = []
    record(lambda: value_of(IngressNginx("in", {"cloud": ""}).address, found), address(**entry))
    assert found == [expected]


def test_the_address_is_read_from_the_service_of_the_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Any] = []
    read = Recorder.ReadResource

    def recorded(self: Recorder, request: Any) -> Any:
        reads.append(request)
        return read(self, request)

    monkeypatch.setattr(Recorder, "ReadResource", recorded)
    release = made(IngressNginx).one(RELEASE)
    assert [(r.type, r.id) for r in reads] == [(SERVICE, f"{release['namespace']}/{release['name']}-controller")]


@pytest.mark.parametrize("component", [OperatorCrds, PrometheusRelease, IngressNginx, CertManager])
def test_nothing_is_known_of_a_release_before_it_is_installed(component: type[pulumi.ComponentResource]) -> None:
    found: list[str] = []

    def program() -> None:
        preview: Any = component("thing", COMPONENTS[component])
        for output in inspect.get_annotations(component):
            value_of(getattr(preview, output), found)

    record(program, {RELEASE: {"id": ""}, ISSUER: {"id": ""}}, preview=True)
    assert found == []


@pytest.mark.parametrize("status", [{}, {"loadBalancer": {}}, {"loadBalancer": {"ingress": []}}, None])
def test_a_load_balancer_without_address_is_an_error_that_says_so(status: Any) -> None:
    with pytest.raises(AddressError, match="no address"):
        record(lambda: void(IngressNginx("in", {"cloud": ""})), {SERVICE: {"status": status}})


@pytest.mark.parametrize(("cloud", "annotations"), [("azure", ["/healthz"]), ("aws", ["nlb"]), ("", [])])
def test_the_load_balancer_works_and_keeps_the_addresses_of_clients(cloud: str, annotations: list[str]) -> None:
    service = ingress_values(replicas=2, cloud=cloud)["controller"]["service"]
    assert list(service["annotations"].values()) == annotations
    assert service["externalTrafficPolicy"] == "Local"


def test_every_controller_asked_for_is_spread_over_the_nodes() -> None:
    controller = made(IngressNginx, replicas=3).one(RELEASE)["values"]["controller"]
    (spread,) = controller["topologySpreadConstraints"]
    assert controller["replicaCount"] == 3
    assert spread["topologyKey"] == "kubernetes.io/hostname"
    assert spread["whenUnsatisfiable"] == "ScheduleAnyway", "a cluster of one node has room for it, too"
    assert spread["labelSelector"] == {
        "matchLabels": {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
    }


def test_the_ingress_class_is_the_one_the_chart_makes() -> None:
    names: list[str] = []
    recorder = record(lambda: value_of(IngressNginx("in", {"cloud": ""}).ingress_class, names), address(ip="::1"))
    assert names == [recorder.one(RELEASE)["values"]["controller"]["ingressClassResource"]["name"]]


def test_whoever_uses_a_retired_controller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, _: warnings.append(message))
    made(IngressNginx)
    assert ["retired" in warning for warning in warnings] == [True]


def test_cert_manager_brings_the_definitions_its_issuer_needs() -> None:
    assert made(CertManager).one(RELEASE)["values"]["crds"]["enabled"] is True


def test_snippets_in_annotations_stay_off() -> None:
    controller = ingress_values(replicas=2, cloud="azure")["controller"]
    assert controller["allowSnippetAnnotations"] is False
    assert controller["config"]["annotations-risk-level"] != "Critical"


def test_the_issuer_comes_after_the_webhook_and_is_awaited() -> None:
    recorder = made(CertManager)
    issuer = recorder.one(ISSUER)
    request = recorder.request(ISSUER, "thing-issuer")
    assert {urn.split("::")[-1] for urn in request.dependencies} >= {"thing-release"}
    annotations = issuer["metadata"]["annotations"]
    assert (annotations["pulumi.com/waitFor"], annotations["pulumi.com/timeoutSeconds"]) == ("condition=Ready", "300")
    assert issuer["spec"]["acme"]["solvers"] == [{"http01": {"ingress": {"ingressClassName": "nginx"}}}]


def test_another_authority_is_another_issuer_so_that_certificates_are_made_anew() -> None:
    one, other = (
        made(CertManager, acme_server=f"https://{host}.example.com/").one(ISSUER) for host in ("staging", "production")
    )
    assert one["metadata"]["name"] != other["metadata"]["name"]
    assert one["spec"]["acme"]["privateKeySecretRef"] != other["spec"]["acme"]["privateKeySecretRef"]


def test_certificates_wait_for_the_issuer() -> None:
    names: list[str] = []
    args = COMPONENTS[CertManager]
    recorder = record(lambda: value_of(CertManager("thing", args).cluster_issuer, names))  # type: ignore[arg-type]
    assert names == [recorder.one(ISSUER)["metadata"]["name"]]
