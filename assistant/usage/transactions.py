"""Invariant: what happens between BEGIN and COMMIT happens whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


def transaction(db: sqlite3.Connection, begin: str, work: Work[T]) -> T:
    """Runs `work` between `begin` and COMMIT; whatever it raises rolls all of it back."""
    db.execute(begin)
    try:
        result = work(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return result
