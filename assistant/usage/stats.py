"""Invariant: every figure is counted from the rows, and what is not known (a price) is counted as unknown.

Plain numbers for `usage stats` and for the gate of tuning; see tuning.status.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from typing import Any

from assistant.usage import consent, exports, journal
from assistant.usage.quality import quality
from assistant.usage.stored import ESTIMATED

_BY_WEEK = (
    "SELECT strftime('%Y-%m-%d', started_at, 'weekday 0', '-6 days') AS monday, COUNT(*) FROM turns"
    " WHERE monday IS NOT NULL GROUP BY monday"
)
"""Turns by the Monday of their week (UTC); weeks without turns are absent."""

_TRAINING = (
    "SELECT f.kind, COUNT(*) FROM turns t JOIN feedback f ON f.turn = t.id AND f.stands = 1"
    " WHERE t.consent = 'training' AND (f.edited_plan IS NOT NULL OR (f.kind = 'accept' AND t.status = 'complete'))"
    " GROUP BY f.kind"
)
"""Turns that can become examples of training, by the feedback that stands."""


def stats(db: sqlite3.Connection) -> dict[str, Any]:
    """Counts, tokens and dollars over the whole log, as JSON-ready values."""
    outcomes = _counts(db, "SELECT kind, COUNT(*) FROM feedback WHERE stands = 1 GROUP BY kind")
    first, last, sessions = db.execute(
        "SELECT MIN(started_at), MAX(started_at), COUNT(DISTINCT session) FROM turns"
    ).fetchone()
    training = _counts(db, _TRAINING)
    by_status = _counts(db, "SELECT status, COUNT(*) FROM turns GROUP BY status")
    return {
        "turns": sum(by_status.values()),
        "sessions": sessions,
        "plans": _number(db, "SELECT COUNT(*) FROM turns WHERE plan_id IS NOT NULL"),
        "accepted": outcomes.get("accept", 0),
        "edited": outcomes.get("edit", 0),
        "bad": outcomes.get("bad", 0),
        "good": outcomes.get("good", 0),
        "by_status": by_status,
        "by_consent": _counts(db, "SELECT consent, COUNT(*) FROM turns GROUP BY consent"),
        "consent": consent.current(db).level,
        "switch": journal.state(db),
        "training_examples": training.get("accept", 0) + training.get("edit", 0),
        "training_edits": training.get("edit", 0),
        "first_turn": first,
        "last_turn": last,
        "by_week": _counts(db, _BY_WEEK),
        "exports": [asdict(export) for export in exports.every(db)],
        **_money(db),
        **quality(db),
    }


def _money(db: sqlite3.Connection) -> dict[str, Any]:
    calls, unpriced, given, cached, written, output, estimated, cost = db.execute(
        "SELECT COUNT(*), COUNT(*) - COUNT(cost_usd), TOTAL(input_tokens), TOTAL(cached_tokens),"
        " TOTAL(written_tokens), TOTAL(output_tokens),"
        " TOTAL(CASE WHEN json_valid(params) THEN json_extract(params, ?) END), TOTAL(cost_usd) FROM calls",
        (f"$.{ESTIMATED}",),
    ).fetchone()
    by_model = {
        model: {"calls": count, "unpriced_calls": count - priced, "tokens": int(tokens), "cost_usd": amount}
        for model, count, priced, tokens, amount in db.execute(
            "SELECT model_requested, COUNT(*), COUNT(cost_usd),"
            " TOTAL(input_tokens + cached_tokens + written_tokens + output_tokens), TOTAL(cost_usd)"
            " FROM calls GROUP BY model_requested ORDER BY model_requested"
        )
    }
    return {
        "calls": calls,
        "tokens": {
            "input": int(given),
            "cached": int(cached),
            "written": int(written),
            "output": int(output),
            "total": int(given + cached + written + output),
            "estimated": int(estimated),
        },
        "cost_usd": cost,
        "unpriced_calls": unpriced,
        "by_model": by_model,
    }


def _counts(db: sqlite3.Connection, query: str) -> dict[str, int]:
    return {str(name): int(count) for name, count in db.execute(query)}


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
