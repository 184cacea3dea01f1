"""A run on scripted or offline models reaches nothing, from no thread, and gives the network back afterwards."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from assistant.agent.turn import Turn
from assistant.evals import network, runner
from assistant.evals.selecting import Selection
from tests.evals.bench import Bench, case, planned, suite


@pytest.fixture
def server(socket_enabled: None) -> socket.socket:
    """Something on this machine that would answer."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


def connect(server: socket.socket) -> None:
    with socket.create_connection(server.getsockname(), timeout=5):
        pass


def test_a_block_holds_and_is_lifted(server: socket.socket) -> None:
    place = server.getsockname()
    with server, socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
        before = (socket.getaddrinfo, socket.socket.connect, dict(socket.socket.__dict__).keys())
        for reach in (
            lambda: connect(server),
            lambda: stream.connect(place),
            lambda: stream.connect_ex(place),
            lambda: datagram.sendto(b"x", place),
            lambda: datagram.sendmsg([b"x"], [], 0, place),
            lambda: socket.getaddrinfo("localhost", 80),
            lambda: socket.gethostbyname("localhost"),
            lambda: socket.gethostbyname_ex("localhost"),
        ):
            with network.blocked(), pytest.raises(network.Blocked, match="network is blocked"):
                reach()
        assert before == (socket.getaddrinfo, socket.socket.connect, dict(socket.socket.__dict__).keys())
        connect(server)


def test_a_block_is_lifted_after_a_fault(server: socket.socket) -> None:
    with server:
        with pytest.raises(ZeroDivisionError), network.blocked():
            raise ZeroDivisionError
        connect(server)


def test_a_block_holds_in_every_thread(server: socket.socket) -> None:
    met: list[BaseException] = []

    def reach() -> None:
        try:
            connect(server)
        except network.Blocked as error:
            met.append(error)

    with server, network.blocked():
        thread = threading.Thread(target=reach)
        thread.start()
        thread.join()
    assert len(met) == 1


def test_a_case_that_reaches_out_is_unmeasured_and_a_live_model_may(tmp_path: Path, server: socket.socket) -> None:
    def reaches(text: str) -> Turn:
        connect(server)
        return planned(text=text)

    with server:
        found = suite(tmp_path / "s", case("a"))
        offline = runner.run(found, Bench(reaches))
        live = runner.run(found, Bench(reaches), Selection(model="openai:gpt-6.1-sol"))
    assert "network is blocked" in offline.results[0].error
    assert (offline.verdict, live.verdict) == ("not_measured", "passed")
