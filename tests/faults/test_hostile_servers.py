"""A server that is hostile and not only broken costs bounded time and memory, gets no key, and ends in one sentence."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable

import pytest

from assistant.errors import ProviderError
from assistant.models.in_time import turn_time
from tests.faults import trial
from tests.faults.server import Behaviour, FaultServer, http, sse
from tests.models.wire import KEY, SHAPES, Clock, Shape, asking

pytestmark = pytest.mark.enable_socket
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n"
LINE = b"x" * 65_536


def ended(shape: Shape, behaviour: Behaviour, *, address: str = "", attempts: int = 3) -> tuple[ProviderError, int]:
    """How a call ended, and how many requests it took."""
    with FaultServer((behaviour,)) as server, pytest.raises(ProviderError) as raised:
        trial.open_at(shape, address or f"http://127.0.0.1:{server.port}", Clock(attempts)).reply(asking(tools=()))
    said = raised.value.sentence()
    assert KEY not in said and "\n" not in said and raised.value.fix
    return raised.value, server.requests


@every_shape
@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nx-slow: "], ids=["status", "header"])
def test_a_head_that_trickles_for_ever_ends_with_the_silence(shape: Shape, first: bytes) -> None:
    trickling = Behaviour(first, repeated=b"H" if not first else b"x", pause=0.02)
    assert ended(shape, trickling)[0].code in ("timed_out", "unreachable")


@every_shape
def test_a_head_that_trickles_ends_with_the_turn(shape: Shape) -> None:
    began = time.monotonic()

    def left() -> float:
        passed = time.monotonic() - began
        if passed >= 0.1:
            raise ProviderError("The turn is over", fix="Give it longer.", code="out_of_time")
        return 0.1 - passed

    with turn_time(left, time.monotonic):
        error, requests = ended(shape, Behaviour(b"HTTP/1.1 200 OK\r\nx: ", repeated=b"x", pause=0.02))
    assert (error.code, requests) == ("out_of_time", 1)


def _packed(kind: str) -> bytes:
    bomb = gzip.compress(b"data: " + b"x" * 64_000_000)
    return http(200, bomb, kind=kind, headers=("content-encoding: gzip",))


ENDLESS: dict[str, Callable[[], Behaviour]] = {
    "packed stream": lambda: Behaviour(_packed("text/event-stream")),
    "packed whole": lambda: Behaviour(_packed("application/json")),
    "packed error": lambda: Behaviour(_packed("application/json").replace(b" 200 ", b" 400 ", 1)),
    "one endless line": lambda: Behaviour(STREAM + b"\r\ndata: ", repeated=LINE),
    "a packing nobody asked for": lambda: Behaviour(STREAM + b"content-encoding: br\r\n\r\n" + LINE),
}


@every_shape
@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_larger_than_an_answer_can_be_is_stopped(shape: Shape, name: str) -> None:
    error, requests = ended(shape, ENDLESS[name]())
    assert (error.code, requests) == ("garbled", 3) if name == "packed whole" else ("too_much", 1)


@every_shape
def test_a_packed_answer_that_is_small_is_read(shape: Shape) -> None:
    body = gzip.compress(shape.text("Measure first."))
    answer = Behaviour(http(200, body, kind="text/event-stream", headers=("content-encoding: gzip",)))
    with FaultServer((answer,)) as server:
        reply = trial.open_at(shape, f"http://127.0.0.1:{server.port}", Clock()).reply(asking(tools=()))
    assert (reply.text, reply.stop) == ("Measure first.", "end")


@every_shape
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_takes_no_key_along(shape: Shape, status: int) -> None:
    with FaultServer((Behaviour(sse(shape.text("Stolen."))),)) as other:
        away = http(status, b"", headers=(f"location: http://localhost:{other.port}/",))
        error, requests = ended(shape, Behaviour(away))
    assert (error.code, requests, other.requests) == ("redirected", 1, 0)


def _answer_without_tls(plain: socket.socket) -> None:
    connection, _ = plain.accept()
    with connection:
        connection.sendall(b"not TLS\r\n" * 9)


@every_shape
def test_what_a_connection_fails_on_is_said_with_the_host(shape: Shape) -> None:
    refused, _ = ended(shape, Behaviour(end="refuse"))
    assert "Nothing answers at 127.0.0.1:" in refused.message
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]
        answering = threading.Thread(target=_answer_without_tls, args=(plain,))
        answering.start()
        insecure, _ = ended(shape, Behaviour(), address=f"https://127.0.0.1:{port}")
        answering.join()
    assert insecure.message.startswith(f"The connection to 127.0.0.1:{port} is not secure")
    assert not insecure.retryable
    unknown, _ = ended(shape, Behaviour(), address="http://nobody.invalid")
    assert unknown.message.startswith("The name nobody.invalid is not known")


def _deep(shape: Shape) -> bytes:
    return b"event: x\ndata: " + b"[" * 100_000 + b"\n\n"


@every_shape
def test_a_giant_head_and_json_nested_without_end_are_faults_like_any_other(shape: Shape) -> None:
    giant = Behaviour(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000 + b"\r\n\r\n")
    nested = Behaviour(sse(_deep(shape)))
    whole = Behaviour(http(200, b'{"choices": ' + b"[" * 100_000))
    for behaviour, codes in ((giant, ("unreachable", "broken_stream")), (nested, ("broken_stream", "garbled")),
                             (whole, ("garbled",))):  # fmt: skip
        error, requests = ended(shape, behaviour)
        assert (error.code in codes, requests) == (True, 3), error.sentence()


@every_shape
def test_no_number_that_json_lacks_gets_into_a_call(shape: Shape) -> None:
    with FaultServer((Behaviour(sse(shape.call('{"query": NaN}'))),)) as server:
        reply = trial.open_at(shape, f"http://127.0.0.1:{server.port}", Clock()).reply(asking())
    assert [call.arguments for call in reply.calls] == [None]
    assert json.loads(reply.calls[0].raw)
