"""An authority that not every system knows, from where it is said to whoever has to trust it."""

from typing import Any

import pytest

from components.cluster.prometheus_release import PrometheusRelease
from components.cluster.remote_write_access import RemoteWriteAccess, RemoteWriteAccessArgs
from components.cluster.remote_write_values import remote_write
from components.contracts.endpoints import Endpoint, exported
from components.contracts.remote_write import RemoteWriteTarget
from components.thanos.thanos import Thanos
from stack.grafana import grafana_data_source
from tests.authorities import AUTHORITY
from tests.recorder import Recorder, record, value_of
from tests.unit.test_cluster_prometheus_values import arguments
from tests.unit.test_endpoints import AMP, AZURE, THANOS
from tests.unit.test_thanos_components import EXPOSURE, GENERATED
from tests.unit.test_thanos_components import arguments as thanos_arguments

CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
TRUSTING: RemoteWriteAccessArgs = {
    "namespace": "monitoring",
    "url": "https://store.example.com/",
    "authentication": "none",
    "certificate_authority": AUTHORITY,
}


def access(**changes: Any) -> tuple[Recorder, RemoteWriteTarget, list[str]]:
    """What is declared for the access to a store, its target, and the names of its ConfigMap."""
    targets: list[RemoteWriteTarget] = []
    names: list[str] = []

    def program() -> None:
        made = RemoteWriteAccess("store", {**TRUSTING, **changes})  # type: ignore[typeddict-item]
        targets.append(made.target)
        value_of(made.config_map_name, names)
        PrometheusRelease("prometheus", arguments(targets=[{"name": "store", "url": made.target["url"]}]))

    recorder = record(program)
    return recorder, targets[0], names


def test_certificates_are_a_config_map_beside_prometheus_that_the_target_names() -> None:
    recorder, target, names = access()
    config_map = recorder.one(CONFIG_MAP)

    assert names == [config_map["metadata"]["name"]] == ["remote-write-store-ca"]
    assert config_map["metadata"]["namespace"] == "monitoring"
    assert config_map["data"] == {target.get("certificate_authority", {}).get("key"): AUTHORITY}


def test_nothing_is_sent_before_the_certificates_are_there() -> None:
    request = access()[0].request("kubernetes:helm.sh/v3:Release", "prometheus-release")

    waits = {urn.split("::")[-1] for urn in request.propertyDependencies["values"].urns}
    assert waits == {"store-certificate-authority"}


def test_without_an_authority_there_is_nothing_to_trust() -> None:
    args: Any = {key: value for key, value in TRUSTING.items() if key != "certificate_authority"}
    names: list[str] = []
    recorder = record(lambda: value_of(RemoteWriteAccess("store", args).config_map_name, names))

    assert not recorder.of_type(CONFIG_MAP)
    assert names == [""]


@pytest.mark.parametrize("kind", ["basic", "bearer"])
def test_an_authority_goes_with_every_authentication(kind: str) -> None:
    credential = {"credential": "secret", **({"username": "me"} if kind == "basic" else {})}
    recorder, target, _ = access(authentication=kind, **credential)

    assert target.keys() >= {"certificate_authority", "basic_auth" if kind == "basic" else "bearer_token"}
    assert recorder.one("kubernetes:core/v1:Secret")["metadata"]["name"] == "remote-write-store"


def test_the_operator_reads_certificates_from_the_config_map() -> None:
    authority: Any = {"config_map": "remote-write-store-ca", "key": "ca.crt"}
    target = RemoteWriteTarget(name="store", url="https://store.example.com/", certificate_authority=authority)
    [entry] = remote_write([target])

    assert entry["tlsConfig"] == {"ca": {"configMap": {"name": "remote-write-store-ca", "key": "ca.crt"}}}


@pytest.mark.parametrize("said", [{}, {"certificate_authority": AUTHORITY}])
def test_thanos_offers_the_authority_of_its_ingresses(said: dict[str, str]) -> None:
    found: list[Endpoint] = []
    exposure: Any = {**EXPOSURE, **said}
    args = thanos_arguments(exposure=exposure)
    record(lambda: found.append(Thanos("thanos", args).endpoint), GENERATED)

    assert exported(found[0])["certificateAuthority"] == said.get("certificate_authority", "")


def test_a_data_source_asks_for_the_authority_of_a_store_that_has_one() -> None:
    private: Endpoint = {**THANOS, "certificate_authority": AUTHORITY}
    source = grafana_data_source("metrics", private)

    assert source["jsonData"] == {**grafana_data_source("metrics", THANOS)["jsonData"], "tlsAuthWithCACert": True}
    assert "secureJsonData" not in source
    assert all("tlsAuthWithCACert" not in grafana_data_source("m", one)["jsonData"] for one in (AZURE, AMP, THANOS))
