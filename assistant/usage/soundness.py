"""Invariant: a log is sound when rows, chain, what calls were told and journal are; one list says what is not.

Whoever asks, `usage verify` or a doctor, gets the same answer.
"""

from __future__ import annotations

import sqlite3

from assistant.usage import feedback, integrity, journal, metrics, sent
from assistant.usage.chain import Chain


def faults(db: sqlite3.Connection, chain: Chain) -> list[str]:
    """Everything that does not hold, one line each; empty when all is well. Raises sqlite3.Error."""
    rows = integrity.faults(db) + feedback.faults(db) + metrics.faults(db)
    return rows + chain.faults(db) + sent.told_faults(db, chain) + journal.faults(db)
