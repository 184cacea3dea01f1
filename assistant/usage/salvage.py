"""Invariant: what a damaged log still holds whole is put into the new one, and nothing that was forgotten comes back.

Records are known by their shape and trusted by their own hashes. A turn of which a part is lost is kept and stays
marked as damaged; feedback that is not what was written is left behind in the old file.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.knowledge.passages import content_hash
from assistant.usage.chain import ROWS, Chain
from assistant.usage.consent import LEVELS
from assistant.usage.feedback import misplaced
from assistant.usage.integrity import blob_hash, dictionaries, message_hash, row_hash, template_hash, turn_hash
from assistant.usage.pages import Value, records
from assistant.usage.sent import told_name
from assistant.usage.transactions import transaction

Row = tuple[Value, ...]
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")


def refill(aside: Path, db: sqlite3.Connection, chain: Chain) -> str:
    """Copies what can be read at `aside` into `db` and says how much it was. Raises sqlite3.Error or OSError."""
    found = _sorted_out(aside)
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        turns, unsound = transaction(db, "BEGIN IMMEDIATE", lambda writing: _put_back(writing, found, chain))
    finally:
        db.execute("PRAGMA foreign_keys = ON")
    damaged = f", {unsound} of them damaged" if unsound else ""
    return f"{turns} turn{'s' * (turns != 1)} could be read and {'are' if turns != 1 else 'is'} in it{damaged}."


def _put_back(db: sqlite3.Connection, found: Mapping[str, list[Row]], chain: Chain) -> tuple[int, int]:
    for table in _ORDER:
        for row in found[table]:
            _insert(db, table, row)
    _tidy(db, chain)
    return _seal(db, chain)


def _sorted_out(aside: Path) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for rowid, values in records(aside):
        named = table_of(rowid, values)
        if named is not None:
            found[named[0]].append(named[1])
    found["turns"].sort(key=lambda row: row[3] == "started")
    return found


def table_of(rowid: int | None, values: Row) -> tuple[str, Row] | None:
    """The table a record belongs to and its row, row id in its place; None for what is no row of a log."""
    table = next((name for name, looks in _SHAPES.items() if _looks(looks, values)), None)
    return None if table is None else (table, _with_rowid(table, rowid, values))


def _looks(looks: Callable[[Row], bool], values: Row) -> bool:
    try:
        return looks(values)
    except (IndexError, TypeError, UnicodeEncodeError):
        return False


def _with_rowid(table: str, rowid: int | None, values: Row) -> Row:
    return (rowid, *values[1:]) if table in ("feedback", "consent", "switch_events") else values


def _is(pattern: re.Pattern[str], *values: Value) -> bool:
    return all(isinstance(value, str) and pattern.fullmatch(value) for value in values)


def _message(v: Row) -> bool:
    return len(v) == 4 and _is(_HASH, v[0]) and isinstance(v[3], str) and message_hash(_text(v[1]), v[3]) == v[0]


def _blob(v: Row) -> bool:
    known = len(v) == 3 and _is(_HASH, v[0]) and isinstance(v[1], str) and isinstance(v[2], str)
    return known and (v[1] == "consent_text" or blob_hash(str(v[1]), str(v[2])) == v[0])


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


_SHAPES: dict[str, Callable[[Row], bool]] = {
    "message": _message,
    "blob": _blob,
    "told": lambda v: len(v) == 4 and _is(_HASH, v[0]) and _is(_UUID, v[1]) and v[2] in ("user", "assistant", "tool"),
    "templates": lambda v: len(v) == 6 and all(isinstance(part, str) for part in v) and template_hash(v[1:]) == v[0],
    "config_snapshots": lambda v: len(v) == 4 and isinstance(v[1], str) and content_hash("config", v[1]) == v[0],
    "turns": lambda v: 23 <= len(v) <= 29 and _is(_UUID, v[0]) and v[4] in LEVELS and isinstance(v[2], int),
    "calls": lambda v: 18 <= len(v) <= 23 and _is(_UUID, v[0]) and isinstance(v[1], int) and isinstance(v[6], str),
    "retrieval": lambda v: len(v) == 7 and _is(_UUID, v[0]) and isinstance(v[1], int) and _is(_HASH, v[2], v[3]),
    "feedback": lambda v: 13 <= len(v) <= 16 and v[0] is None and _is(_UUID, v[2]) and isinstance(v[3], str),
    "consent": lambda v: len(v) == 7 and v[0] is None and _is(_UUID, v[1]) and v[3] in LEVELS,
    "episodes": lambda v: len(v) == 6 and isinstance(v[0], str) and v[2] in LEVELS and _is(_HASH, v[3]),
    "tombstones": lambda v: len(v) in (4, 5) and _is(_UUID, v[0]) and v[1] == "turn",
    "exports": lambda v: len(v) in (7, 8) and _is(_UUID, v[0]) and isinstance(v[3], int) and _is(_HASH, v[5]),
    "export_rows": lambda v: len(v) == 2 and _is(_UUID, v[0], v[1]),
    "metric_defs": lambda v: len(v) == 7 and v[1] in ("bool", "number") and v[2] in ("turn", "session"),
    "switch_events": lambda v: len(v) == 10 and v[0] is None and _is(_UUID, v[1]) and _is(_HASH, v[9]),
}
_ORDER = tuple(_SHAPES)


def _insert(db: sqlite3.Connection, table: str, row: Row) -> None:
    names = [column[1] for column in db.execute(f"PRAGMA table_info({table})")][: len(row)]
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})", row)


def _tidy(db: sqlite3.Connection, chain: Chain) -> None:
    """Drops what was forgotten and what belongs to nothing, and opens sessions whose own row is lost."""
    db.execute(
        "DELETE FROM turns WHERE id IN (SELECT id FROM tombstones)"
        " OR content_id IN (SELECT content_id FROM tombstones WHERE content_id IS NOT NULL)"
    )
    for name, turn, role, body in db.execute("SELECT hash, turn, role, body FROM told").fetchall():
        if told_name(chain, turn, role, body) != name:
            db.execute("DELETE FROM told WHERE hash = ?", (name,))
    for table in ("calls", "retrieval", "feedback", "told"):
        db.execute(f"DELETE FROM {table} WHERE turn NOT IN (SELECT id FROM turns)")
    db.execute("DELETE FROM export_rows WHERE export NOT IN (SELECT id FROM exports)")
    db.execute(
        "INSERT OR IGNORE INTO episodes (session, started_at, consent, consent_text_hash, plan_id)"
        " SELECT session, MIN(started_at), consent, consent_text_hash, MAX(plan_id) FROM turns GROUP BY session"
    )
    for said in dictionaries(db, "SELECT * FROM feedback"):
        if row_hash(said) != said["row_hash"]:
            db.execute("DELETE FROM feedback WHERE id = ?", (said["id"],))
    while replaced := misplaced(db):  # what took its place is lost
        db.executemany("DELETE FROM feedback WHERE id = ?", [(id,) for id in replaced])


def _seal(db: sqlite3.Connection, chain: Chain) -> tuple[int, int]:
    """Begins a chain over what was recovered; returns the number of turns and of unsound ones."""
    for kind, (table, key) in ROWS.items():
        if kind != "metric":
            for (id,) in db.execute(f"SELECT {key} FROM {table}").fetchall():
                chain.seal(db, kind, id)
    turns: list[dict[str, Any]] = dictionaries(db, "SELECT * FROM turns")
    return len(turns), sum(turn_hash(db, turn) != turn["row_hash"] for turn in turns)
