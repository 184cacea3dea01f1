"""Invariant: a turn is never lost in silence and never lost because of the log.

The user's turn is stored before the model is called, the whole turn after. When storing fails, the turn goes on, the
failure is counted and its reason is kept for the one line a face shows: "not recorded: …".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant import settings
from assistant.agent.ids import uuid7
from assistant.errors import InputError
from assistant.usage import consent as consents
from assistant.usage import deletion, exports, integrity, keyfile, reading, stats
from assistant.usage import feedback as feedbacks
from assistant.usage.consent import Consent
from assistant.usage.faults import STORAGE_FAULTS, reason
from assistant.usage.redaction import Redactor
from assistant.usage.rows import rows_of
from assistant.usage.store import Store
from assistant.usage.writing import Stage, write_turn

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.planning.schema import Plan
    from assistant.usage.stored import StoredTurn

LOG_NAME = "usage.sqlite3"
KEY_NAME = "usage.key"


def utc_now() -> datetime:
    """The moment, with its time zone."""
    return datetime.now(UTC)


class UsageLog:
    """The log of one data folder. Safe to share between threads; each process opens its own."""

    def __init__(self, home: Path, *, secrets: Iterable[str] = (), clock: Callable[[], datetime] = utc_now) -> None:
        self.home = home
        self.store = Store(home / LOG_NAME, clock=clock)
        self.not_recorded = 0
        self.last_error = ""
        self._clock = clock
        self._secrets = tuple(secrets)
        self._redactor: Redactor | None = None

    @classmethod
    def open(cls, home: Path, *, secrets: Iterable[str] = (), clock: Callable[[], datetime] = utc_now) -> UsageLog:
        """The log below `home`, made at its first use. Never fails: a folder that cannot be written shows in `record`.

        `secrets` are values that must never be stored, such as the provider keys in use.
        """
        return cls(home, secrets=secrets, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a later call opens it again."""
        self.store.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should be told, one sentence each, such as a damaged log that was set aside."""
        return tuple(self.store.notices)

    def record(self, stage: Stage, turn: Turn) -> None:
        """Stores a stage of the turn. Never raises for a storage fault: see `not_recorded` and `last_error`."""
        try:
            rows = rows_of(turn, self.redactor)
            self.store.write(lambda db: write_turn(db, stage, turn.status, rows, self._clock()))
        except STORAGE_FAULTS as error:
            self.not_recorded += 1
            self.last_error = reason(error)

    def turn(self, wanted: str = "last") -> StoredTurn:
        """The turn of an id, the beginning of one, the id of its plan, or `last`. Raises InputError."""
        with self._told():
            return self.store.read(lambda db: reading.load_turn(db, reading.find_turn(db, wanted)))

    def turns(self, limit: int = 20, session: str | None = None) -> list[StoredTurn]:
        """The newest turns, oldest of them first; of one session if given. Raises InputError."""
        with self._told():
            return self.store.read(
                lambda db: [reading.load_turn(db, turn) for turn in reading.latest(db, limit, session)]
            )

    def each_turn(self) -> Iterator[StoredTurn]:
        """Every turn, oldest first, read one at a time. Raises InputError."""
        with self._told():
            for turn in self.store.read(reading.all_ids):
                yield self.store.read(partial(reading.load_turn, turn=turn))

    def feedback(
        self,
        turn_id: str,
        *,
        kind: str,
        comment: str = "",
        edited_plan: Plan | str | None = None,
        source: str = "user",
        id: str | None = None,
    ) -> str:
        """Stores feedback on a turn (named as in `turn`) and returns its id. Raises InputError.

        kind: accept, edit, bad (with a comment), good. `edited_plan` is a Plan, its JSON, or other text; an `id` of the
        caller's own makes a retry harmless.
        """
        said = feedbacks.checked(kind, comment, edited_plan, source)
        now = self._clock()
        with self._told():
            content = said.columns(self.redactor)
            return self.store.write(
                lambda db: feedbacks.write_feedback(
                    db,
                    reading.find_turn(db, turn_id),
                    said,
                    id=id or uuid7(),
                    content=content,
                    policy=self.redactor.policy,
                    now=now,
                )
            )

    def consent(self, session: str | None = None) -> Consent:
        """What holds now, for one session or in general. Raises InputError."""
        with self._told():
            return self.store.read(lambda db: consents.current(db, session or ""))

    def set_consent(self, level: str, session: str | None = None) -> Consent:
        """Sets what holds from the next turn on. Raises InputError for an unknown level."""
        wanted = consents.parse(level)
        with self._told():
            return self.store.write(lambda db: consents.give(db, wanted, session=session or "", now=self._clock()))

    def stats(self) -> dict[str, Any]:
        """Counts, tokens and dollars (see usage.stats), and what this process could not record. Raises InputError."""
        with self._told():
            return {**self.store.read(stats.stats), "not_recorded": self.not_recorded}

    def forget(self, wanted: str, *, reason: str = "asked by the user") -> tuple[str, ...]:
        """Deletes a turn (named as in `turn`) for good; returns the ids of exports it is in. Raises InputError."""
        now = self._clock()
        with self._told():
            exported = self.store.write(
                lambda db: deletion.forget_turn(db, reading.find_turn(db, wanted), reason=reason, now=now)
            )
            self.store.alone(deletion.scrub)
            return exported

    def remember_export(
        self, format: str, turns: Sequence[str], dropped: Mapping[str, int], *, content_hash: str
    ) -> str:
        """Keeps which turns went into an exported file, by the hash of its content; returns the export's id."""
        now = self._clock()
        with self._told():
            policy = self.redactor.policy
            return self.store.write(
                lambda db: exports.remember(
                    db, format, turns, dropped, content_hash=content_hash, policy=policy, now=now
                )
            )

    def verify(self) -> list[str]:
        """Every fault found in the log, one line each; empty when all is well. Raises InputError."""
        with self._told():
            return self.store.read(integrity.faults)

    @property
    def redactor(self) -> Redactor:
        """The redactor with this log's key. Raises OSError or InputError when there is no usable key."""
        if self._redactor is None:
            settings.private_folder(self.home)
            self._redactor = Redactor(keyfile.load_or_make(self.home / KEY_NAME), self._secrets)
        return self._redactor

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise InputError(
                f"The usage log cannot be used: {reason(error)}",
                where=str(self.store.path),
                fix="Free the disk or mend the folder, then try again.",
                code="usage_log",
            ) from error
