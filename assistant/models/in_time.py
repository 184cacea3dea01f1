"""Invariant: a model call ends when its time is up, whatever a provider sends to keep the connection alive.

Comments, pings and thoughts reset the read timeout of an HTTP client, and an SDK passes over most of them. So the clock
is looked at underneath both SDKs, before each request, at each read of a head and at each chunk of bytes after it. Two
times are held: that of the turn, which whoever runs it tells by `turn_time`, and the longest silence of a provider in
one call.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

_SAID = "assistant.said"
"""Under this name a response holds what is to be called when the provider said something."""


@dataclass(frozen=True)
class _Time:
    """`left` gives the seconds a turn has, and raises when it has none; `now` is the clock, in seconds."""

    left: Callable[[], float]
    now: Callable[[], float]


_time: ContextVar[_Time | None] = ContextVar("turn_time", default=None)


@contextmanager
def turn_time(left: Callable[[], float], now: Callable[[], float]) -> Iterator[None]:
    """Holds every call made inside to a turn's time: `left` gives its seconds and raises a ProviderError at its end."""
    before = _time.set(_Time(left, now))
    try:
        yield
    finally:
        _time.reset(before)


def time_of_turn() -> float:
    """Seconds the turn has left, endless outside of one. Raises the turn's ProviderError when there are none."""
    held = _time.get()
    return math.inf if held is None else held.left()


def timed(client: httpx2.Client, silence: float) -> httpx2.Client:
    """The client, from now on held to the time of the turn and to so many seconds of silence.

    What it raises inside an SDK is the turn's own error, or a ReadTimeout for a silence.
    """

    heads = _Heads(silence)

    def before(request: httpx2.Request) -> None:
        held = _time.get()
        if held is not None:
            _shorten(request, held.left())
        heads.awaited(request)

    def after(response: httpx2.Response) -> None:
        heads.came()
        held = _time.get()
        if held is not None:
            _shorten(response.request, held.left())
        _watch(response, held, silence)

    hooks = client.event_hooks
    client.event_hooks = {"request": [*hooks["request"], before], "response": [*hooks["response"], after]}
    return client


def said(extensions: MutableMapping[str, Any]) -> None:
    """Notes that the provider said something, so that its silence begins anew; `extensions` are the response's."""
    note = extensions.get(_SAID)
    if note is not None:
        note()


class _Heads(threading.local):
    """Holds the wait for the head of an answer: it may trickle byte by byte, each in time for the HTTP client.

    The stream below is had from the documented `trace` extension of the transport, and is told the time at each read.
    """

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._since: float | None = None

    def awaited(self, request: httpx2.Request) -> None:
        """From now on the head of an answer is awaited."""
        self._since = _now()
        request.extensions["trace"] = self._trace

    def came(self) -> None:
        """The head is there; what follows is watched chunk by chunk."""
        self._since = None

    def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name.endswith((".connect_tcp.complete", ".start_tls.complete")):
            stream = info["return_value"]
            stream.read = self._timed(stream.read)

    def _timed(self, read: Callable[..., bytes]) -> Callable[..., bytes]:
        def timed_read(max_bytes: int, timeout: float | None = None) -> bytes:
            left = math.inf if timeout is None else timeout
            if self._since is not None:
                import httpcore2

                left = min(left, time_of_turn(), self._silence - (_now() - self._since))
                if left <= 0:
                    raise httpcore2.ReadTimeout("the head of the answer did not come in time")
            return read(max_bytes, None if left == math.inf else left)

        return timed_read


def _now() -> float:
    held = _time.get()
    return time.monotonic() if held is None else held.now()


def _shorten(request: httpx2.Request, left: float) -> None:
    """No wait for the network may be longer than the time that is left."""
    waits = request.extensions.get("timeout", {})
    for name, seconds in waits.items():
        waits[name] = left if seconds is None else min(seconds, left)


def _watch(response: httpx2.Response, held: _Time | None, silence: float) -> None:
    import httpx2

    if not isinstance(response.stream, httpx2.SyncByteStream):
        return
    inside: httpx2.SyncByteStream = response.stream
    now = time.monotonic if held is None else held.now
    quiet_since = now()

    def spoke() -> None:
        nonlocal quiet_since
        quiet_since = now()

    class Watched(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for chunk in inside:
                if held is not None:
                    held.left()
                if now() - quiet_since >= silence:
                    raise httpx2.ReadTimeout("nothing but signs of life", request=response.request)
                yield chunk

        def close(self) -> None:
            inside.close()

    response.extensions[_SAID] = spoke
    response.stream = Watched()
