"""Invariant: a row whose bytes changed after it was written is noticed before anything is learned from it.

SQLite's own check looks at structure and misses changed text (20 of 40 damaged files passed it, project measurement,
2026-11), so every turn and every feedback carries a hash over its values; messages and blobs are named by theirs.
Values that are NULL stay out of the hash, so that a column added later does not disturb older rows.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from assistant.knowledge.passages import content_hash
from assistant.usage.stored import read_or

Row = Mapping[str, Any]
_NOT_COVERED = frozenset(("row_hash", "number", "stands"))
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

_FAST = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def canonical(value: object) -> str:
    """The one JSON spelling of a value: sorted keys, no spaces. Raises ValueError for NaN and infinity."""
    return _ENCODER.encode(value)


def spelled(value: object) -> str:
    """As `canonical`, ten times as fast, for content without NaN and infinity, which would become null.

    Only numbers that need an exponent are spelled otherwise (1e-5, not 1e-05), so no hash of a row is made of it.
    """
    try:
        return orjson.dumps(value, option=_FAST).decode("utf-8")
    except TypeError:
        return canonical(value)


def row_hash(row: Row, *parts: Sequence[Row]) -> str:
    """sha256 over a row and the rows that belong to it."""
    rows = [_covered(row), *(list(map(_covered, part)) for part in parts)]
    numbers = [number for entry in (row, *chain(*parts)) for number in entry.values() if type(number) is float]
    body = spelled(rows) if all(map(_is_plain, numbers)) else canonical(rows)
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def _is_plain(number: float) -> bool:
    """Whether `canonical` and `spelled` spell it alike: without an exponent."""
    return number == 0 or 1e-4 <= abs(number) < 1e16


def _covered(row: Row) -> Row:
    """The row itself where nothing of it stays out: a turn has a hundred rows of what it found."""
    if _NOT_COVERED.isdisjoint(row) and None not in row.values():
        return row
    return {name: value for name, value in row.items() if value is not None and name not in _NOT_COVERED}


def message_hash(parent: str | None, body: str) -> str:
    """Identity of a message at its place in a conversation."""
    return content_hash("message", parent or "", body)


def blob_hash(kind: str, body: str) -> str:
    """Identity of a system prompt or a list of tools."""
    return content_hash("blob", kind, body)


def template_hash(parts: Sequence[object]) -> str:
    """Identity of a prompt's template: fingerprint, name, version, variables, body."""
    return content_hash("template", *map(str, parts))


def dictionaries(db: sqlite3.Connection, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows of a query, each by column name."""
    cursor = db.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, map(_readable, row), strict=True)) for row in cursor]


def _readable(value: Any) -> Any:  # noqa: ANN401 - a column's value
    """A damaged row may hold bytes where text was written."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def turn_hash(db: sqlite3.Connection, turn: Row) -> str:
    """The hash a row of `turns` should have, over it and what belongs to it, as they stand in the file now."""
    calls = dictionaries(db, "SELECT * FROM calls WHERE turn = ? ORDER BY idx", (turn["id"],))
    found = dictionaries(db, "SELECT * FROM retrieval WHERE turn = ? ORDER BY rank", (turn["id"],))
    return row_hash(turn, calls, found)


def faults(db: sqlite3.Connection) -> list[str]:
    """Everything that does not hold in the log, one line each; empty when all is well."""
    said = [row[0] for row in db.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    for turn in dictionaries(db, "SELECT * FROM turns ORDER BY id"):
        if turn_hash(db, turn) != turn["row_hash"]:
            said.append(f"turn {turn['id']}: its content is not what was written")
    for feedback in dictionaries(db, "SELECT * FROM feedback ORDER BY number"):
        if row_hash(feedback) != feedback["row_hash"]:
            said.append(f"feedback {feedback['id']}: its content is not what was written")
    return said + _misnamed(db) + _dangling(db)


def _misnamed(db: sqlite3.Connection) -> list[str]:
    """Content that does not have the hash it is named by."""
    said = []
    for row in dictionaries(db, "SELECT hash, parent, role, body FROM message"):
        if row["role"] != read_or(_said(row["body"]), {}).get("role", row["role"]):
            said.append(f"message {row['hash']}: its role is not what was written")
        if message_hash(_said(row["parent"]) or None, _said(row["body"])) != row["hash"]:
            said.append(f"message {row['hash']}: its content is not what was written")
    for row in dictionaries(db, "SELECT hash, kind, body FROM blob WHERE kind <> 'consent_text'"):
        if blob_hash(_said(row["kind"]), _said(row["body"])) != row["hash"]:
            said.append(f"{row['kind']} {row['hash']}: its content is not what was written")
    for row in dictionaries(db, "SELECT * FROM templates"):
        if template_hash([value for name, value in row.items() if name != "hash"]) != row["hash"]:
            said.append(f"template {row['hash']}: its content is not what was written")
    for row in dictionaries(db, "SELECT hash, body FROM config_snapshots"):
        if content_hash("config", _said(row["body"])) != row["hash"]:
            said.append(f"config {row['hash']}: its content is not what was written")
    return said


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _dangling(db: sqlite3.Connection) -> list[str]:
    """Rows that point at a row that is not there."""
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    return [f"{table} row {row}: it points at a row of {parent} that is gone" for table, row, parent, _ in broken]
