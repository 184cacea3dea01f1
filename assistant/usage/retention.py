"""Invariant: content and numbers leave the log on clocks of their own, whenever the log is opened.

A turn that is not as it was written goes on no clock, since its date may be what was changed: `usage verify` names it.
Nothing goes either while the clock is far ahead of the newest turn, which a wrong date would be too. After
`content_days` a turn keeps its numbers, like one made without consent; after `metadata_days` it goes. What was
exported by then stays in its file (project rule; the two clocks: open issue tensorzero#6359, read 2026-11).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.usage.chain import Chain
from assistant.usage.deletion import forget_turns, sweep
from assistant.usage.forgetting import cutoff
from assistant.usage.integrity import Row, canonical, dictionaries, row_hash, turn_hash
from assistant.usage.rows import CALL_CONTENT, CONTENT
from assistant.usage.stored import from_text
from assistant.usage.transactions import transaction

REASON = "kept as long as was promised"
AHEAD_DAYS = 730
"""A clock that is further ahead of the newest turn is not believed (project rule: nearly twice the longest default)."""


@dataclass(frozen=True)
class Retention:
    """Days that content and numbers are kept."""

    content_days: int = 90
    metadata_days: int = 400


def keep(db: sqlite3.Connection, kept: Retention, *, now: datetime, chain: Callable[[], Chain]) -> tuple[str, ...]:
    """Drops what is older than `kept` says, to the last byte, if anything is; `chain` is asked for only then.

    Returns what the user should be told.
    """
    before = cutoff(now, kept.content_days), cutoff(now, kept.metadata_days)
    if is_due(db, *before):
        if ahead := _ahead(db, now):
            return (ahead,)
        sealed = chain()
        transaction(db, "BEGIN IMMEDIATE", lambda writing: expire(writing, *before, now=now, chain=sealed))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ()


def _ahead(db: sqlite3.Connection, now: datetime) -> str:
    """What to say of a clock that is not believed, '' when it is."""
    (newest,) = db.execute("SELECT MAX(COALESCE(finished_at, started_at)) FROM turns").fetchone()
    if str(newest) >= cutoff(now, AHEAD_DAYS):
        return ""
    return (
        f"The clock says {now.date()}, more than {AHEAD_DAYS} days after the newest turn ({str(newest)[:10]}), so "
        "nothing was deleted for its age. If the date is right: assistant usage forget --older-than 90d"
    )


def is_due(db: sqlite3.Connection, content_before: str, metadata_before: str) -> bool:
    """Whether anything is older than it may be; two look-ups in an index."""
    query = "SELECT EXISTS (SELECT 1 FROM turns WHERE started_at < ?{})"
    old = db.execute(query.format(""), (metadata_before,)).fetchone()[0]
    return bool(old or db.execute(query.format(" AND text IS NOT NULL"), (content_before,)).fetchone()[0])


def expire(
    db: sqlite3.Connection, content_before: str, metadata_before: str, *, now: datetime, chain: Chain
) -> tuple[int, int]:
    """Drops what is older; returns how many turns lost their content and how many went. In a write transaction."""
    old = dictionaries(db, "SELECT * FROM turns WHERE started_at < ?", (metadata_before,))
    gone = [turn["id"] for turn in old if _as_written(db, turn, chain)]
    if gone:
        forget_turns(db, gone, reason=REASON, now=now, chain=chain)
    query = "SELECT * FROM turns WHERE started_at < ? AND text IS NOT NULL"
    faded = [turn for turn in dictionaries(db, query, (content_before,)) if _as_written(db, turn, chain)]
    for turn in faded:
        _drop_content(db, turn["id"], turn["findings"], now, chain)
    sweep(db)
    return len(faded), len(gone)


def _as_written(db: sqlite3.Connection, turn: Row, chain: Chain) -> bool:
    return turn_hash(db, turn) == turn["row_hash"] and chain.holds(db, "turn", turn["id"])


def _drop_content(db: sqlite3.Connection, turn: str, findings: str | None, now: datetime, chain: Chain) -> None:
    codes = [{name: found.get(name, "") for name in ("code", "severity")} for found in from_text(findings or "[]")]
    emptied = ", ".join(f"{name} = NULL" for name in CONTENT if name != "findings")
    stamp = now.isoformat(timespec="milliseconds")
    db.execute(
        f"UPDATE turns SET {emptied}, findings = ?, content_dropped_at = ? WHERE id = ?",
        (canonical(codes), stamp, turn),
    )
    db.execute(f"UPDATE calls SET {', '.join(f'{name} = NULL' for name in CALL_CONTENT)} WHERE turn = ?", (turn,))
    db.execute("DELETE FROM retrieval WHERE turn = ?", (turn,))
    db.execute("UPDATE feedback SET comment = NULL, edited_plan = NULL, edited_text = NULL WHERE turn = ?", (turn,))
    (row,) = dictionaries(db, "SELECT * FROM turns WHERE id = ?", (turn,))
    db.execute("UPDATE turns SET row_hash = ? WHERE id = ?", (turn_hash(db, row), turn))
    chain.seal(db, "turn", turn)
    for feedback in dictionaries(db, "SELECT * FROM feedback WHERE turn = ?", (turn,)):
        db.execute("UPDATE feedback SET row_hash = ? WHERE id = ?", (row_hash(feedback), feedback["id"]))
        chain.seal(db, "feedback", feedback["id"])
