"""Invariant: a file is read once for the same bytes; what is kept is checked on the way out, never trusted.

One SQLite file: texts by the hash of the bytes they came from, and for each file the stamp it had when it gave which
text (see `stamps`). What was taken apart is written at once, so that a run that is stopped goes on where it was. It is
a cache: a disk that refuses or damage costs time, never an answer. It holds the text of the user's files, so a text is
deleted when its file has another, and `notes remove` takes out what is no longer used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

from assistant.knowledge.extraction import VERSION, Extracted

FILE = "texts.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS text (id TEXT PRIMARY KEY, text TEXT, reservation TEXT, refused TEXT, sum INTEGER);
CREATE TABLE IF NOT EXISTS file (place BLOB PRIMARY KEY, stamp TEXT, id TEXT, sum INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_text ON file (id);
"""
_BETWEEN = (
    "SELECT place, stamp, file.id, file.sum, text, reservation, refused, text.sum "
    "FROM file JOIN text ON text.id = file.id WHERE place BETWEEN ? AND ?"
)
_UNUSED = "DELETE FROM text WHERE id = ? AND NOT EXISTS (SELECT 1 FROM file WHERE file.id = text.id)"


class Seen(NamedTuple):
    """What a file was and gave when it was read last: its stamp as text, the name of what it gave, and that: its text
    and what to say of it, or why it is not read."""

    stamp: str
    name: str
    text: str
    reservation: str
    refused: str


def key(kind: str, data: bytes) -> str:
    """The name of what these bytes give; `kind` says how they are read."""
    return f"{beginning(kind)}{hashlib.sha256(data).hexdigest()}"


def beginning(kind: str) -> str:
    """How every name of this kind begins."""
    return f"{VERSION}:{kind}:"


class TextCache:
    """The texts of files seen before, below the folder `home`, which is made when there is something to keep.

    Close it, or use it in a `with`.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._database: sqlite3.Connection | None = None
        self._refused = False

    def seen(self, places: Collection[str]) -> Mapping[bytes, Seen]:
        """What is known of the files at these places, and of some between them, by the bytes of the place."""
        if not places or (database := self._open(make=False)) is None:
            return {}
        names = [os.fsencode(place) for place in places]
        with contextlib.suppress(sqlite3.Error):
            rows = database.execute(_BETWEEN, (min(names), max(names)))
            return {
                row[0]: Seen(row[1], row[2], *row[4:7])
                for row in rows
                if row[3] == _sum(*row[:3]) and row[7] == _sum(*row[4:7])
            }
        return {}

    def get(self, name: str) -> Extracted | None:
        """What was kept under this name, if it is there and whole."""
        if (database := self._open(make=False)) is None:
            return None
        with contextlib.suppress(sqlite3.Error):
            row = database.execute("SELECT text, reservation, refused, sum FROM text WHERE id = ?", (name,)).fetchone()
            if row is not None and row[3] == _sum(*row[:3]):
                return Extracted(*row[:3])
        return None

    def put(self, name: str, found: Extracted) -> None:
        """Keeps it at once."""
        if (database := self._open()) is not None:
            with contextlib.suppress(sqlite3.Error), database:
                _put(database, [(name, found.text, found.reservation, found.refused)])

    def saw(self, read: Mapping[str, Seen | None], before: Collection[str]) -> None:
        """Keeps what these files gave, by place; None forgets the file. Texts named `before` go when no file has them.

        All of it or nothing is written.
        """
        if not read or (database := self._open()) is None:
            return
        with contextlib.suppress(sqlite3.Error), database:
            database.executemany("DELETE FROM file WHERE place = ?", [(os.fsencode(place),) for place in read])
            kept = {os.fsencode(place): seen for place, seen in read.items() if seen is not None}
            _put(database, (seen[1:] for seen in kept.values()))
            rows = [(place, seen.stamp, seen.name) for place, seen in kept.items()]
            database.executemany("INSERT INTO file VALUES (?, ?, ?, ?)", [(*row, _sum(*row)) for row in rows])
            database.executemany(_UNUSED, [(name,) for name in before])

    def keep_only(self, names: Collection[str], places: Collection[str]) -> None:
        """Forgets, down to the bytes on disk, everything but the texts of these names and the files at these places."""
        if (database := self._open(make=False)) is None:
            return
        with contextlib.suppress(sqlite3.Error):
            known = {row[0] for row in database.execute("SELECT id FROM text")}
            there = {row[0] for row in database.execute("SELECT place FROM file")}
            with database:
                texts = known.difference(names)
                database.executemany("DELETE FROM text WHERE id = ?", [(name,) for name in texts])
                files = there.difference(map(os.fsencode, places))
                database.executemany("DELETE FROM file WHERE place = ?", [(place,) for place in files])
            database.execute("VACUUM")

    def forget_stamps(self) -> None:
        """Has every file read again; what was taken apart is kept by its bytes."""
        if (database := self._open(make=False)) is not None:
            with contextlib.suppress(sqlite3.Error), database:
                database.execute("DELETE FROM file")

    def close(self) -> None:
        """Lets go of the file."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, *, make: bool = True) -> sqlite3.Connection | None:
        """The database; None when the disk refuses, or when there is none and none is to be made."""
        if self._database is None and not self._refused and (make or self._path.exists()):
            try:
                self._database = _opened(self._path)
            except (OSError, sqlite3.Error):
                self._refused = True
        return self._database


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    try:
        return _connect(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.unlink()
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10)
    try:
        database.execute("PRAGMA secure_delete = ON")
        database.executescript(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _put(database: sqlite3.Connection, rows: Iterable[tuple[str, str, str, str]]) -> None:
    database.executemany("INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?)", [(*row, _sum(*row[1:])) for row in rows])


def _sum(*parts: object) -> int:
    return zlib.crc32("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"))
