"""The proof's servers get ports nobody else has."""

import socket

import pytest

from tests.proof.support import processes


def test_no_port_is_given_twice() -> None:
    ports = [processes.free_port() for _ in range(2_000)]
    assert len(set(ports)) == len(ports)


def test_a_port_somebody_listens_on_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_server(("127.0.0.1", 0)) as closed:
        taken, free = server.getsockname()[1], closed.getsockname()[1]
        closed.close()
        monkeypatch.setattr(processes, "_PORTS", iter([taken, free]))
        assert processes.free_port() == free


def test_no_port_is_one_an_outgoing_connection_may_take() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as connection,
    ):
        outgoing = connection.getsockname()[1]
    assert processes.free_port() < outgoing
