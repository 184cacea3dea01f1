"""Invariant: an id is made before the row is written and sorts by the time it was made, so a retry meets itself.

UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime


def uuid7(now: datetime) -> str:
    """A new id for something that happened at `now`."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
