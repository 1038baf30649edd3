"""A store behind a rate limit: the first requests of every path get 429, the others are taken."""

import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REFUSALS = 2


class BusyReceiver:
    """Runs for the length of a `with`; keeps the bodies it refused and those it took, by path."""

    def __init__(self) -> None:
        self.refused: defaultdict[str, list[bytes]] = defaultdict(list)
        self.taken: defaultdict[str, list[bytes]] = defaultdict(list)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                busy = len(receiver.refused[self.path]) < REFUSALS
                (receiver.refused if busy else receiver.taken)[self.path].append(body)
                self.send_response(429 if busy else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "BusyReceiver":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
