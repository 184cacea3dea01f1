"""Invariant: everything about the log is asked of one object, and whatever cannot be done is one clear sentence.

`record` alone never fails (see recording); every other method raises InputError.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant import settings
from assistant.agent.ids import uuid7
from assistant.errors import InputError
from assistant.usage import consent as consents
from assistant.usage import exports, forgetting, keyfile, reading, retention, salvage, soundness, stats
from assistant.usage import feedback as feedbacks
from assistant.usage.chain import Chain
from assistant.usage.consent import Consent
from assistant.usage.faults import reason
from assistant.usage.missed import Missed
from assistant.usage.recording import Recorder
from assistant.usage.redaction import Detector, Redactor
from assistant.usage.retention import Retention
from assistant.usage.store import Store

if TYPE_CHECKING:
    from assistant.agent.turn import Turn
    from assistant.planning.schema import Plan
    from assistant.usage.forgetting import Forgotten
    from assistant.usage.stored import StoredTurn
    from assistant.usage.writing import Stage

LOG_NAME = "usage.sqlite3"
KEY_NAME = "usage.key"
MISSED_NAME = "usage.not-recorded"


def utc_now() -> datetime:
    """The moment, with its time zone."""
    return datetime.now(UTC)


class UsageLog:
    """The log of one data folder. Safe to share between threads; each process opens its own."""

    def __init__(
        self,
        home: Path,
        *,
        secrets: Iterable[str] = (),
        detectors: Sequence[Detector] = (),
        kept: Retention | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.home = home
        self.now = clock
        self.store = Store(
            home / LOG_NAME,
            clock=clock,
            ready=self._ready,
            refill=lambda aside, db: salvage.refill(aside, db, self.chain),
        )
        self.kept = kept or Retention()
        self.missed = Missed(home / MISSED_NAME)
        self._recorder = Recorder(self.store, self.missed, clock, self._with_key)
        self._secrets = tuple(secrets)
        self._detectors = tuple(detectors)
        self._keyed: tuple[Redactor, Chain] | None = None

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        secrets: Iterable[str] = (),
        detectors: Sequence[Detector] = (),
        kept: Retention | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> UsageLog:
        """The log below `home`, made at its first use. Never fails: a folder that cannot be written shows in `record`.

        `secrets` are values that must never be stored, such as the provider keys in use; `detectors` look for more
        than the built-in patterns do; `kept` says for how many days content and numbers stay.
        """
        return cls(home, secrets=secrets, detectors=detectors, kept=kept, clock=clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a later call opens it again."""
        self.store.close()

    @property
    def not_recorded(self) -> int:
        """How many turns this process could not store."""
        return self._recorder.not_recorded

    @property
    def last_error(self) -> str:
        """Why the last of them was not stored, for the one line a face shows."""
        return self._recorder.last_error

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should be told, one sentence each, such as a damaged log that was set aside."""
        return tuple(self.store.notices)

    def record(self, stage: Stage, turn: Turn) -> None:
        """Stores a stage of the turn. Never raises for a storage fault: see `not_recorded` and `last_error`."""
        self._recorder.record(stage, turn)

    def turn(self, wanted: str = "last") -> StoredTurn:
        """The turn of an id, the beginning of one, the id of its plan, or `last`. Raises InputError."""
        with self.told():
            return self.store.read(lambda db: reading.load_turn(db, reading.find_turn(db, wanted)))

    def find(self, wanted: str) -> str:
        """The whole id of a turn named as in `turn`. Raises InputError."""
        with self.told():
            return self.store.read(lambda db: reading.find_turn(db, wanted))

    def turns(self, limit: int = 20, session: str | None = None) -> list[StoredTurn]:
        """The newest turns, oldest of them first; of one session if given. Raises InputError."""
        with self.told():
            return self.store.read(
                lambda db: [reading.load_turn(db, turn) for turn in reading.latest(db, limit, session)]
            )

    def each_turn(self) -> Iterator[StoredTurn]:
        """Every turn, oldest first, read one at a time. Raises InputError."""
        with self.told():
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
        outcome: str | None = None,
        source_ref: str = "",
    ) -> str:
        """Stores feedback on a turn (named as in `turn`) and returns its id. Raises InputError.

        kind: accept, edit, bad (with a comment), good, outcome. `edited_plan` is a Plan, its JSON, or other text;
        `outcome` is `METRIC=VALUE`, read at `source_ref`; an `id` of the caller's own makes a retry harmless.
        """
        said = feedbacks.checked(kind, comment, edited_plan, source, outcome=outcome, source_ref=source_ref)
        now, turn = self.now(), self.find(turn_id)
        with self.told():
            content = said.columns(self.redactor)
            named = {"id": id or uuid7(), "policy": self.redactor.policy}
            return self.store.write(
                lambda db: feedbacks.write_feedback(
                    db, reading.find_turn(db, turn), said, **named, content=content, now=now, chain=self.chain
                )
            )

    def consent(self, session: str | None = None, *, words: bool = False) -> Consent:
        """What was stated, for one session or in general; `words`: what holds for its next. Raises InputError."""
        with self.told():
            return self.store.read(lambda db: (consents.for_words if words else consents.current)(db, session or ""))

    def set_consent(self, level: str, session: str | None = None) -> Consent:
        """Sets what holds from the next turn on. Raises InputError for an unknown level."""
        wanted = consents.parse(level)
        with self.told():
            return self.store.write(
                lambda db: consents.give(db, wanted, session=session or "", now=self.now(), chain=self.chain)
            )

    def stats(self) -> dict[str, Any]:
        """Counts, tokens and dollars (see usage.stats), and what could not be recorded. Raises InputError."""
        with self.told():
            counted = self.store.read(stats.stats)
        return {**counted, "not_recorded": max(self.not_recorded, self.missed.read()[0])}

    def forget(self, wanted: str, *, reason: str = "asked by the user") -> Forgotten:
        """Deletes a turn (named as in `turn`) for good; see `usage.forgetting` for more than one. Raises InputError."""
        return forgetting.forget(self, forgetting.Which(turn=wanted), reason=reason)

    def remember_export(
        self,
        format: str,
        turns: Sequence[str],
        dropped: Mapping[str, int],
        *,
        content_hash: str,
        path: Path | None = None,
    ) -> str:
        """Keeps which turns went into an exported file (None: standard output); returns the export's id."""
        now, left = self.now(), exports.Leaving(format, tuple(turns), dict(dropped), path, content_hash)
        with self.told():
            policy, chain = self.redactor.policy, self.chain
            return self.store.write(lambda db: exports.remember(db, left, policy=policy, now=now, chain=chain))

    def verify(self) -> list[str]:
        """Every fault found in the log, one line each; empty when all is well. Raises InputError."""
        with self.told():
            return self.store.read(lambda db: soundness.faults(db, self.chain))

    @property
    def redactor(self) -> Redactor:
        """The redactor with this log's key. Raises OSError or InputError when there is no usable key."""
        return self._with_key()[0]

    @property
    def chain(self) -> Chain:
        """The chain with this log's key. Raises OSError or InputError when there is no usable key."""
        return self._with_key()[1]

    def _with_key(self) -> tuple[Redactor, Chain]:
        if self._keyed is None:
            if not (self.home / KEY_NAME).exists():
                settings.private_folder(self.home)
            key = keyfile.load_or_make(self.home / KEY_NAME)
            self._keyed = Redactor(key, self._secrets, self._detectors), Chain(key)
            with suppress(OSError):  # a disk that only reads: counted in this process
                self.missed.prepare()
        return self._keyed

    def _ready(self, db: sqlite3.Connection) -> None:
        """What every opening does: what is older than promised goes."""
        self.store.notices += retention.keep(db, self.kept, now=self.now(), chain=lambda: self.chain)

    @contextmanager
    def told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            raise InputError(
                f"The usage log cannot be used: {reason(error)}",
                where=str(self.store.path),
                fix="Free the disk or mend the folder, then try again.",
                code="usage_log",
            ) from error
