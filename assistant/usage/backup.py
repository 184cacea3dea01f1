"""Invariant: a backup is one private file that opens as a log of its own, or it is not there.

A copy of the file under WAL would miss what the WAL holds: VACUUM INTO reads one consistent state instead. What was
forgotten before is not in it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.settings import private_folder
from assistant.usage import reading
from assistant.usage.private_file import make_whole

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog

FOLDER = "backups"


def backup(log: UsageLog, path: Path | None = None, *, force: bool = False) -> Path:
    """Writes a backup to `path`, or under a name of its time below `backups/`, and returns where it is.

    One put outside of the data folder is remembered among the exports. Raises InputError when there is no log yet, a
    file of that name (without `force`), or a place that cannot be written.
    """
    if not log.store.exists:
        raise InputError(
            "There is no usage log yet", fix='It begins with your first turn: assistant plan "…"', code="no_turns"
        )
    target = path or private_folder(private_folder(log.home) / FOLDER) / f"usage-{log.now():%Y%m%dT%H%M%S}.sqlite3"
    with log.told():
        make_whole(target, lambda aside: log.store.alone(lambda db: _fill(db, aside)), force=force)
        if not target.absolute().is_relative_to(log.home.absolute()):
            with target.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            log.remember_export("backup", log.store.read(reading.all_ids), {}, content_hash=digest, path=target)
    return target


def _fill(db: sqlite3.Connection, aside: Path) -> None:
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    db.execute("VACUUM INTO ?", (str(aside),))
    with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
    descriptor = os.open(aside, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
