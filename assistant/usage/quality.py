"""Invariant: figures about how good the turns were are computed from what stands, with the number they rest on.

Shares and quantiles over nothing are None, never 0: an empty log is not a perfect one.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from assistant.usage.stored import from_text

_WEEK = "strftime('%Y-%m-%d', t.started_at, 'weekday 0', '-6 days')"
_WEEKS = (
    f"SELECT {_WEEK} AS week, COUNT(*), COUNT(t.plan_id), TOTAL(f.kind IN ('accept', 'edit')),"
    " TOTAL(f.kind IN ('accept', 'edit', 'bad')), TOTAL(t.status IN ('failed', 'interrupted')),"
    " TOTAL((SELECT TOTAL(cost_usd) FROM calls WHERE turn = t.id))"
    " FROM turns t LEFT JOIN feedback f ON f.turn = t.id AND f.stands = 1 AND f.metric IS NULL"
    " WHERE week IS NOT NULL GROUP BY week ORDER BY week"
)


def quality(db: sqlite3.Connection) -> dict[str, Any]:
    """Accept rate, edit distance, latency, cache share, failures by kind, metrics and weeks; JSON-ready."""
    kept, judged = db.execute(
        "SELECT TOTAL(kind IN ('accept', 'edit')), COUNT(*) FROM feedback"
        " WHERE stands = 1 AND kind IN ('accept', 'edit', 'bad')"
    ).fetchone()
    read, cached = db.execute(
        "SELECT TOTAL(input_tokens + cached_tokens + written_tokens), TOTAL(cached_tokens) FROM calls"
    ).fetchone()
    return {
        "accept_rate": kept / judged if judged else None,
        "judged": judged,
        "edit_distance": _edit_distance(db),
        "latency_ms": _quantiles(_column(db, "SELECT SUM(latency_ms) FROM calls GROUP BY turn")),
        "ttft_ms": _quantiles(_column(db, "SELECT ttft_ms FROM calls WHERE ttft_ms IS NOT NULL")),
        "cache_share": cached / read if read else None,
        "failures": _failures(db),
        "metrics": _metrics(db),
        "weeks": [
            {
                "week": week,
                "turns": turns,
                "plans": plans,
                "kept": int(kept),
                "judged": int(judged),
                "failed": int(failed),
                "cost_usd": cost,
            }
            for week, turns, plans, kept, judged, failed, cost in db.execute(_WEEKS)
        ],
    }


def distance(before: str, after: str) -> float:
    """Share of lines that differ between two texts, 0 to 1 (1 minus difflib's ratio over lines)."""
    return 1 - SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False).ratio()


def _edit_distance(db: sqlite3.Connection) -> dict[str, float | int | None]:
    """Over the edited plans, field by field a line; the mean and how many."""
    pairs = db.execute(
        "SELECT t.plan_json, f.edited_plan FROM feedback f JOIN turns t ON t.id = f.turn"
        " WHERE f.stands = 1 AND json_valid(f.edited_plan) AND json_valid(t.plan_json)"
    )
    found = [distance(_lines(before), _lines(after)) for before, after in pairs]
    return {"mean": sum(found) / len(found) if found else None, "edits": len(found)}


def _lines(plan: str) -> str:
    return "\n".join(_leaves(from_text(plan), ""))


def _leaves(value: Any, path: str) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return [line for name, entry in value.items() for line in _leaves(entry, f"{path}.{name}")]
    if isinstance(value, list):
        return [line for entry in value for line in _leaves(entry, path)]
    return [f"{path} {value}"]


def _failures(db: sqlite3.Connection) -> dict[str, int]:
    """Turns that did not end well by how they ended, calls by why they stopped, error findings by rule."""
    found: Counter[str] = Counter()
    turns = "SELECT status, COUNT(*) FROM turns WHERE status IN ('failed', 'interrupted', 'draft') GROUP BY status"
    calls = "SELECT 'call ' || stop, COUNT(*) FROM calls WHERE stop NOT IN ('end', 'tools') GROUP BY stop"
    for query in (turns, calls, "SELECT 'retries', SUM(retries) FROM calls HAVING SUM(retries) > 0"):
        found.update({name: count for name, count in db.execute(query)})
    found.update(
        {
            code: count
            for code, count in db.execute(
                "SELECT json_extract(entry.value, '$.code') AS code, COUNT(*) FROM turns, json_each(findings) AS entry"
                " WHERE json_valid(findings) AND json_extract(entry.value, '$.severity') = 'error' GROUP BY code"
            )
        }
    )
    return dict(found)


def _metrics(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    rows = db.execute(
        "SELECT m.name, m.type, COUNT(*), AVG(f.value) FROM feedback f JOIN metric_defs m ON m.name = f.metric"
        " WHERE f.stands = 1 GROUP BY m.name ORDER BY m.name"
    )
    return {name: {"type": type_, "n": count, "mean": mean} for name, type_, count, mean in rows}


def _quantiles(values: Sequence[float]) -> dict[str, float | int | None]:
    """Nearest-rank median and 95th percentile, in milliseconds."""
    ordered = sorted(values)
    if not ordered:
        return {"p50": None, "p95": None, "n": 0}
    return {"p50": _rank(ordered, 50), "p95": _rank(ordered, 95), "n": len(ordered)}


def _rank(ordered: Sequence[float], percent: int) -> float:
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _column(db: sqlite3.Connection, query: str) -> list[float]:
    return [row[0] for row in db.execute(query)]
