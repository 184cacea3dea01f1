"""Invariant: what is in the log can leave it whole, in two plain forms, and which turns left is remembered.

`jsonl`: one turn a line with all it holds, as `usage show --json` prints it. `csv`: one turn a line, numbers and names
only, one column a metric; a cell that a spreadsheet would run as a formula is quoted with an apostrophe.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.usage.integrity import canonical

if TYPE_CHECKING:
    from assistant.usage.log import UsageLog
    from assistant.usage.stored import StoredTurn

Form = Literal["jsonl", "csv"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(log: UsageLog, form: Form, path: Path | None = None) -> tuple[list[str], str]:
    """The lines of the file meant for `path` (None: standard output), and the id under which the export is remembered
    ('' without turns). Raises InputError."""
    turns = list(log.each_turn())
    lines = [canonical(turn.as_json()) + "\n" for turn in turns] if form == "jsonl" else _table(turns)
    if not turns:
        return [], ""
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    return lines, log.remember_export(form, [turn.id for turn in turns], {}, content_hash=digest, path=path)


def _table(turns: list[StoredTurn]) -> list[str]:
    flat = [_flat(turn) for turn in turns]
    names = list(dict.fromkeys(name for row in flat for name in row))
    out = io.StringIO()
    table = csv.DictWriter(out, names, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in flat)
    return out.getvalue().splitlines(keepends=True)


def _flat(turn: StoredTurn) -> Mapping[str, Any]:
    tokens = turn.tokens
    first = next((call.ttft_ms for call in turn.calls if call.ttft_ms is not None), None)
    return {
        "id": turn.id,
        "session": turn.session,
        "seq": turn.seq,
        "started_at": turn.started_at,
        "finished_at": turn.finished_at,
        "status": turn.status,
        "consent": turn.consent,
        "model": turn.model,
        "plan_id": turn.plan_id,
        "calls": len(turn.calls),
        "repairs": turn.repairs,
        "retries": sum(call.retries for call in turn.calls),
        "input_tokens": tokens.input,
        "cached_tokens": tokens.cached,
        "written_tokens": tokens.written,
        "output_tokens": tokens.output,
        "cost_usd": turn.cost_usd,
        "latency_ms": sum(call.latency_ms for call in turn.calls),
        "ttft_ms": first,
        "passages": len(turn.passages),
        "cited": sum(passage.cited for passage in turn.passages),
        "feedback": turn.outcome.kind if turn.outcome else None,
    } | {f"metric:{said.metric}": said.value for said in turn.feedback if said.stands and said.metric}


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
