"""The internet as a stack's pods see it: one local proxy that ends TLS for every host a test names."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.proof.support.stand_ins.certificates import Certificates


@dataclass(frozen=True)
class Request:
    """A request as it arrived. Names of headers are lower-case; the path has its query."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What a host answers; `reason` says why it refused."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    reason: str = ""


Service = Callable[[Request], Answer]


class Authorities:
    """Hosts (names or patterns) behind a proxy, with certificates of a throwaway authority. Records every exchange."""

    def __init__(self, folder: Path, services: Mapping[str, Service]) -> None:
        self.services = services
        self.exchanges: list[tuple[Request, Answer]] = []
        self.strays: list[str] = []
        """Hosts that were asked for and that no test named."""
        self.certificates = Certificates(folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    def __enter__(self) -> "Authorities":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process reach these hosts; the rest of its environment is its pod's own."""
        proxy = f"http://127.0.0.1:{self._server.server_port}"
        return {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "SSL_CERT_FILE": str(self.certificates.authority)}

    def service(self, host: str) -> Service | None:
        return next((service for name, service in self.services.items() if fnmatch(host, name)), None)

    def answer(self, request: Request) -> Answer:
        service = self.service(request.host)
        answer = service(request) if service else Answer(502, reason=f"nobody is {request.host} here")
        self.exchanges.append((request, answer))
        return answer

    def asked(self, host: str, status: int | None = None) -> list[Request]:
        """Requests to a host, of those answered with a status."""
        return [r for r, a in list(self.exchanges) if fnmatch(r.host, host) and status in (None, a.status)]

    def refusals(self) -> list[str]:
        """Why requests were refused, in their order."""
        return [answer.reason for _, answer in list(self.exchanges) if answer.reason]


def _handler(authorities: Authorities) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *connection: Any, tunnel: str = "") -> None:
            self.tunnel = tunnel
            super().__init__(*connection)

        def do_CONNECT(self) -> None:
            host = self.path.rpartition(":")[0]
            self.close_connection = True
            if authorities.service(host) is None:
                authorities.strays.append(host)
                self.send_error(502, f"nobody is {host} here")
                return
            self.send_response(200)
            self.end_headers()
            try:
                with authorities.certificates.context(host).wrap_socket(self.connection, server_side=True) as inside:
                    Handler(inside, self.client_address, self.server, tunnel=host)
            except OSError:
                return  # the client went away

        def answer(self) -> None:
            url = urlsplit(self.path)
            path = f"{url.path}?{url.query}" if url.query else url.path
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.tunnel or str(url.hostname), path, headers, self._body())
            answer = authorities.answer(request)
            self.send_response(answer.status)
            for name, value in {"content-length": str(len(answer.body)), **(answer.headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = answer

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def log_message(self, format: str, *args: Any) -> None:
            """Exchanges are recorded instead."""

    return Handler
