"""Invariant: whoever waits sees on stderr what is happening, in few lines, and a bar only on a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant import terminal
from assistant.agent.narration import Narrator

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.agent.turn import Event


class Watcher:
    """Shows a turn under way. `quiet` keeps the steps to itself, for runs whose output is read by programs."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._narrator = Narrator()
        self._quiet = quiet
        self._bar: Progress | None = None
        self._announced = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

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
                terminal.say(f"· indexing {total} passages, once")
            self._announced = True
            return
        if self._bar is None:
            self._bar = _bar(total)
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
        """A note that was left out, and why."""
        terminal.say(f"· left out {what}")

    def _close(self) -> None:
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.stop()


def _bar(total: int, what: str = "indexing, once") -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True, no_color=not terminal.uses_colour(sys.stderr)), transient=True)
    bar.add_task(what, total=total)
    bar.start()
    return bar
