"""A scrape target with as many series as a test needs."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Samples:
    """Serves `proof_sample{number="…"}` for the length of a `with`."""

    def __init__(self, count: int) -> None:
        lines = (f'proof_sample{{number="{number}"}} {number}' for number in range(count))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler("\n".join(lines).encode() + b"\n"))
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Samples":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(text: bytes) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    return Handler
