"""Invariant: ids of plans and turns sort by the time they were made and never repeat (UUID version 7, RFC 9562)."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7() -> str:
    """A new UUIDv7: 48 bits of Unix milliseconds, 12 bits of the millisecond's fraction, then random bits.

    Ids of one process are strictly increasing, also within one tick of the clock and when the clock is set back
    (RFC 9562, section 6.2, method 3).
    """
    global _last
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _lock:
        _last = max((milliseconds << 12) | (rest * 4096 // 1_000_000), _last + 1)
        stamp = _last
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=value))
