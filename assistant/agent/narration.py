"""Invariant: who watches a turn reads a few lines: each step is told once, and a long row of searches is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.agent.turn import Event

_TOLD = 3
"""Searches in a row that are told one by one (project rule: more would push the rest off the screen)."""


class Narrator:
    """Turns the events of one turn into lines for people; the model's own text is not among them."""

    def __init__(self) -> None:
        self._searches = 0

    def lines(self, event: Event) -> list[str]:
        """The lines this event is worth, often none."""
        if event.kind in ("text", "done"):
            return []
        if event.kind == "searching":
            self._searches += 1
        if event.kind in ("searching", "found"):
            what = event.text if event.text.startswith(event.kind) else f"{event.kind} {event.text}"
            return [f"· {what}"] if self._searches <= _TOLD else []
        more, self._searches = self._searches - _TOLD, 0
        return [f"· and {more} more searches"] * (more > 0) + [f"· {event.text}"]
