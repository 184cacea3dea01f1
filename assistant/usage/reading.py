"""Invariant: reading never changes the log, and every id a person types leads to one turn or to one clear sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.errors import InputError
from assistant.models.base import Tokens
from assistant.usage.integrity import dictionaries, turn_hash
from assistant.usage.sent import load_told
from assistant.usage.stored import (
    ESTIMATED,
    StoredCall,
    StoredFeedback,
    StoredPassage,
    StoredTemplate,
    StoredTurn,
    read_or,
)

SHORTEST_PREFIX = 4


def find_turn(db: sqlite3.Connection, wanted: str) -> str:
    """The id of the turn meant by an id, its beginning, the id of its plan, or `last`.

    Raises InputError when there is none, or more than one.
    """
    if wanted == "last":
        row = db.execute("SELECT id FROM turns ORDER BY started_at DESC, rowid DESC LIMIT 1").fetchone()
        if row is None:
            raise InputError(
                "The usage log has no turns yet", fix='Make one with `assistant plan "…"`.', code="no_turns"
            )
        return str(row[0])
    exact = db.execute("SELECT id FROM turns WHERE id = ?", (wanted,)).fetchone()
    found = [exact[0]] if exact else _starting_with(db, wanted)
    if len(found) == 1:
        return str(found[0])
    if found:
        raise InputError(
            f"{wanted!r} is the beginning of more than one turn",
            where=", ".join(found[:3]),
            fix="Give more of the id.",
            code="ambiguous_turn",
        )
    raise InputError(
        f"There is no turn {wanted!r} in the usage log",
        fix="See `assistant usage show last`, or give an id from `assistant usage tail`.",
        code="unknown_turn",
    )


def _starting_with(db: sqlite3.Connection, wanted: str) -> list[str]:
    if len(wanted) < SHORTEST_PREFIX:
        return []
    query = "SELECT id FROM turns WHERE substr({0}, 1, ?) = ? ORDER BY started_at DESC, rowid DESC LIMIT {1}"
    values = (len(wanted), wanted)
    turns = [row[0] for row in db.execute(query.format("id", 5), values)]
    return turns or [row[0] for row in db.execute(query.format("plan_id", 1), values)]


def load_turn(db: sqlite3.Connection, turn: str) -> StoredTurn:
    """The whole turn of that exact id."""
    (row,) = dictionaries(db, "SELECT * FROM turns WHERE id = ?", (turn,))
    sound = turn_hash(db, row) == row["row_hash"]
    plain = {name: row[name] for name in _PLAIN}
    return StoredTurn(
        **plain,
        prompts=read_or(row["prompts"], {}),
        variables=read_or(row["variables"], {}),
        templates=_templates(db, row["prompts"]),
        system=_blob(db, row["system_hash"]),
        tools=tuple(read_or(_blob(db, row["tools_hash"]), [])),
        findings=tuple(read_or(row["findings"], [])),
        notices=tuple(read_or(row["notices"], [])),
        calls=_calls(db, turn),
        passages=_passages(db, turn),
        feedback=_feedback(db, turn),
        sound=sound,
    )


_PLAIN = (
    "id", "session", "seq", "status", "consent", "started_at", "finished_at", "model", "corpus_version",
    "redaction_policy", "repairs", "plan_id", "text", "answer", "plan_json", "error", "config_hash",
    "content_dropped_at",
)  # fmt: skip


def all_ids(db: sqlite3.Connection) -> list[str]:
    """Ids of all turns, oldest first."""
    return [row[0] for row in db.execute("SELECT id FROM turns ORDER BY started_at, rowid")]


def latest(db: sqlite3.Connection, limit: int, session: str | None) -> list[str]:
    """Ids of the newest turns, oldest of them first."""
    query = "SELECT id FROM turns WHERE ?1 IS NULL OR session = ?1 ORDER BY started_at DESC, rowid DESC LIMIT ?2"
    return [row[0] for row in db.execute(query, (session, limit))][::-1]


_KINDS = ("input", "cached", "written", "output", "reasoning")


def _calls(db: sqlite3.Connection, turn: str) -> tuple[StoredCall, ...]:
    rows = dictionaries(db, "SELECT * FROM calls WHERE turn = ? ORDER BY idx", (turn,))
    return tuple(_call(db, row) for row in rows)


def _call(db: sqlite3.Connection, row: Mapping[str, Any]) -> StoredCall:
    reply = _chain(db, row["reply"], 1)
    params = read_or(row["params"], {})
    return StoredCall(
        messages=tuple(_chain(db, row["tip"])),
        reply=reply[0] if reply else None,
        model_requested=row["model_requested"],
        model_answered=row["model_answered"],
        response_id=row["response_id"] or "",
        tokens=replace(Tokens(*(row[f"{kind}_tokens"] for kind in _KINDS)), estimated=int(params.get(ESTIMATED, 0))),
        cost_usd=row["cost_usd"],
        latency_ms=row["latency_ms"],
        retries=row["retries"],
        stop=row["stop"],
        error=row["error"] or "",
        ttft_ms=row["ttft_ms"],
        price_version=row["price_version"] or "",
        params=params,
        earlier=load_told(db, row["told"]),
    )


def _chain(db: sqlite3.Connection, tip: str | None, limit: int = -1) -> list[Mapping[str, Any]]:
    rows = db.execute(
        "WITH RECURSIVE chain (hash, parent, body, depth) AS ("
        " SELECT hash, parent, body, 0 FROM message WHERE hash = ?"
        " UNION ALL SELECT m.hash, m.parent, m.body, depth + 1 FROM message m JOIN chain c ON m.hash = c.parent"
        ") SELECT body FROM chain ORDER BY depth LIMIT ?",
        (tip, limit),
    )
    return [read_or(row[0], {}) for row in rows][::-1]


def _templates(db: sqlite3.Connection, prompts: str) -> tuple[StoredTemplate, ...]:
    found = []
    for fingerprint in read_or(prompts, {}).values():
        rows = db.execute(
            "SELECT name, version, variables, body FROM templates WHERE fingerprint = ? ORDER BY rowid DESC LIMIT 1",
            (fingerprint,),
        )
        found += [
            StoredTemplate(name, version, fingerprint, tuple(read_or(variables, [])), body)
            for name, version, variables, body in rows
        ]
    return tuple(found)


def _passages(db: sqlite3.Connection, turn: str) -> tuple[StoredPassage, ...]:
    rows = db.execute(
        "SELECT chunk_hash, document_hash, note, score, cited FROM retrieval WHERE turn = ? ORDER BY rank", (turn,)
    )
    return tuple(
        StoredPassage(digest, document, note, score, bool(cited)) for digest, document, note, score, cited in rows
    )


def _feedback(db: sqlite3.Connection, turn: str) -> tuple[StoredFeedback, ...]:
    rows = dictionaries(
        db,
        "SELECT id, kind, COALESCE(comment, '') AS comment, edited_plan, edited_text, source, created_at, supersedes,"
        " stands, metric, value, source_ref FROM feedback WHERE turn = ? ORDER BY number",
        (turn,),
    )
    return tuple(StoredFeedback(**row | {"stands": bool(row["stands"])}) for row in rows)


def _blob(db: sqlite3.Connection, digest: str | None) -> str | None:
    row = db.execute("SELECT body FROM blob WHERE hash = ?", (digest,)).fetchone()
    return None if row is None else str(row[0])
