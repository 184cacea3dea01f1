"""Invariant: for every file that left the log it is known where it was put and which turns are in it, so that a turn's
owner can be told. A path is kept as it is: it is the user's own disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.agent.ids import uuid7
from assistant.usage.chain import Chain
from assistant.usage.integrity import canonical, dictionaries
from assistant.usage.writing import insert_row

_NEWEST_AT_ITS_PATH = "NOT EXISTS (SELECT 1 FROM exports later WHERE later.path = e.path AND later.id > e.id)"
"""A file written over by a later export no longer holds what it held."""


@dataclass(frozen=True)
class Export:
    """A file that left the log. `path` is '' for what went to standard output; `format` is `backup` for a copy of the
    log put outside of the data folder."""

    id: str
    format: str
    path: str
    rows: int
    created_at: str

    def where(self) -> str:
        """The place, for people."""
        return self.path or "standard output"


@dataclass(frozen=True)
class Leaving:
    """What is about to leave: in which form, which turns, how many rows were dropped by reason, and where to (None:
    standard output)."""

    format: str
    turns: tuple[str, ...]
    dropped: dict[str, int]
    path: Path | None
    content_hash: str


def remember(
    db: sqlite3.Connection,
    left: Leaving,
    *,
    policy: str,
    now: datetime,
    chain: Chain,
) -> str:
    """Keeps one export, its place and its turns; returns its id.

    Call it inside a write transaction.
    """
    fields = {
        "id": uuid7(),
        "created_at": now.isoformat(timespec="milliseconds"),
        "format": left.format,
        "rows": len(left.turns),
        "dropped": canonical(left.dropped),
        "content_hash": left.content_hash,
        "redaction_policy": policy,
        "path": None if left.path is None else str(left.path.absolute()),
    }
    insert_row(db, "exports", fields)
    db.executemany(
        "INSERT INTO export_rows (export, turn) VALUES (?, ?)", [(fields["id"], turn) for turn in left.turns]
    )
    chain.seal(db, "export", str(fields["id"]))
    return str(fields["id"])


def every(db: sqlite3.Connection) -> list[Export]:
    """The exports whose file was not written over by a later one, oldest first."""
    return _read(db, f"SELECT * FROM exports e WHERE {_NEWEST_AT_ITS_PATH} ORDER BY id")


def holding(db: sqlite3.Connection, turns: Sequence[str]) -> tuple[Export, ...]:
    """The exports that hold one of the turns, oldest first."""
    wanted = set(turns)
    held = {export for export, turn in db.execute("SELECT export, turn FROM export_rows") if turn in wanted}
    return tuple(export for export in every(db) if export.id in held)


def _read(db: sqlite3.Connection, query: str) -> list[Export]:
    return [
        Export(row["id"], row["format"], row["path"] or "", row["rows"], row["created_at"])
        for row in dictionaries(db, query)
    ]
