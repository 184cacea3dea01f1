"""Invariant: one random key per log, made once, readable by its owner alone; without it no pseudonym can be traced.

Deleting the key cuts the last tie between the pseudonyms in the log and the details they stand for.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from assistant.errors import InputError

KEY_BYTES = 32


def load_or_make(path: Path) -> bytes:
    """The key at `path`, made now if there is none. Raises OSError, or InputError when the file is not such a key.

    It is written aside and linked into place, so that processes starting together agree on the first one's key.
    """
    try:
        return _load(path)
    except FileNotFoundError:
        pass
    aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            return _load(path)
    finally:
        aside.unlink(missing_ok=True)
    return _load(path)


def read(path: Path) -> bytes:
    """The key at `path`, changing nothing. Raises OSError, or InputError when the file is not such a key."""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise InputError(
            "The key of the usage log is damaged",
            where=str(path),
            fix="Move it away: a new one is made, and older pseudonyms then no longer match newer ones.",
            code="usage_key",
        )
    return key


def _load(path: Path) -> bytes:
    key = read(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return key
