"""Invariant: a damaged log is set aside under a name of its own and told about; nothing of it is ever deleted.

One process does it at a time: the others wait for the lock and then find the new log.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path

_SIGNS = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says the file itself is broken, not that it is busy, full or forbidden."""
    return getattr(error, "sqlite_errorname", "").startswith(_SIGNS)


def folder_lock(path: Path) -> AbstractContextManager[None]:
    """Only one process of this machine at a time gets past here for the log at `path`."""
    return _locked(path.with_name(path.name + ".lock"))


def refill_lock(path: Path) -> AbstractContextManager[None]:
    """Held from before a damaged log is set aside until what it still held is in the new one."""
    return _locked(path.with_name(path.name + ".refill"))


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def set_aside(path: Path, now: datetime) -> Path | None:
    """Moves the log with its companions away, if it is still damaged; None when another process was quicker.

    The caller holds `folder_lock`.
    """
    if is_sound(path):
        return None
    stem = f"{path.stem}.damaged-{now:%Y%m%dT%H%M%S}"
    number, target = 1, path.with_name(f"{stem}{path.suffix}")
    while target.exists():
        number += 1
        target = path.with_name(f"{stem}-{number}{path.suffix}")
    for ending in ("-wal", "-shm"):
        companion = path.with_name(path.name + ending)
        if companion.exists():
            companion.rename(target.with_name(target.name + ending))
    path.rename(target)
    return target


def set_aside_beside(path: Path) -> tuple[Path, ...]:
    """The damaged logs that were set aside and still lie beside the log at `path`."""
    return tuple(sorted(path.parent.glob(f"{path.stem}.damaged-*{path.suffix}")))


def is_sound(path: Path) -> bool:
    """Whether SQLite finds no fault in the file's structure (rows have hashes of their own, see integrity)."""
    try:
        with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise
