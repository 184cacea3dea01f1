"""Invariant: each named step runs once on a log, even when eight processes start on an empty folder together.

The names that ran are kept in the log itself and are read again inside the write transaction. A log that knows a name
this version does not was written by a newer one and is left alone. Steps are never edited after a release: add one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from assistant.errors import InputError
from assistant.usage.metrics import define_known
from assistant.usage.schema import M001_TABLES
from assistant.usage.schema_fourth import M004_ENDS
from assistant.usage.schema_second import M002_LEARNING
from assistant.usage.schema_third import M003_EXACT
from assistant.usage.transactions import transaction

Migration = Callable[[sqlite3.Connection], None]


def m001_tables(db: sqlite3.Connection) -> None:
    """The tables of the first version."""
    for statement in M001_TABLES:
        db.execute(statement)


def m002_learning(db: sqlite3.Connection) -> None:
    """What a gate, an eval case or a training row needs besides, and the chain that seals the log."""
    for statement in M002_LEARNING:
        db.execute(statement)
    define_known(db)


def m003_exact(db: sqlite3.Connection) -> None:
    """What a call was sent, to the letter."""
    for statement in M003_EXACT:
        db.execute(statement)


def m004_ends(db: sqlite3.Connection) -> None:
    """Where the chain ends, and where exports went."""
    for statement in M004_ENDS:
        db.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (m001_tables, m002_learning, m003_exact, m004_ends)


def migrate(db: sqlite3.Connection, *, where: str = "") -> None:
    """Brings the log to this version. Raises InputError when it is newer than this version."""
    wanted = [step.__name__ for step in MIGRATIONS]
    if _applied(db, wanted, where) == wanted:
        return
    transaction(db, "BEGIN IMMEDIATE", lambda writing: _run_missing(writing, wanted, where))


def is_behind(db: sqlite3.Connection, *, where: str = "") -> bool:
    """Whether the log is from an earlier version. Raises InputError when it is newer than this version."""
    wanted = [step.__name__ for step in MIGRATIONS]
    return _applied(db, wanted, where) != wanted


def _run_missing(db: sqlite3.Connection, wanted: list[str], where: str) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")
    done = _applied(db, wanted, where)
    for step in MIGRATIONS:
        if step.__name__ not in done:
            step(db)
            db.execute("INSERT INTO migrations (name) VALUES (?)", (step.__name__,))


def _applied(db: sqlite3.Connection, wanted: list[str], where: str) -> list[str]:
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone() is None:
        return []
    names = {row[0] for row in db.execute("SELECT name FROM migrations")}
    if unknown := sorted(names - set(wanted)):
        raise InputError(
            f"The usage log was written by a newer version (it knows {unknown[0]!r})",
            where=where,
            fix="Update the assistant, or set ASSISTANT_HOME to another folder.",
            code="newer_log",
        )
    return [name for name in wanted if name in names]
