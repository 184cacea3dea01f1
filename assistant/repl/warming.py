"""Invariant: the prompt waits for neither model nor index; a failure to open them is told once they are needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Warming(Generic[T]):
    """A value made in a daemon thread. `progress` is called from that thread and read by whoever waits."""

    def __init__(self, make: Callable[[Callable[[int, int], None]], T]) -> None:
        self._make = make
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = False
        self._value: T | None = None
        self._error: Exception | None = None
        self.done_of: tuple[int, int] = (0, 0)

    def start(self) -> None:
        """Begins; calling it again does nothing."""
        if not self._started:
            self._started = True
            self._thread.start()

    def result(self, on_wait: Callable[[tuple[int, int]], None]) -> T:
        """The value, waiting for it if need be; `on_wait` hears (done, total) a few times a second meanwhile.

        Raises what making it raised. Ctrl-C leaves the wait, and the work goes on.
        """
        self.start()
        while not self._ready.wait(0.25):
            on_wait(self.done_of)
        if self._error is not None:
            raise self._error
        assert self._value is not None
        return self._value

    def _run(self) -> None:
        try:
            self._value = self._make(self._progress)
        except Exception as error:
            self._error = error
        finally:
            self._ready.set()

    def _progress(self, done: int, total: int) -> None:
        self.done_of = (done, total)
