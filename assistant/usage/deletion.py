"""Invariant: what was forgotten is gone from the file, stays gone when it is recorded again, and its traces are told.

A turn goes with its calls, retrieval and feedback, and with what later calls were told of it; messages and blobs go
when no other turn points at them. A
tombstone remains: the id and a keyed hash of the content, so that the same turn under another id is refused too.
Files exported earlier cannot be called back, so their ids are returned.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from assistant.usage.chain import Chain
from assistant.usage.writing import insert_row

_LIVE_MESSAGES = (
    "WITH RECURSIVE live (hash) AS ("
    " SELECT tip FROM calls WHERE tip IS NOT NULL UNION SELECT reply FROM calls WHERE reply IS NOT NULL"
    " UNION SELECT m.parent FROM message m JOIN live ON m.hash = live.hash WHERE m.parent IS NOT NULL"
    ") SELECT hash FROM live"
)
_LIVE_TURNS = "SELECT id FROM turns WHERE text IS NOT NULL"
_LIVE_TOLD = "SELECT name.value FROM calls, json_each(calls.told) AS name WHERE json_valid(calls.told)"
_LIVE_BLOBS = (
    "SELECT system_hash FROM turns WHERE system_hash IS NOT NULL"
    " UNION SELECT tools_hash FROM turns WHERE tools_hash IS NOT NULL"
    " UNION SELECT system_hash FROM calls WHERE system_hash IS NOT NULL"
    " UNION SELECT tools_hash FROM calls WHERE tools_hash IS NOT NULL"
)


def forget_turns(
    db: sqlite3.Connection, turns: Sequence[str], *, reason: str, now: datetime, chain: Chain
) -> tuple[str, ...]:
    """Deletes the turns of these exact ids; returns the ids of exports they are in. Call it in a write transaction."""
    exports: dict[str, None] = {}
    for turn in turns:
        exports.update((row[0], None) for row in db.execute("SELECT export FROM export_rows WHERE turn = ?", (turn,)))
        _bury(db, turn, reason, now, chain)
    for (session,) in db.execute("SELECT session FROM episodes WHERE session NOT IN (SELECT session FROM turns)"):
        chain.gone(db, "episode", session)
    db.execute("DELETE FROM episodes WHERE session NOT IN (SELECT session FROM turns)")
    sweep(db)
    return tuple(exports)


def _bury(db: sqlite3.Connection, turn: str, reason: str, now: datetime, chain: Chain) -> None:
    (content,) = db.execute("SELECT content_id FROM turns WHERE id = ?", (turn,)).fetchone()
    fields = {
        "id": turn,
        "kind": "turn",
        "reason": reason,
        "created_at": now.isoformat(timespec="milliseconds"),
        "content_id": content,
    }
    insert_row(db, "tombstones", fields, "ON CONFLICT (id) DO NOTHING")
    chain.seal(db, "tombstone", turn)
    for (feedback,) in db.execute("SELECT id FROM feedback WHERE turn = ?", (turn,)).fetchall():
        chain.gone(db, "feedback", feedback)
    chain.gone(db, "turn", turn)
    db.execute("DELETE FROM turns WHERE id = ?", (turn,))


def sweep(db: sqlite3.Connection) -> None:
    """Deletes the messages and blobs nothing points at any more (reference counts read from the rows)."""
    db.execute(f"DELETE FROM message WHERE hash NOT IN ({_LIVE_MESSAGES})")
    db.execute(f"DELETE FROM told WHERE turn NOT IN ({_LIVE_TURNS}) OR hash NOT IN ({_LIVE_TOLD})")
    db.execute(f"DELETE FROM blob WHERE kind <> 'consent_text' AND hash NOT IN ({_LIVE_BLOBS})")


def scrub(db: sqlite3.Connection) -> bool:
    """Rewrites the file without its gaps and empties the write-ahead log; False while another process holds them.

    Call it outside of a transaction.
    """
    try:
        db.execute("VACUUM")
        return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return False
        raise
