"""Invariant: a day's bill is the sum of what its calls were recorded to cost; calls without a price add nothing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.usage.stored import ESTIMATED

if TYPE_CHECKING:
    from assistant.usage.store import Store

_OF_DAY = "SELECT TOTAL(c.cost_usd) FROM calls c JOIN turns t ON c.turn = t.id WHERE substr(t.started_at, 1, 10) = ?"

_ESTIMATED = (
    "SELECT TOTAL(CASE WHEN json_valid(c.params) THEN json_extract(c.params, ?) END)"
    " FROM calls c JOIN turns t ON c.turn = t.id WHERE substr(t.started_at, 1, 10) = ?"
)


def of_day(store: Store, at: str) -> float | None:
    """Dollars of all turns that began on the day of `at`, an ISO time; None when the log cannot be read."""
    try:
        return float(store.read(lambda db: db.execute(_OF_DAY, (at[:10],)).fetchone()[0]))
    except (AssistantError, sqlite3.Error, OSError):
        return None


def is_estimated(store: Store, at: str) -> bool:
    """Whether tokens of that day were estimated; False also when the log cannot be read, as there is no bill then."""
    try:
        return bool(store.read(lambda db: db.execute(_ESTIMATED, (f"$.{ESTIMATED}", at[:10])).fetchone()[0]))
    except (AssistantError, sqlite3.Error, OSError):
        return False
