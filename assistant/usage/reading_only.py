"""Invariant: a log on a disk that only reads is read as it stands, one that is not there yet as an empty one, and
nothing seems written that is not.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.errors import InputError
from assistant.usage.migrations import is_behind, migrate


def is_needed(path: Path) -> bool:
    """Whether there is a log at `path` whose file or folder this process may not write."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK))


def connect(path: Path, *, seconds: float = 5.0) -> sqlite3.Connection:
    """A connection that refuses every write and waits that long for a writer. Raises sqlite3.Error.

    A log of an earlier version is read from a copy in memory that was brought to this one; the file stays as it is.
    On a full disk what SQLite would make beside the log has no room: then it is read at rest, when it is.
    """
    try:
        db = _connect(address(path), seconds, path)
    except sqlite3.OperationalError as error:
        if not is_without_room(error) or is_ahead(path):
            raise
        db = _connect(address(path, at_rest=True), seconds, path)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    db.execute("PRAGMA query_only = ON")
    return db


def is_without_room(error: sqlite3.Error) -> bool:
    """Whether SQLite found no room for the files it makes beside a log, though nothing was to be written."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR_SHM")


def nothing_yet(folder: Path) -> sqlite3.Connection:
    """The log of a folder that has none: this version's tables in memory, without a row.

    Raises InputError for a folder that could never hold one, so that a wrong ASSISTANT_HOME is told at once.
    """
    place = next(above for above in (folder, *folder.parents) if above.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise InputError(
            "The data folder cannot be written", where=str(folder), fix="Set ASSISTANT_HOME to a folder you own."
        )
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(db)
    db.execute("PRAGMA query_only = ON")
    return db


def _connect(address: str, seconds: float, path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
    try:
        return _brought_up(db) if is_behind(db, where=str(path)) else db
    except BaseException:
        db.close()
        raise


def _brought_up(old: sqlite3.Connection) -> sqlite3.Connection:
    new = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with closing(old):
        old.backup(new)
    new.execute("PRAGMA foreign_keys = ON")
    migrate(new)
    return new


def address(path: Path, *, at_rest: bool = False) -> str:
    """Without a write-ahead log nobody has the file open, and only as `immutable` SQLite makes no files beside it."""
    at_rest = at_rest or not _ahead(path).exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}"


def _ahead(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def is_ahead(path: Path) -> bool:
    """Whether rows wait in the write-ahead log, which a file read at rest would not show."""
    return _ahead(path).exists() and _ahead(path).stat().st_size > 0
