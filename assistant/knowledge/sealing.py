"""Invariant: what Chroma only ever reads of its folder is compared with what was built, before Chroma sees any of it.

Damage can kill the interpreter, make Chroma panic on stderr, or silently change what is found. Chroma writes a row
into its database whenever it opens it, so of that file rows are sealed and not bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from assistant.knowledge.stores import VectorStoreError

_DATABASE = "chroma.sqlite3"
_PERSISTED = "index_metadata.pickle"
_READ_ONLY = ("sqlite_schema", "migrations", "tenants", "databases", "collections", "segments", "embeddings_queue")
_PATIENCE = 60  # seconds; another process may be opening the folder just now


def seals(folder: Path) -> dict[str, str]:
    """sha256 of what Chroma only ever reads, by path relative to `folder`. Raises VectorStoreError, OSError.

    Below a thousand vectors Chroma keeps them in its database alone and rewrites the other files: those are not sealed
    then. Of the database it is the rows that say how it is laid out and that hold the vectors.
    """
    persisted = sorted(mark.parent for mark in folder.glob(f"*/{_PERSISTED}"))
    files = sorted(file for segment in persisted for file in segment.iterdir())
    found = {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    if (folder / _DATABASE).is_file():
        rows = [_read(folder, f"SELECT * FROM {table} ORDER BY 1") for table in _READ_ONLY]
        found[_DATABASE] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def inspect(folder: Path) -> None:
    """Raises VectorStoreError unless the database is there and SQLite finds its pages in order."""
    if not (folder / _DATABASE).is_file():
        raise VectorStoreError("its database is missing")
    if _read(folder, "PRAGMA quick_check(1)") != [("ok",)]:
        raise VectorStoreError("its database is damaged")


def _read(folder: Path, query: str) -> list[tuple[object, ...]]:
    place = f"{(folder / _DATABASE).resolve().as_uri()}?mode=rw"  # SQLite may have to mend what a killed process left
    try:
        with contextlib.closing(sqlite3.connect(place, uri=True, timeout=_PATIENCE)) as connection:
            return connection.execute(query).fetchall()
    except (sqlite3.Error, ValueError) as error:  # it quotes names that damage made unreadable
        raise VectorStoreError(str(error)) from error
