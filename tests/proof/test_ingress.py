"""TLS, passwords, paths and body sizes of the declared Ingresses, in a real nginx with a real Thanos behind it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.alike import beside_releases
from tests.proof.support.declared.declarations import Declared, Stack, declared
from tests.proof.support.declared.mutations import changed
from tests.proof.support.declared.stack_files import STACK_FILES, config_of
from tests.proof.support.pods.ingress_server import INGRESS, NGINX, IngressClient, IngressServer
from tests.proof.support.pods.thanos_pods import ThanosPods, role
from tests.proof.support.processes import ROOT
from tests.proof.support.sharing import all_passed, once_for_alike

pytestmark = pytest.mark.proof

THANOS = ROOT / "tests" / "stacks" / "thanos.yaml"
MEBIBYTE = 1 << 20
RECEIVE, SECRET = ("Ingress", "thanos/thanos-receive"), ("Secret", "thanos/thanos-ingress-basic-auth")
Claim = Callable[[str, str, str], None]
CONSUMER = "nginx 1.22.1"


@dataclass(frozen=True)
class Site:
    """One Thanos behind its Ingresses, as the stack's own outputs tell others to reach it."""

    client: IngressClient
    write_url: str
    query_url: str
    password: str

    def status_of_batch(self, size: int, *, url: str = "", password: str | None = "") -> int:
        """Status of a write of so many bytes that mean nothing: 400 is Thanos' own."""
        secret = self.password if password == "" else password
        return self.client.request(url or self.write_url, password=secret, data=b"x" * size)[0]


@contextlib.contextmanager
def serving(stack: Stack, objects: Sequence[Declared], folder: Path) -> Iterator[list[Site]]:
    """The Ingresses of these objects, with everything behind them that takes writes."""
    thanos = ThanosPods(objects, folder)
    endpoints = {name: one for name, one in stack.outputs.get("endpoints", {}).items() if one["kind"] == "thanos"}
    exposed = {name: one for name, one in endpoints.items() if one["username"]}
    server = IngressServer(objects, thanos.network, folder / "nginx")
    with contextlib.ExitStack() as running:
        for pod in (p for p in thanos.pods.values() if role(p) == "receive"):
            running.enter_context(thanos.process(pod))
        running.enter_context(server)
        sites: list[Site] = []
        for name, one in exposed.items():
            client = IngressClient(server, one["username"])
            running.enter_context(client.proxy)
            sites.append(Site(client, one["writeUrl"], one["queryUrl"], stack.outputs["passwords"][name]))
        yield sites


WITH_INGRESS = [one for one in STACK_FILES if "ingress" in config_of(one)]


@pytest.fixture(scope="module", params=WITH_INGRESS, ids=lambda path: path.stem)
def sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Site]]:
    stack = declared(request.param)
    if not stack.of(INGRESS):
        pytest.skip(f"{request.param.name} declares no Ingress")
    if all_passed(request):
        yield []
        return
    with serving(stack, stack.objects, tmp_path_factory.mktemp("ingress")) as found:
        assert found, "an exported endpoint leads to every Ingress"
        yield found


@once_for_alike(beside_releases)
def test_a_write_reaches_thanos_by_the_exported_url_and_password(sites: list[Site], claim: Claim) -> None:
    assert [site.status_of_batch(1) for site in sites] == [400] * len(sites), "Thanos says that it cannot be read"
    claim("the exported URL and password lead through TLS to receive", CONSUMER, "POST https://receive…/api/v1/receive")


@pytest.mark.parametrize("password", [None, "wrong"])
@once_for_alike(beside_releases)
def test_without_the_password_both_ingresses_answer_401(sites: list[Site], password: str | None, claim: Claim) -> None:
    for site in sites:
        assert site.status_of_batch(1, password=password) == 401
        assert site.client.request(f"{site.query_url}/api/v1/query?query=up", password=password)[0] == 401
    claim("without the right password both Ingresses answer 401", CONSUMER, "POST …/api/v1/receive, GET …/api/v1/query")


@once_for_alike(beside_releases)
def test_of_receive_nothing_but_its_path_is_reachable(sites: list[Site], claim: Claim) -> None:
    for site in sites:
        for path in ("/metrics", "/api/v1/receive/more", "/"):
            url = site.write_url.replace("/api/v1/receive", path)
            assert site.status_of_batch(1, url=url) == 404
    claim("nothing but /api/v1/receive is reachable of receive", CONSUMER, "POST https://receive…/metrics")


@once_for_alike(beside_releases)
def test_a_batch_of_the_limit_passes_and_a_byte_more_gets_413(sites: list[Site], claim: Claim) -> None:
    for site in sites:
        assert site.status_of_batch(16 * MEBIBYTE) == 400, "Thanos got it"
        assert site.status_of_batch(16 * MEBIBYTE + 1) == 413
    claim("a body of 16 MiB passes, a byte more gets 413", CONSUMER, "POST …/api/v1/receive")


@pytest.mark.parametrize(
    ("target", "change", "size", "status"),
    [
        pytest.param(
            SECRET,
            lambda one: one["stringData"].update(auth=one["stringData"]["auth"].replace("$apr1$", "$apr1$x")),
            1,
            401,
            id="another password in the file",
        ),
        pytest.param(SECRET, lambda one: one["stringData"].update(auth="x:y"), 1, 401, id="another user in the file"),
        pytest.param(
            RECEIVE,
            lambda one: one["metadata"]["annotations"].pop(f"{NGINX}proxy-body-size"),
            2 * MEBIBYTE,
            413,
            id="no body size",
        ),
        pytest.param(
            RECEIVE,
            lambda one: one["spec"]["rules"][0]["http"]["paths"][0].update(path="/api/v1/write"),
            1,
            404,
            id="another path",
        ),
        pytest.param(
            ("Service", "thanos/thanos-receive"),
            lambda one: one["spec"]["ports"][2].update(targetPort="http"),
            1,
            404,
            id="a Service that leads to another port",
        ),
    ],
)
def test_a_broken_ingress_is_caught(
    target: tuple[str, str], change: Callable[[Any], Any], size: int, status: int, tmp_path: Path
) -> None:
    stack = declared(THANOS)
    with serving(stack, changed(stack.objects, *target, change), tmp_path) as [site]:
        assert site.status_of_batch(size) == status


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda i: i["metadata"]["annotations"].update({f"{NGINX}proxy-bodysize": "16m"}),
            "no annotation of ingress-ng",
        ),
        (
            lambda i: i["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"].update(name="write"),
            "has pods behind",
        ),
        (
            lambda i: i["metadata"]["annotations"].update({f"{NGINX}auth-secret": "basic-auth"}),
            "nobody declares Secret",
        ),
        (lambda i: i["spec"]["tls"][0].update(hosts=["receive.example.com"]), "no certificate for"),
    ],
    ids=["mistyped annotation", "unknown port", "unknown Secret", "certificate of another host"],
)
def test_an_ingress_that_the_controller_would_misread_is_caught(
    change: Callable[[Any], Any], message: str, tmp_path: Path
) -> None:
    stack = declared(THANOS)
    with (
        pytest.raises(AssertionError, match=message),
        serving(stack, changed(stack.objects, *RECEIVE, change), tmp_path),
    ):
        pass
