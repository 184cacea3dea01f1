"""A provider that only keeps the connection alive is ended by the time of the turn, and by its silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
import respx

from assistant.agent.limits import Limits
from assistant.errors import Interrupted, ProviderError
from assistant.models.in_time import turn_time
from tests.agent.conftest import Make, index, library, make, recorder
from tests.models.wire import CHAT, MESSAGES, RESPONSES, SHAPES, Clock, Shape, asking

__all__ = ["index", "library", "make", "recorder"]
THINKING = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",'
    b'"model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}'
    b'\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":'
    b'{"type":"thinking","thinking":"","signature":""}}\n\n'
)
THOUGHT = (
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"thinking_delta","thinking":"hm "}}\n\n'
)
COMMENT, PING = b": ping\n\n", b'event: ping\ndata: {"type": "ping"}\n\n'
LONGEST = 10_000
"""Chunks after which a provider that nobody stops gives up, so that a test without the limit ends."""


class Alive(httpx.SyncByteStream):
    """Sends `first`, then the same chunk each second of a clock that only it moves."""

    def __init__(self, chunk: bytes, first: bytes = b"") -> None:
        self.chunk, self.first = chunk, first
        self.seconds = 0.0
        self.is_closed = False

    def now(self) -> float:
        return self.seconds

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        for _ in range(LONGEST):
            self.seconds += 1
            yield self.chunk

    def close(self) -> None:
        self.is_closed = True


CASES: list[tuple[Shape, Callable[[], Alive], str, int]] = [
    *((shape, lambda: Alive(COMMENT), "text/event-stream", 200) for shape in SHAPES),
    (MESSAGES, lambda: Alive(PING), "text/event-stream", 200),
    (MESSAGES, lambda: Alive(THOUGHT, THINKING), "text/event-stream", 200),
    *((shape, lambda: Alive(b" "), "application/json", 200) for shape in SHAPES),
    *((shape, lambda: Alive(b" "), "application/json", 400) for shape in SHAPES),
]
every_way = pytest.mark.parametrize(("shape", "alive", "kind", "status"), CASES)


def holding(alive: Alive, seconds: float) -> Callable[[], float]:
    def left() -> float:
        if alive.seconds >= seconds:
            raise ProviderError("The turn is over", code="out_of_time")
        return seconds - alive.seconds

    return left


@every_way
def test_the_turn_ends_what_only_keeps_the_connection_alive(
    make: Make, shape: Shape, alive: Callable[[], Alive], kind: str, status: int
) -> None:
    sending = alive()
    with respx.mock(using="httpcore2") as router:
        route = router.post(shape.url).mock(
            return_value=httpx.Response(status, headers={"content-type": kind}, stream=sending)
        )
        assistant = make(shape.open(Clock()), limits=Limits(seconds=5.0), clock=sending.now)
        turn = assistant.turn("Why?")

    assert turn.error == "the turn reached its time limit of 5 seconds (ASSISTANT_TURN_SECONDS sets it)"
    assert (sending.seconds, route.call_count) == (5.0, 1)
    assert sending.is_closed
    assert turn.calls == () or not turn.calls[0].reply.text


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_signs_of_life_are_a_silence_and_end_after_the_longest_one(shape: Shape) -> None:
    alive = Alive(COMMENT)
    with respx.mock(using="httpcore2") as router, turn_time(holding(alive, 100_000.0), alive.now):
        router.post(shape.url).mock(
            return_value=httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=alive)
        )
        with pytest.raises(ProviderError) as raised:
            shape.open(Clock(attempts=1)).reply(asking(tools=()))

    assert raised.value.code == "timed_out"
    assert alive.seconds == 120.0


def test_a_model_that_thinks_for_longer_than_a_silence_is_not_silent() -> None:
    alive = Alive(THOUGHT, THINKING)
    with respx.mock(using="httpcore2") as router, turn_time(holding(alive, 300.0), alive.now):
        router.post(MESSAGES.url).mock(
            return_value=httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=alive)
        )
        with pytest.raises(ProviderError) as raised:
            MESSAGES.open(Clock(attempts=1)).reply(asking(tools=()))

    assert raised.value.code == "out_of_time"
    assert alive.seconds == 300.0


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_request_leaves_when_the_time_is_up_and_none_waits_longer_than_what_is_left(shape: Shape) -> None:
    alive = Alive(COMMENT)
    waits: list[dict[str, float]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        waits.append(dict(request.extensions["timeout"]))
        alive.seconds = 7.0
        return httpx.Response(503, json={})

    with respx.mock(using="httpcore2") as router, turn_time(holding(alive, 7.0), alive.now):
        router.post(shape.url).mock(side_effect=answer)
        with pytest.raises(ProviderError) as raised:
            shape.open(Clock()).reply(asking(tools=()))

    assert raised.value.code == "out_of_time"
    assert [set(wait.values()) for wait in waits] == [{7.0}]


@pytest.mark.parametrize("shape", [MESSAGES, RESPONSES, CHAT], ids=lambda shape: shape.name)
def test_ctrl_c_while_the_connection_is_only_kept_alive_is_an_interruption(shape: Shape) -> None:
    class Pressed(Alive):
        def __iter__(self) -> Iterator[bytes]:
            yield self.chunk
            raise KeyboardInterrupt

    with respx.mock(using="httpcore2") as router:
        router.post(shape.url).mock(
            return_value=httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Pressed(COMMENT))
        )
        with pytest.raises(Interrupted):
            shape.open(Clock()).reply(asking(tools=()))
