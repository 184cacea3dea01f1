"""Invariant: being told to stop waits for the few imports that break when they are interrupted, and is then not lost.

A polite kill (SIGTERM) and a closed terminal (SIGHUP) stop the work as Ctrl-C does, so what was done is kept.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_told: list[int] = []


class Terminated(KeyboardInterrupt):
    """The process was told to end: an interruption after which nobody is asked anything."""


@contextmanager
def shielded() -> Iterator[None]:
    """Holds the signals that stop us back inside the block and obeys after it; outside the main thread: nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    handled = (signal.SIGINT, *(number for number in _ENDINGS if signal.getsignal(number) is _end))
    before = [(number, signal.signal(number, lambda got, frame: waiting.append(got))) for number in handled]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    if waiting:
        raise KeyboardInterrupt if waiting == [signal.SIGINT] * len(waiting) else Terminated


@contextmanager
def ending_is_interrupting() -> Iterator[None]:
    """Inside the block SIGTERM and SIGHUP raise Terminated; outside the main thread: nothing changes.

    A signal that the caller told us to ignore (`nohup`) stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _told.clear()
    ours = [number for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def told_to_end() -> bool:
    """Whether such a signal has come since the work began, also when somebody has caught what it raised."""
    return bool(_told)


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    _told.append(number)
    raise Terminated
