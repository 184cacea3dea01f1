"""Invariant: recording the same turn again changes nothing, and a finished turn is never changed.

The user's turn stands before the model is called (status `started`); the whole turn replaces it once, afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from assistant.usage import consent
from assistant.usage.chain import Chain
from assistant.usage.integrity import row_hash
from assistant.usage.rows import TurnRows
from assistant.usage.sent import write_told

Stage = Literal["started", "finished"]


def write_turn(
    db: sqlite3.Connection, stage: Stage, status: str, rows: TurnRows, *, now: datetime, chain: Chain
) -> None:
    """Stores one stage of a turn under the consent that holds now. Call it inside a write transaction.

    A turn that was forgotten is not stored again, neither by its id nor, under another id, by its content.
    """
    turn, session = rows.turn["id"], rows.turn["session"]
    content = chain.content_id(session, rows.turn["started_at"], rows.turn["text"])
    if db.execute("SELECT 1 FROM tombstones WHERE id = ? OR content_id = ?", (turn, content)).fetchone():
        return
    known = db.execute("SELECT status, seq, consent FROM turns WHERE id = ?", (turn,)).fetchone()
    if known is not None and (stage == "started" or known[0] != "started"):
        return
    given = consent.for_words(db, session)
    level = given.level if known is None else consent.lower(given.level, known[2])
    kept = rows.without_content() if level == "none" else rows
    row = kept.turn | {
        "consent": level,
        "consent_text_hash": given.text_hash,
        "seq": known[1] if known else _next_seq(db, session),
        "status": "started" if stage == "started" else status,
        "finished_at": None if stage == "started" else now.isoformat(timespec="milliseconds"),
        "content_id": content,
        "config_hash": None if stage == "started" else _snapshot(db, rows, now),
    }
    _open_episode(db, row, chain)
    for call, told in zip(kept.calls, write_told(db, session, turn, kept.told, chain), strict=False):
        call["told"] = told
    _insert(db, row, kept)
    for template in kept.templates.values():
        if insert_row(db, "templates", template, "ON CONFLICT (hash) DO NOTHING"):
            chain.seal(db, "template", template["hash"])
    chain.seal(db, "turn", turn)


def insert_row(db: sqlite3.Connection, table: str, fields: Mapping[str, Any], conflict: str = "") -> bool:
    """Inserts a row given by column names of ours; `conflict` is an ON CONFLICT clause. False: nothing was changed."""
    names = ", ".join(fields)
    marks = ", ".join(f":{name}" for name in fields)
    return db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", fields).rowcount > 0


def _next_seq(db: sqlite3.Connection, session: str) -> int:
    row = db.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM turns WHERE session = ?", (session,)).fetchone()
    return int(row[0])


def _snapshot(db: sqlite3.Connection, rows: TurnRows, now: datetime) -> str:
    digest, body, version = rows.config
    fields = {
        "hash": digest,
        "body": body,
        "app_version": version,
        "created_at": now.isoformat(timespec="milliseconds"),
    }
    insert_row(db, "config_snapshots", fields, "ON CONFLICT (hash) DO NOTHING")
    return digest


def _open_episode(db: sqlite3.Connection, turn: Mapping[str, Any], chain: Chain) -> None:
    """A row changed behind the log's back is not sealed over: it stays a fault."""
    names = ("session", "started_at", "consent", "consent_text_hash", "plan_id")
    holds = chain.holds(db, "episode", turn["session"])
    changed = insert_row(
        db,
        "episodes",
        {name: turn[name] for name in names},
        "ON CONFLICT (session) DO UPDATE SET plan_id = excluded.plan_id"
        " WHERE excluded.plan_id IS NOT NULL AND excluded.plan_id IS NOT plan_id",
    )
    if changed and holds:
        chain.seal(db, "episode", turn["session"])


def _insert(db: sqlite3.Connection, turn: Mapping[str, Any], rows: TurnRows) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO blob (hash, kind, body) VALUES (?, ?, ?)",
        [(digest, *value) for digest, value in rows.blobs.items()],
    )
    db.executemany(
        "INSERT OR IGNORE INTO message (hash, parent, role, body) VALUES (?, ?, ?, ?)",
        [(digest, *value) for digest, value in rows.messages.items()],
    )
    sealed = {**turn, "row_hash": row_hash(turn, rows.calls, rows.retrieval)}
    renewed = ", ".join(f"{name} = excluded.{name}" for name in sealed if name != "id")
    insert_row(db, "turns", sealed, f"ON CONFLICT (id) DO UPDATE SET {renewed}")
    for table in ("calls", "retrieval"):
        db.execute(f"DELETE FROM {table} WHERE turn = ?", (turn["id"],))
    for call in rows.calls:
        insert_row(db, "calls", call)
    db.executemany(
        "INSERT INTO retrieval (turn, rank, chunk_hash, document_hash, note, score, cited)"
        " VALUES (:turn, :rank, :chunk_hash, :document_hash, :note, :score, :cited)",
        rows.retrieval,
    )
