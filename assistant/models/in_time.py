"""Invariant: a model call ends when its time is up, whatever a provider sends to keep the connection alive.

Comments, pings and thoughts reset the read timeout of an HTTP client, and an SDK passes over most of them. So the clock
is looked at underneath both SDKs, before each request and at each chunk of bytes, streamed or not. Two times are held:
that of the turn, which whoever runs it tells by `turn_time`, and the longest silence of a provider in one call.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, MutableMapping
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

    def before(request: httpx2.Request) -> None:
        held = _time.get()
        if held is not None:
            _shorten(request, held.left())

    def after(response: httpx2.Response) -> None:
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
