"""Invariant: for every file that left the log it is known which turns are in it, so that a turn's owner can be told."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.agent.ids import uuid7
from assistant.usage.chain import Chain
from assistant.usage.integrity import canonical
from assistant.usage.writing import insert_row


def remember(
    db: sqlite3.Connection,
    format: str,
    turns: Sequence[str],
    dropped: Mapping[str, int],
    *,
    content_hash: str,
    policy: str,
    now: datetime,
    chain: Chain,
) -> str:
    """Keeps one export and its turns; returns its id. Call it inside a write transaction."""
    fields = {
        "id": uuid7(),
        "created_at": now.isoformat(timespec="milliseconds"),
        "format": format,
        "rows": len(turns),
        "dropped": canonical(dict(dropped)),
        "content_hash": content_hash,
        "redaction_policy": policy,
    }
    insert_row(db, "exports", fields)
    db.executemany("INSERT INTO export_rows (export, turn) VALUES (?, ?)", [(fields["id"], turn) for turn in turns])
    chain.seal(db, "export", str(fields["id"]))
    return str(fields["id"])
