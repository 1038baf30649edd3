"""A spoke's remote write to its hub's Thanos: real Prometheus, the hub's Ingress in real nginx, real receive."""

import contextlib
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.proof.support.declared.declarations import Stack, declared
from tests.proof.support.declared.remote_write_config import remote_write_section
from tests.proof.support.journey.servers import Prometheus
from tests.proof.support.journey.travel import NAMESPACE, QUEUES
from tests.proof.support.keyless.prometheus import entries_of, prometheus_version
from tests.proof.support.pods.ingress_server import IngressClient, IngressServer
from tests.proof.support.pods.mounted_files import data_of
from tests.proof.support.pods.thanos_pods import ThanosPods, role, thanos_version
from tests.proof.support.processes import ROOT
from tests.proof.support.stand_ins.samples import Samples
from tests.proof.support.waiting import wait_until

pytestmark = pytest.mark.proof

SPOKE = ROOT / "Pulumi.spoke-other.yaml"
STOLEN = "another"
"""Name of a queue that differs from the declared one in its password."""


@dataclass(frozen=True)
class Written:
    """The spoke's Prometheus beside its hub's Ingresses."""

    spoke: Stack
    section: dict[str, Any]
    prometheus: Prometheus
    nginx: IngressServer

    def metric(self, name: str, queue: str) -> float:
        return self.prometheus.metric(f"{QUEUES}_samples_{name}", queue)

    def answers(self, status: int) -> bool:
        """Whether nginx has answered a Prometheus so."""
        lines = (self.nginx.folder / "access.log").read_text().splitlines()
        return any(f'" {status} ' in line and '"Prometheus/' in line for line in lines)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    spoke, home = declared(SPOKE), tmp_path_factory.mktemp("spoke")
    hub = ThanosPods(spoke.others, home / "hub")
    nginx = IngressServer(spoke.others, hub.network, home / "nginx")
    [entry] = entries_of(spoke)
    section = remote_write_section(
        entry, lambda name, key: data_of(spoke.cluster_objects, "Secret", NAMESPACE, name)[key]
    )
    with contextlib.ExitStack() as running:
        for pod in (one for one in hub.pods.values() if role(one) == "receive"):
            running.enter_context(hub.process(pod))
        running.enter_context(nginx)
        proxy = running.enter_context(IngressClient(nginx, "").proxy)
        samples = running.enter_context(Samples(100))
        own = {**section, "proxy_url": proxy.url}
        configuration = {
            "global": {"scrape_interval": "1s", "external_labels": {"prometheus_replica": "a"}},
            "scrape_configs": [{"job_name": "samples", "static_configs": [{"targets": [samples.address]}]}],
            "remote_write": [own, {**own, "name": STOLEN, "basic_auth": {**own["basic_auth"], "password": "another"}}],
        }
        prometheus = Prometheus(home / "prometheus", configuration, nginx.authorities)
        yield Written(spoke, section, running.enter_context(prometheus), nginx)


def test_a_spokes_samples_get_through_its_hubs_ingress_with_the_hubs_user_and_password(
    written: Written, claim: Callable[..., None]
) -> None:
    name = written.section["name"]
    assert urllib.parse.urlsplit(written.section["url"]).hostname in written.nginx.hosts
    wait_until(lambda: written.answers(200), what="the hub's Ingress to let samples through")
    assert written.metric("total", name) > 0
    assert written.metric("failed_total", name) == 0
    claim(
        "samples of a spoke get through its hub's Ingress into receive, with the hub's URL, user and password as the "
        "spoke's values and Secret say them",
        f"prometheus {prometheus_version()} → nginx → thanos {thanos_version()}",
        "prometheus --config.file=… (basic_auth)",
    )


def test_with_another_password_a_spokes_samples_get_401_and_are_counted_as_failed(written: Written) -> None:
    wait_until(lambda: written.metric("failed_total", STOLEN) > 0, what="samples to fail")
    assert written.answers(401)
