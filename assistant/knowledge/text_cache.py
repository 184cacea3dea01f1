"""Invariant: a file is taken apart once for the same bytes; what is kept is checked on the way out, never trusted.

One SQLite file of texts by the hash of the bytes they came from, written row by row, so that a run that is stopped
goes on where it was. It is a cache: a disk that refuses or damage costs time, never an answer. It holds the text of
the user's files, so `notes remove` takes out what is no longer used.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Self

from assistant.knowledge.extraction import VERSION, Extracted
from assistant.knowledge.formats import Kind

FILE = "texts.sqlite3"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS text (id TEXT PRIMARY KEY, text TEXT, reservation TEXT, refused TEXT, sum INTEGER)"
)


def key(kind: Kind, data: bytes) -> str:
    """The name of what these bytes give."""
    return f"{VERSION}:{kind}:{hashlib.sha256(data).hexdigest()}"


class TextCache:
    """The texts of files seen before, below the folder `home`. Close it, or use it in a `with`."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._database: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            self._database = self._open()

    def get(self, name: str) -> Extracted | None:
        """What was kept under this name, if it is there and whole."""
        with contextlib.suppress(sqlite3.Error):
            if self._database is None:
                return None
            row = self._database.execute(
                "SELECT text, reservation, refused, sum FROM text WHERE id = ?", (name,)
            ).fetchone()
            if row is not None and row[3] == _sum(*row[:3]):
                return Extracted(*row[:3])
        return None

    def put(self, name: str, found: Extracted) -> None:
        """Keeps it at once."""
        row = (found.text, found.reservation, found.refused)
        with contextlib.suppress(sqlite3.Error):
            if self._database is not None and found.lasting:
                with self._database:
                    self._database.execute(
                        "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?)", (name, *row, _sum(*row))
                    )

    def keep_only(self, names: Collection[str]) -> None:
        """Forgets, down to the bytes on disk, everything but these."""
        with contextlib.suppress(sqlite3.Error):
            if self._database is None:
                return
            known = {row[0] for row in self._database.execute("SELECT id FROM text")}
            with self._database:
                self._database.executemany("DELETE FROM text WHERE id = ?", [(name,) for name in known - set(names)])
            self._database.execute("VACUUM")

    def close(self) -> None:
        """Lets go of the file."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        try:
            return _connect(self._path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._path.unlink()
            return self._open()


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10)
    try:
        database.execute("PRAGMA secure_delete = ON")
        database.execute(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _sum(*parts: str) -> int:
    return zlib.crc32("\0".join(parts).encode("utf-8", "surrogatepass"))
