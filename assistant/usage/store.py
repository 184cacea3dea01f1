"""Invariant: what was acknowledged survives a crash, and no two writers ever see each other's half-done work.

One SQLite file: WAL, synchronous FULL, every write inside BEGIN IMMEDIATE, so that readers never upgrade to writers
midway and eight processes queue instead of failing. Files are 0600 whatever the umask says; SQLite gives `-wal` and
`-shm` the mode of the main file.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from assistant import settings
from assistant.usage import damage, reading_only
from assistant.usage.migrations import migrate
from assistant.usage.transactions import Work, transaction

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long a writer waits for the others, unless `waiting` says otherwise."""


class Store:
    """The file and its one connection in this process. Methods may be called from any thread."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime],
        ready: Callable[[sqlite3.Connection], object] | None = None,
        refill: Callable[[Path, sqlite3.Connection], str] | None = None,
    ) -> None:
        """`ready` runs on every connection once it is open; `refill` puts what a damaged file still holds into a new
        one and says what it could."""
        self.path = path
        self._ready = ready
        self._refill = refill
        self.notices: list[str] = []
        self._clock = clock
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._inode = 0
        self._seconds = BUSY_SECONDS
        self._db: sqlite3.Connection | None = None
        self._left_to_parent: list[sqlite3.Connection] = []

    def write(self, work: Work[T]) -> T:
        """Runs `work` in one write transaction and returns what it returns.

        Raises sqlite3.Error or OSError; then nothing of it was stored. A damaged file is set aside and `work` runs
        once more on a new one.
        """
        return self._guarded(lambda db: transaction(db, "BEGIN IMMEDIATE", work))

    def read(self, work: Work[T]) -> T:
        """Runs `work` on one consistent state of the log; where there is none yet, on an empty one that is never
        written. Raises as `write` does, but reads a log at rest on a full disk."""
        self._wait_for_refill()
        if not self.exists:
            self._wait_for_refill()
        if not self.exists:
            with closing(reading_only.nothing_yet(self.path.parent)) as empty:
                return transaction(empty, "BEGIN", work)
        try:
            return self._guarded(lambda db: transaction(db, "BEGIN", work))
        except sqlite3.OperationalError as error:
            if not reading_only.is_without_room(error):
                raise
        with closing(reading_only.connect(self.path)) as full:
            return transaction(full, "BEGIN", work)

    @property
    def exists(self) -> bool:
        """Whether the log was begun; the first write makes it."""
        return self.path.exists()

    def alone(self, work: Work[T]) -> T:
        """Runs `work` outside of any transaction, for what SQLite allows only there. Raises as `write` does."""
        return self._guarded(work)

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Within it, this many seconds are waited for another writer."""
        self._after_fork()
        with self._lock:
            before, self._seconds = self._seconds, seconds
            try:
                self._wait()
                yield
            finally:
                self._seconds = before
                self._wait()

    def _wait(self) -> None:
        if self._db is not None and self._pid == os.getpid():
            self._db.execute(f"PRAGMA busy_timeout = {round(self._seconds * 1000)}")

    def close(self) -> None:
        """Closes the connection; the next call opens it again."""
        with self._lock:
            db, self._db = self._db, None
            if db is not None:
                db.close()

    def _guarded(self, work: Work[T]) -> T:
        self._after_fork()
        with self._lock:
            try:
                return work(self._connection())
            except sqlite3.DatabaseError as error:
                self.close()
                if not damage.is_damage(error):
                    raise
            self._replace_damaged()
            return work(self._connection())

    def _after_fork(self) -> None:
        """A connection must not be used, nor closed, in a child process (SQLite: How To Corrupt, section 2.6)."""
        if self._pid != os.getpid():
            self._pid, self._lock = os.getpid(), threading.RLock()
            if self._db is not None:
                self._left_to_parent.append(self._db)
                self._db = None

    def _connection(self) -> sqlite3.Connection:
        if self._db is not None and self._inode != _inode(self.path):
            self.close()
        if self._db is None:
            self._db = self._open()
            self._inode = _inode(self.path)
        return self._db

    def _open(self) -> sqlite3.Connection:
        if reading_only.is_needed(self.path):
            return reading_only.connect(self.path)
        settings.private_folder(self.path.parent)
        _make_private(self.path)
        db = sqlite3.connect(self.path, timeout=self._seconds, isolation_level=None, check_same_thread=False)
        db.text_factory = _readable
        try:
            if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                with damage.folder_lock(self.path):
                    db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            migrate(db, where=str(self.path))
            if self._ready is not None:
                self._ready(db)
        except BaseException:
            db.close()
            raise
        return db

    def _wait_for_refill(self) -> None:
        """Between a damaged log and what was saved of it there is an empty one, which nobody may take for the log."""
        if damage.set_aside_beside(self.path) and not reading_only.is_needed(self.path):
            with self._lock, damage.refill_lock(self.path):
                return

    def _replace_damaged(self) -> None:
        with damage.refill_lock(self.path):
            with damage.folder_lock(self.path):
                aside = damage.set_aside(self.path, self._clock())
            told = "" if aside is None else self._recovered(aside)
        if aside is not None:
            self.notices.append(
                f"The usage log was damaged and is kept as {aside.name}; a new one was started in {aside.parent}."
                f"{told and ' '}{told}"
            )

    def _recovered(self, aside: Path) -> str:
        if self._refill is None:
            return ""
        try:
            return self._refill(aside, self._connection())
        except (sqlite3.Error, OSError):
            return "Nothing could be read back from it."


def _readable(data: bytes) -> str:
    """Text of a damaged row is read all the same: its hash tells that it is not what was written."""
    return data.decode("utf-8", "replace")


def _make_private(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for ending in ("", "-wal", "-shm"):
        file = path.with_name(path.name + ending)
        try:
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)
        except FileNotFoundError:
            continue


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0
