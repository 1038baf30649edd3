"""Prometheus trusts an authority that only the stack file names, for the store that it is said of and for no other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.authorities import ANOTHER_AUTHORITY
from tests.proof.support.cluster.control_plane import ControlPlane
from tests.proof.support.cluster.kube_api import Object
from tests.proof.support.cluster.operator_run import Operated, operated
from tests.proof.support.cluster.rollout import roll_out
from tests.proof.support.cluster.written_config import check_config, files, promtool_version
from tests.proof.support.declared.declarations import declared
from tests.proof.support.journey.servers import ITSELF, Prometheus
from tests.proof.support.keyless.prometheus import prometheus_version
from tests.proof.support.processes import charts, run, tool
from tests.proof.support.stand_ins.authorities import Authorities
from tests.proof.support.stand_ins.receivers import Receiver
from tests.proof.support.waiting import wait_until

pytestmark = pytest.mark.proof

STORES = ("vouched", "unknown")
"""Two stores with certificates of one authority; the stack file says it of the first."""
REFUSAL = "certificate signed by unknown authority"
Claim = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Site:
    """What the operator has made of a stack file, and the stores that it names."""

    authorities: Authorities
    receivers: dict[str, Receiver]
    operator: Operated

    @property
    def certificates(self) -> str:
        """Of the authority of both stores."""
        return self.authorities.certificates.authority.read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    tool("helm")
    charts()
    folder = tmp_path_factory.mktemp("authority")
    receivers = {name: Receiver() for name in STORES}
    with (
        Authorities(folder / "stores", {host_of(name): one for name, one in receivers.items()}) as authorities,
        ControlPlane() as plane,
    ):
        stack = declared(stack_file(folder, authorities.certificates.authority.read_text()))
        rollout = roll_out(plane, stack)
        assert not rollout.refusals
        release = rollout.release("kube-prometheus-stack")
        assert release
        with operated(plane, release) as operator:
            yield Site(authorities, receivers, operator)


def host_of(store: str) -> str:
    return f"{store}.example.com"


def stack_file(folder: Path, certificates: str) -> Path:
    backends = {name: {"kind": "remote-write", "url": f"https://{host_of(name)}/push"} for name in STORES}
    backends["vouched"]["certificateAuthority"] = certificates
    config = {
        "prometheus-stack:environment": "dev",
        "prometheus-stack:cluster": {"name": "edge-1", "kind": "other", "context": "edge-1"},
        "prometheus-stack:backends": backends,
    }
    path = folder / "certificate-authority.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


@pytest.fixture
def local(site: Site, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """`remote_write` as the operator wrote it, with its files on this disk: promtool has found them all."""
    check_config(site.operator.config(), files(site.operator), tmp_path / "pod")
    config = yaml.safe_load((tmp_path / "pod" / "prometheus.yaml").read_text())
    return {section["name"]: section for section in config["remote_write"]}


def test_the_operator_puts_the_certificates_where_the_configuration_names_them(
    site: Site, local: dict[str, dict[str, Any]], claim: Claim
) -> None:
    assert {name: set(section.get("tls_config", {})) for name, section in local.items()} == {
        "vouched": {"ca_file"},
        "unknown": set(),
    }
    assert Path(local["vouched"]["tls_config"]["ca_file"]).read_text() == site.certificates
    claim(
        "the operator puts a store's certificateAuthority where its tls_config.ca_file names it, and promtool "
        "reads it there",
        promtool_version(),
        "promtool check config; Secret prometheus-NAME-tls-assets-0 beside ConfigMap remote-write-NAME-ca",
    )


def test_samples_arrive_where_the_stack_file_says_who_vouches_and_nowhere_else(
    site: Site, local: dict[str, dict[str, Any]], tmp_path: Path, claim: Claim
) -> None:
    proxy = site.authorities.environment["HTTPS_PROXY"]
    system = tmp_path / "system.pem"
    system.write_text(ANOTHER_AUTHORITY)
    configuration = {
        "global": {"scrape_interval": "1s"},
        "scrape_configs": [{"job_name": "itself", "static_configs": [{"targets": [ITSELF]}]}],
        "remote_write": [{**section, "proxy_url": proxy} for section in local.values()],
    }
    with Prometheus(tmp_path / "prometheus", configuration, system) as prometheus:
        wait_until(lambda: bool(site.receivers["vouched"].batches), what="samples to arrive")
        wait_until(lambda: REFUSAL in prometheus.log.read_text(), what="the other store's certificate to be refused")
        refused = [line for line in prometheus.log.read_text().splitlines() if REFUSAL in line]

    assert {name for name in STORES for line in refused if f"remote_name={name}" in line} == {"unknown"}
    assert not site.receivers["unknown"].batches
    claim(
        "samples arrive at a store whose authority only its certificateAuthority names; without it the same "
        "certificate is refused",
        f"prometheus {prometheus_version()}",
        "prometheus --config.file=… (tls_config as the operator wrote it), SSL_CERT_FILE of another authority",
    )


def test_certificates_that_change_reach_the_pod(site: Site, claim: Claim) -> None:
    both = site.certificates + ANOTHER_AUTHORITY
    for certificates in (both, site.certificates):
        site.operator.plane.api.apply(config_map(site.operator.namespace, certificates))
        wait_until(lambda now=certificates: now in site.operator.files().values(), what="the operator to write them")
    claim(
        "a certificateAuthority that changes reaches the pod of Prometheus without a new release",
        f"prometheus-operator {run([tool('operator'), '--version']).split()[2]}",
        "ConfigMap remote-write-NAME-ca changed in place; Secret prometheus-NAME-tls-assets-0",
    )


def config_map(namespace: str, certificates: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "remote-write-vouched-ca", "namespace": namespace},
        "data": {"ca.crt": certificates},
    }
