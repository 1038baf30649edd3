"""A real nginx in the place of ingress-nginx, configured by the declared Ingresses and their annotations."""

import base64
import shutil
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.proof.support.declared.declarations import Declared
from tests.proof.support.pods.mounted_files import data_of
from tests.proof.support.pods.network import Network
from tests.proof.support.processes import Process, free_port, run, tool
from tests.proof.support.stand_ins.forward_proxy import ForwardProxy
from tests.proof.support.waiting import PATIENCE

INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"
NGINX = "nginx.ingress.kubernetes.io/"
# What the controller does without annotations:
# https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
DEFAULTS = {"proxy-body-size": "1m", "proxy-read-timeout": "60", "ssl-redirect": "true", "auth-realm": ""}
KNOWN = {*DEFAULTS, "auth-type", "auth-secret"}
_SETTINGS = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
"""


class IngressServer(Process):
    """nginx with TLS on one port. `hosts` are the names it answers for, `authorities` who vouches for them."""

    def __init__(self, objects: Sequence[Declared], network: Network, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        folder.mkdir(parents=True)
        ingresses = [one for one in objects if one.token == INGRESS]
        self.hosts = {host: certificate(host, hosts, folder) for one in ingresses for host, hosts in _hosts(one)}
        self.authorities = folder / "authorities.pem"
        self.authorities.write_text("".join(path.read_text() for path in self.hosts.values()))
        servers = [_server(one, self, objects, network) for one in ingresses]
        (folder / "nginx.conf").write_text("\n".join([_SETTINGS.format(folder=folder), *servers, "}\n"]))
        super().__init__(
            [tool("nginx"), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
            log=folder / "log",
            ready=self._accepts,
        )

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class IngressClient:
    """Asks the Ingresses by their own names, over TLS with their certificates checked; `proxy` has to run."""

    def __init__(self, server: IngressServer, username: str) -> None:
        self.server, self.username = server, username
        self.proxy = ForwardProxy({f"{host}:443": server.port for host in server.hosts})

    def request(self, url: str, *, password: str | None, data: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of the answer; a body makes it a POST."""
        context = ssl.create_default_context(cafile=str(self.server.authorities))
        handlers = urllib.request.ProxyHandler({"https": self.proxy.url}), urllib.request.HTTPSHandler(context=context)
        request = urllib.request.Request(url, data=data)
        if password is not None:
            credential = base64.b64encode(f"{self.username}:{password}".encode()).decode()
            request.add_header("Authorization", f"Basic {credential}")
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def certificate(host: str, hosts: Sequence[str], folder: Path) -> Path:
    """A throwaway certificate for the hosts, with its key beside it, in the place of cert-manager's."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: it makes the certificates")
    path, names = folder / f"{host}.pem", ",".join(f"DNS:{one}" for one in hosts)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{path}.key"]
    run(
        [
            "openssl",
            "req",
            "-x509",
            *key,
            "-days",
            "1",
            "-subj",
            "/CN=proof",
            "-addext",
            f"subjectAltName={names}",
            "-out",
            str(path),
        ]
    )
    return path


def annotations(ingress: Declared) -> dict[str, str]:
    """What the controller reads. Fails for an annotation the controller would pass over in silence."""
    own = {key.removeprefix(NGINX): value for key, value in ingress.inputs["metadata"]["annotations"].items()}
    own = {key: value for key, value in own.items() if "/" not in key}
    assert not (unknown := own.keys() - KNOWN), f"{ingress.id}: no annotation of ingress-nginx: {unknown}"
    return {**DEFAULTS, **own}


def _hosts(ingress: Declared) -> list[tuple[str, list[str]]]:
    """The host of each rule, and all hosts of its certificate."""
    by_host = {host: tls["hosts"] for tls in ingress.inputs["spec"].get("tls", []) for host in tls["hosts"]}
    wanted = [rule["host"] for rule in ingress.inputs["spec"]["rules"]]
    assert not (bare := set(wanted) - by_host.keys()), f"{ingress.id}: no certificate for {', '.join(bare)}"
    return [(host, by_host[host]) for host in wanted]


def _server(ingress: Declared, server: IngressServer, objects: Sequence[Declared], network: Network) -> str:
    values, namespace = annotations(ingress), ingress.inputs["metadata"]["namespace"]
    authentication = _authentication(
        values, namespace, objects, server.folder / f"{ingress.inputs['metadata']['name']}"
    )
    blocks: list[str] = []
    for rule in ingress.inputs["spec"]["rules"]:
        host = rule["host"]
        locations = [
            _location(path, namespace, network, [*authentication, *_limits(values)]) for path in rule["http"]["paths"]
        ]
        tls = f"ssl_certificate {server.hosts[host]}; ssl_certificate_key {server.hosts[host]}.key;"
        blocks.append(
            f"  server {{ listen 127.0.0.1:{server.port} ssl; server_name {host}; {tls}\n"
            + "\n".join(locations)
            + "\n  }"
        )
    return "\n".join(blocks)


def _authentication(values: Mapping[str, str], namespace: str, objects: Sequence[Declared], file: Path) -> list[str]:
    if values.get("auth-type") != "basic":
        return []
    file.write_text(data_of(objects, "Secret", namespace, values["auth-secret"])["auth"])
    return [f'auth_basic "{values["auth-realm"]}";', f"auth_basic_user_file {file};"]


def _limits(values: Mapping[str, str]) -> list[str]:
    return [
        f"client_max_body_size {values['proxy-body-size']};",
        f"proxy_read_timeout {values['proxy-read-timeout']}s;",
    ]


def _location(path: Mapping[str, Any], namespace: str, network: Network, settings: Sequence[str]) -> str:
    service = path["backend"]["service"]
    backends = network.backends(namespace, service["name"], service["port"]["name"])
    match = f"= {path['path']}" if path["pathType"] == "Exact" else path["path"]
    proxy = f"proxy_http_version 1.1; proxy_set_header Host $host; proxy_pass http://{backends[0]};"
    nowhere = "    location / { return 404; }" if match != "/" else ""
    return f"    location {match} {{ {' '.join(settings)} {proxy} }}\n{nowhere}"
