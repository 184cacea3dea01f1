"""Invariant: every row written has an entry that only the holder of the key can make, linked to the entry before it.

An entry holds no content, only an HMAC of the row's canonical form: when the content is forgotten the entry stays, a
second one says it is gone, and the chain still holds. A row changed, removed or slipped in behind the log's back is
noticed by `faults`, and so are entries cut off at the end: the head seals where the chain ended. A whole older copy of
the file put in its place is not.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3

from assistant.usage.integrity import dictionaries, row_hash

GONE = ""
"""The mac of an entry that says the row was removed on purpose."""

HEAD = "head"
"""The kind of the entry that says from where on the end of the chain is sealed."""

ROWS = {
    "turn": ("turns", "id"),
    "feedback": ("feedback", "id"),
    "consent": ("consent", "id"),
    "episode": ("episodes", "session"),
    "export": ("exports", "id"),
    "tombstone": ("tombstones", "id"),
    "metric": ("metric_defs", "name"),
    "template": ("templates", "hash"),
}
"""Kind of entry → table and key of the row it seals."""


class Chain:
    """The chain under one key. All methods work inside the caller's transaction."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.new(key, b"chain", hashlib.sha256).digest()
        self._content_key = hmac.new(key, b"content", hashlib.sha256).digest()

    def content_id(self, *parts: str) -> str:
        """A keyed name for content: equal for equal parts, and no way back without the key."""
        return _mac(self._content_key, *parts)

    def seal(self, db: sqlite3.Connection, kind: str, id: str) -> None:
        """Appends an entry for the row as it stands now; nothing when the last entry says the same."""
        mac = _mac(self._key, kind, id, _row_digest(db, kind, id) or "")
        if _sealed(db, kind, id) != mac:
            self._append(db, kind, id, mac)

    def holds(self, db: sqlite3.Connection, kind: str, id: str) -> bool:
        """Whether the row is as it was last sealed, or was never sealed."""
        mac = _sealed(db, kind, id)
        return mac is None or not self._row_fault(db, kind, id, mac)

    def gone(self, db: sqlite3.Connection, kind: str, id: str) -> None:
        """Appends that the row was removed on purpose."""
        self._append(db, kind, id, GONE)

    def faults(self, db: sqlite3.Connection) -> list[str]:
        """What does not hold, one line each."""
        said, seq, before, latest = [], 0, "", dict[tuple[str, str], str]()
        for seq, kind, id, mac, digest in db.execute("SELECT seq, kind, id, mac, hash FROM chain ORDER BY seq"):
            if digest != _link(before, kind, id, mac):
                said.append(f"chain entry {seq}: it does not follow from the one before")
            before, latest[kind, id] = digest, mac
        wrong = [line for (kind, id), mac in latest.items() if (line := self._row_fault(db, kind, id, mac))]
        if len(wrong) == len(latest) > 1:
            return [*said, "chain: no row matches its entry; this is not the key the log was written with"]
        return said + self._head_fault(db, seq, before, begun=(HEAD, HEAD) in latest) + wrong + _unsealed(db)

    def _append(self, db: sqlite3.Connection, kind: str, id: str, mac: str) -> None:
        """Adds an entry and seals it as the newest; an end that was cut off before is not sealed over."""
        seq, before = _last(db)
        head = db.execute("SELECT seq, mac FROM chain_head").fetchone()
        if head is None:
            if db.execute("SELECT 1 FROM chain WHERE kind = ? AND id = ?", (HEAD, HEAD)).fetchone():
                _add(db, before, kind, id, mac)
                return
            seq, before = _add(db, before, HEAD, HEAD, _mac(self._key, HEAD, HEAD))
        elif tuple(head) != (seq, self._end(seq, before)):
            _add(db, before, kind, id, mac)
            return
        seq, digest = _add(db, before, kind, id, mac)
        db.execute(
            "INSERT INTO chain_head (one, seq, mac) VALUES (1, ?, ?)"
            " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, mac = excluded.mac",
            (seq, self._end(seq, digest)),
        )

    def _end(self, seq: int, digest: str) -> str:
        return _mac(self._key, "end", str(seq), digest)

    def _head_fault(self, db: sqlite3.Connection, seq: int, digest: str, *, begun: bool) -> list[str]:
        head = db.execute("SELECT seq, mac FROM chain_head").fetchone()
        if head is None:
            return ["chain: the seal of its end is gone"] if begun else []
        if tuple(head) == (seq, self._end(seq, digest)):
            return []
        return [f"chain: it ended at entry {head[0]} and now ends otherwise; entries were cut off or put in its place"]

    def _row_fault(self, db: sqlite3.Connection, kind: str, id: str, mac: str) -> str:
        if kind == HEAD:
            return "" if mac == _mac(self._key, HEAD, HEAD) else "chain: the beginning of its seal was changed"
        if kind not in ROWS:
            return f"{kind} {id}: no such kind of row"
        found = _row_digest(db, kind, id)
        if mac == GONE:
            return "" if found is None else f"{kind} {id}: it was forgotten and is here again"
        if found is None:
            return f"{kind} {id}: it is gone and nobody forgot it"
        return "" if _mac(self._key, kind, id, found) == mac else f"{kind} {id}: it is not what the chain sealed"


def _unsealed(db: sqlite3.Connection) -> list[str]:
    """Turns and feedback nobody sealed; rows from before there was a chain have no content id."""
    turns = db.execute(
        "SELECT id FROM turns t WHERE content_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM chain WHERE kind = 'turn' AND id = t.id)"
    )
    return [f"turn {id}: it was not written by this log" for (id,) in turns]


def _row_digest(db: sqlite3.Connection, kind: str, id: str) -> str | None:
    table, key = ROWS[kind]
    if kind in ("turn", "feedback"):
        sealed = db.execute(f"SELECT row_hash FROM {table} WHERE {key} = ?", (id,)).fetchone()
        return None if sealed is None else str(sealed[0])
    rows = dictionaries(db, f"SELECT * FROM {table} WHERE {key} = ?", (id,))
    if not rows:
        return None
    parts = dictionaries(db, "SELECT turn FROM export_rows WHERE export = ? ORDER BY turn", (id,))
    return row_hash(rows[0], parts if kind == "export" else [])


def _sealed(db: sqlite3.Connection, kind: str, id: str) -> str | None:
    """What the newest entry of the row says."""
    row = db.execute("SELECT mac FROM chain WHERE kind = ? AND id = ? ORDER BY seq DESC LIMIT 1", (kind, id)).fetchone()
    return None if row is None else str(row[0])


def _last(db: sqlite3.Connection) -> tuple[int, str]:
    row = db.execute("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _add(db: sqlite3.Connection, before: str, kind: str, id: str, mac: str) -> tuple[int, str]:
    """Adds an entry after the one of the hash `before`; returns its number and its hash."""
    digest = _link(before, kind, id, mac)
    added = db.execute("INSERT INTO chain (kind, id, mac, hash) VALUES (?, ?, ?, ?)", (kind, id, mac, digest))
    return int(added.lastrowid or 0), digest


def _link(before: str, kind: str, id: str, mac: str) -> str:
    return hashlib.sha256("\0".join((before, kind, id, mac)).encode("utf-8")).hexdigest()


def _mac(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
