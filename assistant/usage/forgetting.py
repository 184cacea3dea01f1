"""Invariant: forgetting reaches everything below the data folder that holds the turn, and says what it cannot reach.

A turn made from a forgotten one (a revision holds the whole brief again) goes with it. The log itself, the history of
the chat, stored plans and the folders of eval runs are cleaned; exports, older backups and damaged logs that were set
aside are named, since they are the user's to keep or to delete.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from assistant.usage import deletion, lineage, mentions, reading, traces

if TYPE_CHECKING:
    import sqlite3

    from assistant.usage.exports import Export
    from assistant.usage.log import UsageLog


@dataclass(frozen=True)
class Which:
    """What is to be forgotten; exactly one field is set. `turn` as in `UsageLog.turn`; `older_than` in days."""

    turn: str | None = None
    session: str | None = None
    person: str | None = None
    day: date | None = None
    older_than: int | None = None


@dataclass(frozen=True)
class Forgotten:
    """What went, and what the user has to see to: exports, and files that may still hold a part of it.

    `turns` are the ones asked for, `derived` those that were made from them and went with them.
    `scrubbed` is False while another process keeps the file from being rewritten: the rows are gone then, their bytes
    not yet. `finished` is True when the bytes of an earlier forgetting went now.
    """

    turns: tuple[str, ...]
    derived: tuple[str, ...] = ()
    exports: tuple[Export, ...] = ()
    cleaned: tuple[Path, ...] = ()
    still_holding: tuple[Path, ...] = ()
    scrubbed: bool = True
    finished: bool = False

    def as_json(self) -> dict[str, Any]:
        """For `usage forget --json`."""
        paths = {"cleaned": [*map(str, self.cleaned)], "still_holding": [*map(str, self.still_holding)]}
        return asdict(self) | paths


def select(log: UsageLog, which: Which) -> tuple[str, ...]:
    """Ids of the turns meant. Raises InputError when not exactly one way is given, and when there is none, unless the
    bytes of an earlier forgetting are still to be scrubbed."""
    given = [name for name, value in asdict(which).items() if value is not None]
    if len(given) != 1:
        raise InputError("Say in one way what to forget", fix="A turn, a session, a person, a day or an age.")
    with log.told():
        owed = log.store.read(deletion.is_owed)
        if which.person is not None and not log.store.exists:
            return ()
        try:
            found = log.store.read(lambda db: _ids(db, which, log))
        except InputError:
            if not owed:
                raise
            found = []
    if not found and which.person is None and not owed:
        raise InputError("Nothing in the usage log answers to that", fix="See `assistant usage tail`.", code="no_turns")
    return tuple(found)


def made_from(log: UsageLog, turns: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the other turns that were made from these, and so hold what was said in them. Raises InputError."""
    with log.told():
        return log.store.read(lambda db: lineage.made_from(db, turns))


def forget(log: UsageLog, which: Which, *, reason: str = "asked by the user") -> Forgotten:
    """Deletes what is meant, for good. Raises InputError."""
    turns = select(log, which)
    if not turns and not (log.home.exists() and any(log.home.iterdir())):
        return Forgotten(())
    person = mentions.needles(which.person, log.redactor) if which.person is not None else ()
    with log.told():
        owed = log.store.read(deletion.is_owed)
        derived = log.store.read(lambda db: lineage.made_from(db, turns))
        every = (*turns, *derived)
        texts = log.store.read(lambda db: _texts(db, every))
        exports = log.store.write(lambda db: _forget(db, every, reason, log)) if every else ()
        scrubbed = not (every or owed) or log.store.alone(deletion.scrub)
        marks = traces.Marks(ids=_ids_of(texts, every), texts=tuple(text for _, text in texts if text), needles=person)
        cleaned = traces.clean(log.home, marks, log.redactor)
    still_holding = traces.still_holding(log.home, marks)
    return Forgotten(turns, derived, exports, cleaned, still_holding, scrubbed, owed and scrubbed)


def _forget(db: sqlite3.Connection, turns: tuple[str, ...], reason: str, log: UsageLog) -> tuple[Export, ...]:
    deletion.owe(db)
    return deletion.forget_turns(db, turns, reason=reason, now=log.now(), chain=log.chain)


def _ids(db: sqlite3.Connection, which: Which, log: UsageLog) -> list[str]:
    if which.turn is not None:
        return [reading.find_turn(db, which.turn)]
    if which.person is not None:
        return mentions.turns_with(db, mentions.needles(which.person, log.redactor))
    if which.session is not None:
        return _column(db, "session = ?", which.session)
    if which.day is not None:
        return _column(db, "substr(started_at, 1, 10) = ?", which.day.isoformat())
    return _column(db, "started_at < ?", cutoff(log.now(), which.older_than or 0))


def cutoff(now: datetime, days: int) -> str:
    """The moment `days` before now, as the log spells moments. Raises InputError for an age nobody can reach."""
    try:
        return (now - timedelta(days=days)).isoformat(timespec="milliseconds")
    except OverflowError as error:
        raise InputError(f"{days} days reach back too far", fix="Give a smaller number of days.") from error


def _column(db: sqlite3.Connection, where: str, value: str) -> list[str]:
    return [row[0] for row in db.execute(f"SELECT id FROM turns WHERE {where} ORDER BY started_at, rowid", (value,))]


def _texts(db: sqlite3.Connection, turns: tuple[str, ...]) -> list[tuple[str | None, str | None]]:
    return [db.execute("SELECT plan_id, text FROM turns WHERE id = ?", (turn,)).fetchone() for turn in turns]


def _ids_of(texts: list[tuple[str | None, str | None]], turns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*turns, *(plan for plan, _ in texts if plan)]))
