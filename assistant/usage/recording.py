"""Invariant: a turn is never lost in silence, never lost because of the log, and never waits long for it.

The user's turn is stored before the model is called, the whole turn after. When storing fails, the turn goes on, the
failure is counted once for the turn, and its reason is kept for the one line a face shows: "not recorded: …".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.usage.faults import STORAGE_FAULTS, reason
from assistant.usage.rows import rows_of
from assistant.usage.writing import Stage, write_turn

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.usage.chain import Chain
    from assistant.usage.missed import Missed
    from assistant.usage.redaction import Redactor
    from assistant.usage.store import Store

FIRST_SECONDS, LAST_SECONDS, TURN_SECONDS = 3.0, 2.0, 5.0
"""How long a turn waits for another writer: before the model, after it when it waited in vain before, and after it
otherwise (project rule: five seconds in all; the worst of 8 writers measured waited 4.9 s)."""


class Recorder:
    """Stores the stages of turns and counts the turns that could not be stored."""

    def __init__(
        self,
        store: Store,
        missed: Missed,
        clock: Callable[[], datetime],
        keyed: Callable[[], tuple[Redactor, Chain]],
    ) -> None:
        """`keyed` gives redactor and chain; what it raises is a fault of storing."""
        self.not_recorded = 0
        self.last_error = ""
        self._store = store
        self._missed = missed
        self._clock = clock
        self._keyed = keyed
        self._behind: set[str] = set()

    def record(self, stage: Stage, turn: Turn) -> None:
        """Stores a stage of the turn. Never raises for a storage fault."""
        behind = turn.id in self._behind
        seconds = FIRST_SECONDS if stage == "started" else LAST_SECONDS if behind else TURN_SECONDS
        try:
            redactor, chain = self._keyed()
            rows = rows_of(turn, redactor)
            with self._store.waiting(seconds):
                self._store.write(lambda db: write_turn(db, stage, turn.status, rows, now=self._clock(), chain=chain))
        except STORAGE_FAULTS as error:
            self.last_error = reason(error)
            self._fall_behind(turn.id, again=behind)
        else:
            self._catch_up(turn.id)

    def _fall_behind(self, turn: str, *, again: bool) -> None:
        if not again:
            self.not_recorded += 1
            self._missed.add(self.last_error, self._clock())
            self._behind.add(turn)

    def _catch_up(self, turn: str) -> None:
        """A turn that could not be begun is stored whole all the same: nothing of it is missed."""
        if turn in self._behind:
            self._behind.remove(turn)
            self.not_recorded -= 1
            self._missed.take_back()
