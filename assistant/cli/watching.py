"""Invariant: whoever waits sees on stderr what is happening, in few lines, and a bar only on a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant import terminal
from assistant.agent.narration import Narrator
from assistant.errors import on_one_line

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.agent.turn import Event


_NAMED = 5  # files left out; the rest is a number
_MOMENT = 1.0  # seconds


class Watcher:
    """Shows a turn under way. `quiet` keeps the steps to itself, for runs whose output is read by programs."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._narrator = Narrator()
        self._quiet = quiet
        self._bar: Progress | None = None
        self._announced = False
        self._left_out = 0
        self._began: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._left_out > _NAMED:
            terminal.say(f"· and {self._left_out - _NAMED} more left out; all of them: assistant notes list")

    def event(self, event: Event) -> None:
        """The lines for the step; the model's own text is not shown, the plan comes at the end."""
        self._close()
        if self._quiet and event.kind != "notice":
            return
        for line in self._narrator.lines(event):
            terminal.say(line)

    def progress(self, done: int, total: int) -> None:
        """How far the index is being built, in chunks."""
        if not sys.stderr.isatty() or terminal.is_quiet():
            if not self._announced:
                terminal.say(f"· indexing {total} passage{'s' * (total != 1)}, once")
            self._announced = True
            return
        self._advance("indexing, once", done, total)

    def reading(self, done: int, total: int) -> None:
        """How many files have been read; shown when it takes longer than a moment."""
        if self._began is None:
            self._began = time.monotonic()
        on_screen = sys.stderr.isatty() and not terminal.is_quiet()
        if on_screen and (self._bar is not None or time.monotonic() - self._began > _MOMENT):
            self._advance("reading files", done, total)
        elif done >= total:
            self._began = None

    def _advance(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = _bar(total, what)
        self._bar.update(self._bar.task_ids[0], completed=done, total=total)
        if done >= total:
            self._close()

    def case(self, what: str, done: int, total: int) -> None:
        """How far a suite is: a bar on a terminal, else a line a case."""
        if not sys.stderr.isatty() or terminal.is_quiet():
            terminal.say(f"· {done} of {total}: {what}")
            return
        if self._bar is None:
            self._bar = _bar(total, "cases")
        self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def cases_done(self) -> None:
        """Takes the bar away."""
        self._close()

    def skipped(self, what: str) -> None:
        """A note that was left out, and why; the first few, for a folder may hold hundreds."""
        self._left_out += 1
        if self._left_out <= _NAMED:
            terminal.say(f"· left out {on_one_line(what)}")

    def _close(self) -> None:
        bar, self._bar, self._began = self._bar, None, None
        if bar is not None:
            bar.stop()


def _bar(total: int, what: str) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True, no_color=not terminal.uses_colour(sys.stderr)), transient=True)
    bar.add_task(what, total=total)
    bar.start()
    return bar
