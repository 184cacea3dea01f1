"""Invariant: a log on a disk that only reads is read as it stands, and nothing seems written that is not."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path


def is_needed(path: Path) -> bool:
    """Whether there is a log at `path` whose file or folder this process may not write."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK))


def connect(path: Path) -> sqlite3.Connection:
    """A connection that refuses every write. Raises sqlite3.Error."""
    db = sqlite3.connect(address(path), uri=True, isolation_level=None, check_same_thread=False)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    db.execute("PRAGMA query_only = ON")
    return db


def address(path: Path) -> str:
    """Without a write-ahead log nobody has the file open, and only as `immutable` SQLite makes no files beside it."""
    at_rest = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return f"{path.absolute().as_uri()}?mode=ro{at_rest}"
