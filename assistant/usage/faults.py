"""Invariant: a storage fault is told in a few plain words, and those words never hold a turn's content."""

from __future__ import annotations

import sqlite3

from assistant.errors import AssistantError

STORAGE_FAULTS = (sqlite3.Error, OSError, AssistantError, ValueError, TypeError, OverflowError, RecursionError)
"""What may go wrong while a turn is written down: the disk, the file, or a value that JSON cannot hold."""

_REASONS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the log is read-only",
    "SQLITE_CANTOPEN": "the log cannot be opened",
    "SQLITE_BUSY": "another process held the log too long",
    "SQLITE_IOERR_SHMSIZE": "the disk is full",
    "SQLITE_IOERR": "the disk refused the write",
    "SQLITE_CORRUPT": "the log is damaged",
    "SQLITE_NOTADB": "the log is damaged",
}


def reason(error: BaseException) -> str:
    """Why storing failed, in the words of the one line a person reads; never the turn's content."""
    name = getattr(error, "sqlite_errorname", "")
    for start, words in _REASONS.items():
        if name.startswith(start):
            return words
    if isinstance(error, AssistantError):
        return error.sentence()
    if isinstance(error, OSError):
        return f"{error.strerror or 'the disk refused'}".lower()
    if isinstance(error, sqlite3.Error):
        return str(error)
    return f"the turn could not be written down ({type(error).__name__})"
