"""Invariant: a turn that could not be recorded is counted beside the log, also while the disk is full.

The counter is one file of fixed size, made while there is room and overwritten in place; what cannot be counted there
(a folder that cannot be written at all) is counted in the process and shown by it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic_core import from_json

from assistant.usage.integrity import canonical

SIZE = 512
"""Bytes of the file: a count, a moment, and a reason cut to fit."""


class Missed:
    """The counter of one data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        """Makes the file if there is none. Raises OSError."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(descriptor).st_size < SIZE:
                os.pwrite(descriptor, _record(0, "", ""), 0)
        finally:
            os.close(descriptor)

    def add(self, reason: str, now: datetime) -> bool:
        """Counts one; False when even that could not be written."""
        return self._change(lambda count, _at, _why: (count + 1, now.isoformat(timespec="seconds"), reason))

    def _change(self, change: Callable[[int, str, str], tuple[int, str, str]]) -> bool:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.pwrite(descriptor, _record(*change(*_parse(os.pread(descriptor, SIZE, 0)))), 0)
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return True

    def take_back(self) -> bool:
        """Takes one back that was counted and then stored all the same; False when that could not be written."""
        return self._change(lambda count, at, why: (max(0, count - 1), at, why))

    def read(self) -> tuple[int, str, str]:
        """How many, when last, and why; zero when nothing was ever missed."""
        try:
            return _parse(self._path.read_bytes()[:SIZE])
        except OSError:
            return 0, "", ""


def _record(count: int, at: str, reason: str) -> bytes:
    body = canonical({"count": count, "last_at": at, "last_reason": reason[:80]}).encode("utf-8")
    return body.ljust(SIZE - 1) + b"\n"


def _parse(data: bytes) -> tuple[int, str, str]:
    try:
        body = from_json(data.strip() or b"{}", allow_inf_nan=False)
    except ValueError:
        return 0, "", ""
    if not isinstance(body, dict):
        return 0, "", ""
    count = body.get("count", 0)
    return (
        count if isinstance(count, int) else 0,
        str(body.get("last_at", "")),
        str(body.get("last_reason", "")),
    )
