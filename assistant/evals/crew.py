"""Invariant: work that does not end in its time holds up neither the work after it nor the end of the process.

Python ends no thread from outside, so a thread whose work is overdue is left behind and another takes its place.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
_LOOK = 1.0
"""So often, in seconds, is looked for overdue work while nothing ends (project rule)."""
_PARTING = 3.0
"""Seconds that whoever stops a crew waits for what is under way (project rule)."""

Clock = Callable[[], None]
"""Called by a work at the beginning of each of its parts: its time begins anew."""


class Crew(Generic[T]):
    """So many threads at a time, each part of a work with so many seconds. Items are told apart by their hash.

    A work raises nothing.
    """

    def __init__(self, jobs: int, seconds: float, work: Callable[[T, Clock], None]) -> None:
        self._seconds = seconds
        self._work = work
        self._todo: SimpleQueue[T | None] = SimpleQueue()
        self._done: SimpleQueue[T] = SimpleQueue()
        self._workers = [self._hired() for _ in range(jobs)]
        self._open = 0
        self._late: set[T] = set()

    def add(self, item: T) -> None:
        """Something to work on."""
        self._open += 1
        self._todo.put(item)

    def results(self) -> Iterator[tuple[T, bool]]:
        """Each item as it ends, and whether it ended in time; more may be added while it is gone through."""
        while self._open:
            try:
                item = self._done.get(timeout=min(_LOOK, self._seconds))
            except Empty:
                for late in self._left_behind():
                    self._late.add(late)
                    self._open -= 1
                    yield late, False
                continue
            if item not in self._late:
                self._open -= 1
                yield item, True

    def close(self) -> None:
        """Nothing more is begun; what is under way is waited for a moment and then left behind."""
        try:
            while True:
                self._todo.get_nowait()
        except Empty:
            for _ in self._workers:
                self._todo.put(None)
        until = time.monotonic() + _PARTING
        for worker in self._workers:
            worker.thread.join(max(0.0, until - time.monotonic()))

    def _hired(self) -> _Worker[T]:
        worker = _Worker(self._todo, self._done, self._work)
        worker.thread.start()
        return worker

    def _left_behind(self) -> Iterator[T]:
        for place, worker in enumerate(self._workers):
            item = worker.overdue(self._seconds)
            if item is not None:
                worker.dismissed = True
                self._workers[place] = self._hired()
                yield item


class _Worker(Generic[T]):
    """One thread; a daemon, so that the end of the process waits for none."""

    def __init__(self, todo: SimpleQueue[T | None], done: SimpleQueue[T], work: Callable[[T, Clock], None]) -> None:
        self.dismissed = False
        self.thread = threading.Thread(target=self._run, args=(todo, done, work), name="case", daemon=True)
        self._item: T | None = None
        self._began = 0.0

    def overdue(self, seconds: float) -> T | None:
        """What it has been at for longer than so many seconds."""
        item = self._item
        return item if item is not None and time.monotonic() - self._began >= seconds else None

    def _tick(self) -> None:
        self._began = time.monotonic()

    def _run(self, todo: SimpleQueue[T | None], done: SimpleQueue[T], work: Callable[[T, Clock], None]) -> None:
        while not self.dismissed and (item := todo.get()) is not None:
            self._tick()
            self._item = item
            work(item, self._tick)
            self._item = None
            done.put(item)
