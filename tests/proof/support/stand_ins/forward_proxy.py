"""A CONNECT proxy on loopback in the place of DNS and load balancer: known hosts lead to a port, others nowhere."""

import socket
import socketserver
import threading
from collections.abc import Mapping


class ForwardProxy:
    """Runs for the length of a `with`. Clients keep their URLs: name, certificate and path are checked as declared."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._server = _Server(("127.0.0.1", 0), _Tunnel)
        self._server.ports = dict(ports)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "ForwardProxy":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    ports: dict[str, int]


class _Tunnel(socketserver.StreamRequestHandler):
    rbufsize = 0

    def handle(self) -> None:
        target = self.rfile.readline().decode("latin-1").split(" ")[1]
        while self.rfile.readline().strip():
            pass
        assert isinstance(self.server, _Server)
        if target not in self.server.ports:
            self.wfile.write(b"HTTP/1.1 502 nobody is called so\r\n\r\n")
            return
        try:
            upstream = socket.create_connection(("127.0.0.1", self.server.ports[target]))
        except OSError:
            self.wfile.write(b"HTTP/1.1 502 nobody listens\r\n\r\n")
            return
        with upstream:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            answers = threading.Thread(target=_pump, args=(upstream, self.connection), daemon=True)
            answers.start()
            _pump(self.connection, upstream)
            answers.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for one in (source, sink):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
