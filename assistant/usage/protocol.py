"""Invariant: whoever keeps the log elsewhere has to give exactly this, and the rest of the product asks for no more.

`UsageLog` is the one engine there is. The tables behind it are described, once, by `describe`; another engine keeps
the same columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.planning.schema import Plan
    from assistant.usage.consent import Consent
    from assistant.usage.forgetting import Forgotten
    from assistant.usage.stored import StoredTurn
    from assistant.usage.writing import Stage


class LogStore(Protocol):
    """A usage log. `record` never raises for a storage fault; every other method raises InputError."""

    @property
    def not_recorded(self) -> int: ...

    @property
    def last_error(self) -> str: ...

    @property
    def notices(self) -> tuple[str, ...]: ...

    def record(self, stage: Stage, turn: Turn) -> None:
        """Stores a stage of the turn: before the first model call, and whole after the last."""
        ...

    def turn(self, wanted: str = "last") -> StoredTurn:
        """One turn, by its id, the beginning of it, its plan's id, or `last`."""
        ...

    def turns(self, limit: int = 20, session: str | None = None) -> list[StoredTurn]:
        """The newest turns, oldest of them first."""
        ...

    def each_turn(self) -> Iterator[StoredTurn]:
        """Every turn, oldest first."""
        ...

    def feedback(
        self,
        turn_id: str,
        *,
        kind: str,
        comment: str = "",
        edited_plan: Plan | str | None = None,
        source: str = "user",
        id: str | None = None,
        outcome: str | None = None,
        source_ref: str = "",
    ) -> str:
        """Appends feedback and returns its id; the same id again changes nothing."""
        ...

    def consent(self, session: str | None = None, *, words: bool = False) -> Consent:
        """What was stated; with `words`, what holds for the next ones, told of words that were said under none."""
        ...

    def set_consent(self, level: str, session: str | None = None) -> Consent:
        """What holds from the next turn on."""
        ...

    def stats(self) -> dict[str, Any]:
        """Figures over the whole log."""
        ...

    def forget(self, wanted: str, *, reason: str = "asked by the user") -> Forgotten:
        """Deletes a turn for good."""
        ...

    def remember_export(
        self,
        format: str,
        turns: Sequence[str],
        dropped: Mapping[str, int],
        *,
        content_hash: str,
        path: Path | None = None,
    ) -> str:
        """Keeps which turns went into an exported file."""
        ...

    def verify(self) -> list[str]:
        """Everything that does not hold, one line each."""
        ...

    def close(self) -> None:
        """Lets go of the file."""
        ...
