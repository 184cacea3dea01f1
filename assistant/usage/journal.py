"""Invariant: the journal of the switch only grows, and each event names the hash of the one before it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.agent.ids import uuid7
from assistant.usage.integrity import canonical, dictionaries
from assistant.usage.stored import from_text
from assistant.usage.writing import insert_row

TASK = "plan"
OFF = "off"


def state(db: sqlite3.Connection) -> str:
    """Where the switch stands: what the last event says, `off` before the first."""
    row = db.execute("SELECT to_state FROM switch_events WHERE task = ? ORDER BY seq DESC LIMIT 1", (TASK,)).fetchone()
    return OFF if row is None else str(row[0])


def append(
    db: sqlite3.Connection, to_state: str, *, evidence: Mapping[str, Any], actor: str, now: datetime
) -> dict[str, Any]:
    """Appends an event and returns it. Call it inside a write transaction."""
    last = db.execute("SELECT hash FROM switch_events ORDER BY seq DESC LIMIT 1").fetchone()
    event: dict[str, Any] = {
        "id": uuid7(),
        "task": TASK,
        "from_state": state(db),
        "to_state": to_state,
        "evidence": canonical(dict(evidence)),
        "actor": actor,
        "created_at": now.isoformat(timespec="milliseconds"),
        "prev_hash": last[0] if last else "",
    }
    event["hash"] = _digest(event)
    insert_row(db, "switch_events", event)
    return event | {"evidence": dict(evidence)}


def events(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """All events, oldest first, with their evidence read."""
    rows = dictionaries(db, "SELECT * FROM switch_events ORDER BY seq")
    return [row | {"evidence": from_text(row["evidence"])} for row in rows]


def faults(db: sqlite3.Connection) -> list[str]:
    """Events that were changed or do not follow from the one before, one line each."""
    said, before = [], ""
    for row in dictionaries(db, "SELECT * FROM switch_events ORDER BY seq"):
        if row["prev_hash"] != before or _digest(row) != row["hash"]:
            said.append(f"switch event {row['seq']}: it is not what was written, or one before it is gone")
        before = row["hash"]
    return said


def _digest(event: Mapping[str, Any]) -> str:
    covered = {name: value for name, value in event.items() if name not in ("seq", "hash")}
    return hashlib.sha256(canonical(covered).encode("utf-8")).hexdigest()
