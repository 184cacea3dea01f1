"""Invariant: what was forgotten is gone from the file, stays gone when it is recorded again, and its traces are told.

A turn goes with its calls, retrieval and feedback, and with what later calls were told of it; messages and blobs go
when no other turn points at them. A
tombstone remains: the id and a keyed hash of the content, so that the same turn under another id is refused too.
Files exported earlier cannot be called back, so they are returned. The file's own `user_version` is 1 while the bytes
of what was forgotten wait to be scrubbed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from assistant.usage.chain import Chain
from assistant.usage.exports import Export, holding
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
) -> tuple[Export, ...]:
    """Deletes the turns of these exact ids; returns the exports they are in. Call it in a write transaction."""
    for turn in turns:
        _bury(db, turn, reason, now, chain)
    for (session,) in db.execute("SELECT session FROM episodes WHERE session NOT IN (SELECT session FROM turns)"):
        chain.gone(db, "episode", session)
    db.execute("DELETE FROM episodes WHERE session NOT IN (SELECT session FROM turns)")
    sweep(db)
    return holding(db, turns)


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


def owe(db: sqlite3.Connection) -> None:
    """Notes in the file that a scrub has to follow."""
    db.execute("PRAGMA user_version = 1")


def is_owed(db: sqlite3.Connection) -> bool:
    """Whether bytes of what was forgotten are still in the file, because another process held it."""
    return bool(db.execute("PRAGMA user_version").fetchone()[0])


def scrub(db: sqlite3.Connection) -> bool:
    """Rewrites the file without its gaps and empties the write-ahead log; False while another process holds them.

    Call it outside of a transaction.
    """
    try:
        db.execute("VACUUM")
        gone = bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        if gone:
            db.execute("PRAGMA user_version = 0")
        return gone
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return False
        raise
