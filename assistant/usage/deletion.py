"""Invariant: what was forgotten is gone from the file, stays gone when it is recorded again, and its traces are told.

A turn goes with its calls, retrieval and feedback; messages and blobs go when no other turn points at them. A
tombstone with the id alone remains. Files exported earlier cannot be called back, so their ids are returned.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from assistant.usage.writing import insert_row

_LIVE_MESSAGES = (
    "WITH RECURSIVE live (hash) AS ("
    " SELECT tip FROM calls WHERE tip IS NOT NULL UNION SELECT reply FROM calls WHERE reply IS NOT NULL"
    " UNION SELECT m.parent FROM message m JOIN live ON m.hash = live.hash WHERE m.parent IS NOT NULL"
    ") SELECT hash FROM live"
)
_LIVE_BLOBS = (
    "SELECT system_hash FROM turns WHERE system_hash IS NOT NULL"
    " UNION SELECT tools_hash FROM turns WHERE tools_hash IS NOT NULL"
    " UNION SELECT system_hash FROM calls WHERE system_hash IS NOT NULL"
    " UNION SELECT tools_hash FROM calls WHERE tools_hash IS NOT NULL"
)


def forget_turn(db: sqlite3.Connection, turn: str, *, reason: str, now: datetime) -> tuple[str, ...]:
    """Deletes the turn of that exact id and returns the ids of exports it is in. Call it in a write transaction."""
    exports = tuple(row[0] for row in db.execute("SELECT export FROM export_rows WHERE turn = ?", (turn,)))
    fields = {"id": turn, "kind": "turn", "reason": reason, "created_at": now.isoformat(timespec="milliseconds")}
    insert_row(db, "tombstones", fields, "ON CONFLICT (id) DO NOTHING")
    db.execute("DELETE FROM turns WHERE id = ?", (turn,))
    db.execute("DELETE FROM episodes WHERE session NOT IN (SELECT session FROM turns)")
    db.execute(f"DELETE FROM message WHERE hash NOT IN ({_LIVE_MESSAGES})")
    db.execute(f"DELETE FROM blob WHERE kind <> 'consent_text' AND hash NOT IN ({_LIVE_BLOBS})")
    return exports


def scrub(db: sqlite3.Connection) -> None:
    """Empties the write-ahead log, where deleted rows may still stand. Call it outside of a transaction."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
