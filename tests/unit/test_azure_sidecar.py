"""Microsoft's remote-write container: what it is told for every way of signing in, and what the pod gets of it."""

from typing import Any

import pytest

from components.azure.metrics_publisher import MetricsPublisher
from components.azure.remote_write_sidecar import remote_write_sidecar, sidecar_url
from components.azure.sign_in import SignIn, SignInError, SignInKind
from components.azure.workload_identity import azure_pod_identity
from components.cluster.remote_write_values import TargetError
from components.cluster.writer_values import account_values, writer_spec
from components.contracts.pod_identity import PodIdentity, TokenSource
from components.contracts.remote_write import RemoteWriteTarget, SecretKey
from tests.recorder import record, value_of
from tests.unit.component_rules import Consumer, waits_for

ENDPOINT: Any = {"write_url": "https://store/write", "data_collection_rule_id": "/subscriptions/s/rule"}
COMMON = {
    "INGESTION_URL": "https://store/write",
    "LISTENING_PORT": "8083",
    "CLUSTER": "edge",
    "AZURE_CLIENT_ID": "client",
}
PROJECTED = azure_pod_identity("client", "tenant", TokenSource.PROJECTED)
CERTIFICATE = SecretKey(secret="azure-app", key="client-certificate.pem")


def sign_in(kind: SignInKind, **more: Any) -> SignIn:
    ids: Any = {
        "cloud": "AzurePublic",
        "client_id": "client",
        "principal_id": "principal",
        "tenant_id": "tenant",
        "ready": [],
    }
    way: Any = {"kind": kind, **ids, **more}
    return way


def sidecar(way: SignIn) -> Any:
    return remote_write_sidecar("azure", way, ingestion_url="https://store/write", port=8083, cluster="edge")


def variables(way: SignIn) -> dict[str, str]:
    return {one["name"]: one["value"] for one in sidecar(way)["container"]["env"]}


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (sign_in(SignInKind.MANAGED_IDENTITY), {"IDENTITY_TYPE": "userAssigned"}),
        (
            sign_in(SignInKind.WORKLOAD_IDENTITY, pod=azure_pod_identity("client", "tenant", TokenSource.WEBHOOK)),
            {"IDENTITY_TYPE": "workloadIdentity", "AZURE_TENANT_ID": "tenant"},
        ),
        (
            sign_in(SignInKind.WORKLOAD_IDENTITY, pod=PROJECTED),
            {"IDENTITY_TYPE": "workloadIdentity", **PROJECTED.get("environment", {})},
        ),
        (
            sign_in(SignInKind.APPLICATION, certificate=CERTIFICATE),
            {
                "IDENTITY_TYPE": "aadApplication",
                "AZURE_TENANT_ID": "tenant",
                "AZURE_CLIENT_CERTIFICATE_PATH": "/etc/azure-client-certificate/client-certificate.pem",
            },
        ),
    ],
    ids=["managed", "webhook", "projected", "application"],
)
def test_the_sidecar_is_told_how_to_sign_in_and_where_to_send(way: SignIn, told: dict[str, str]) -> None:
    assert variables(way) == {**COMMON, **told}


def test_an_application_without_a_certificate_has_no_sidecar() -> None:
    with pytest.raises(SignInError, match="certificate"):
        sidecar(sign_in(SignInKind.APPLICATION, client_secret=CERTIFICATE))


def test_a_certificate_is_where_the_sidecar_is_told_it_is() -> None:
    made = sidecar(sign_in(SignInKind.APPLICATION, certificate=CERTIFICATE))
    (volume,), (mount,) = made["volumes"], made["container"]["volumeMounts"]

    assert volume["secret"] == {"secretName": "azure-app"}
    assert (mount["name"], mount["readOnly"]) == (volume["name"], True)
    path = variables(sign_in(SignInKind.APPLICATION, certificate=CERTIFICATE))["AZURE_CLIENT_CERTIFICATE_PATH"]
    assert path == f"{mount['mountPath']}/client-certificate.pem"


@pytest.mark.parametrize("kind", [SignInKind.MANAGED_IDENTITY, SignInKind.WORKLOAD_IDENTITY])
def test_a_certificate_is_an_applications_alone(kind: SignInKind) -> None:
    made = sidecar(sign_in(kind, certificate=CERTIFICATE))

    assert made["volumes"] == []
    assert "volumeMounts" not in made["container"]


def test_a_projected_token_is_mounted_where_its_variable_says() -> None:
    way = sign_in(SignInKind.WORKLOAD_IDENTITY, pod=PROJECTED)
    (mount,) = sidecar(way)["container"]["volumeMounts"]

    assert variables(way)["AZURE_FEDERATED_TOKEN_FILE"].startswith(f"{mount['mountPath']}/")
    assert mount == {"name": "azure-token", "mountPath": "/var/run/secrets/azure/tokens", "readOnly": True}


def test_probes_ask_the_port_that_it_listens_on_and_wait_by_themselves() -> None:
    container = sidecar(sign_in(SignInKind.MANAGED_IDENTITY))["container"]

    assert [port["containerPort"] for port in container["ports"]] == [8083]
    for probe, path in (("livenessProbe", "/health"), ("readinessProbe", "/ready")):
        assert container[probe]["httpGet"] == {"path": path, "port": 8083}
        assert container[probe]["initialDelaySeconds"] >= 10


def test_the_sidecar_has_what_a_restricted_pod_asks_of_a_container() -> None:
    # https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    container = sidecar(sign_in(SignInKind.MANAGED_IDENTITY))["container"]

    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}


def test_the_image_is_pinned() -> None:
    image = sidecar(sign_in(SignInKind.MANAGED_IDENTITY))["container"]["image"]

    assert image.startswith("mcr.microsoft.com/azuremonitor/containerinsights/ciprod/prometheus-remote-write/images:")
    # Older ones have known holes, and 20251030.1 stopped sending new series.
    assert image.rpartition("-")[2] >= "20260713.1"


def targets(*names: str, sidecars: list[str], way: SignIn) -> tuple[list[RemoteWriteTarget], set[str]]:
    """Targets of a publisher, and what the container of the first sidecar waits for."""
    found: list[RemoteWriteTarget] = []
    args: Any = {
        "sign_in": way,
        "endpoints": dict.fromkeys(names, ENDPOINT),
        "sidecars": {"targets": sidecars, "cluster": "edge"},
    }

    def program() -> None:
        found.extend(MetricsPublisher("writer", args).targets)
        with_sidecar = next(target for target in found if "sidecar" in target)
        (url,) = (one["value"] for one in with_sidecar["sidecar"]["container"]["env"] if one["name"] == "INGESTION_URL")
        Consumer({"ingestion": url, "url": with_sidecar["url"]})

    recorder = record(program)
    waits = [waits_for(recorder, "test:index:Consumer", "consumer", value) for value in ("ingestion", "url")]
    assert waits[0] == waits[1]
    return found, waits[0]


def test_prometheus_writes_to_the_sidecar_which_waits_for_the_role_in_its_place() -> None:
    urls: list[Any] = []
    way = sign_in(SignInKind.MANAGED_IDENTITY)
    (native, other), waits = targets("a", "b", sidecars=["b"], way=way)

    def program() -> None:
        for one in (native, other):
            value_of(one["url"], urls)

    record(program)

    assert waits == {"writer-b-publisher-assignment"}
    assert urls == ["https://store/write", "http://localhost:8081/api/v1/write"]
    assert ("azure_ad" in native, "sidecar" in native) == (True, False)
    assert ("azure_ad" in other, "sidecar" in other) == (False, True)
    assert other.get("queue", {}).get("max_samples_per_send") == 1_000
    assert native.get("relabelings") == other.get("relabelings")


def test_sidecars_of_one_pod_share_neither_a_name_nor_a_port() -> None:
    found, _ = targets("z", "a", "m", sidecars=["z", "a"], way=sign_in(SignInKind.MANAGED_IDENTITY))
    spec = writer_spec(found)
    made = {one["name"]: one["ports"][0]["containerPort"] for one in spec["containers"]}

    assert made == {"remote-write-a": 8081, "remote-write-z": 8082}
    assert sidecar_url(8082) == "http://localhost:8082/api/v1/write"


def with_sidecar(name: str, **more: Any) -> RemoteWriteTarget:
    made: Any = {"container": {"name": f"remote-write-{name}"}, **more.pop("sidecar", {})}
    return RemoteWriteTarget(name=name, url="http://localhost:8081/", sidecar=made, identity=PROJECTED, **more)


def test_only_who_signs_in_gets_the_identitys_variables_and_mounts() -> None:
    alone = writer_spec([with_sidecar("a")])
    both = writer_spec([with_sidecar("a"), RemoteWriteTarget(name="b", url="https://b", identity=PROJECTED)])

    assert [one["name"] for one in alone["containers"]] == ["remote-write-a"]
    assert alone["volumeMounts"] == []
    assert [one["name"] for one in both["containers"]] == ["prometheus", "remote-write-a"]
    assert len(both["volumeMounts"]) == len(both["volumes"]) == len(alone["volumes"]) == 1


def test_the_pod_bears_what_a_webhook_looks_for_whoever_signs_in() -> None:
    identity = PodIdentity(service_account_annotations={"client": "c"}, pod_labels={"use": "true"})
    target = RemoteWriteTarget(
        name="a", url="http://localhost", sidecar={"container": {"name": "s"}}, identity=identity
    )

    assert writer_spec([target])["podMetadata"] == {"labels": {"use": "true"}, "annotations": {"client": "c"}}
    assert account_values("theirs", [target]) == {"name": "theirs", "annotations": {"client": "c"}}


def test_volumes_of_two_sidecars_are_one_where_they_are_the_same_and_refused_where_not() -> None:
    volume = {"name": "v", "secret": {"secretName": "a"}}
    same = [with_sidecar(name, sidecar={"volumes": [volume]}) for name in "ab"]
    other = with_sidecar("c", sidecar={"volumes": [{"name": "v", "secret": {"secretName": "b"}}]})

    assert [one["name"] for one in writer_spec(same)["volumes"]] == ["azure-token", "v"]
    with pytest.raises(TargetError, match="different volumes of one name: v"):
        writer_spec([*same, other])
