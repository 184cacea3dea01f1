"""Invariant: a file is taken for unchanged only where any change would have shown: in its size, its times or its inode.

The system sets the time of the last change by its own clock, and no program can set it back, so a restored date or a
file renamed into place shows. What a clock cannot tell apart are two writes within one of its steps; so the stamp of a
file that was touched just before it was read is not kept (git calls such an entry racily clean).
"""

from __future__ import annotations

import os
from typing import NamedTuple

_STEP = 100_000_000  # nanoseconds; project rule: ten times the longest step of a Linux clock
_COARSE_STEP = 2_500_000_000  # a disk that counts in whole seconds; FAT counts in twos
_SECOND = 1_000_000_000


class Stamp(NamedTuple):
    """What the file system says of a file: bytes, nanoseconds of the last writing and of the last change, inode."""

    size: int
    written: int
    changed: int
    inode: int

    def __str__(self) -> str:
        return f"{self.size} {self.written} {self.changed} {self.inode}"


def stamp_of(seen: os.stat_result) -> Stamp:
    """The stamp of a file that was looked at."""
    return Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)


def is_settled(stamp: Stamp, now: int) -> bool:
    """Whether a file with this stamp, read from `now` on (nanoseconds since 1970), cannot change without showing it."""
    step = _STEP if stamp.changed % _SECOND else _COARSE_STEP
    return max(stamp.written, stamp.changed) < now - step
