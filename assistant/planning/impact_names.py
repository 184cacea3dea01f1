"""Invariant: a part of a plan is called what its reader calls it; a part without a name of its own keeps its path."""

from __future__ import annotations

from typing import Any

from assistant.errors import InputError
from assistant.planning.numbers import amount
from assistant.planning.patch_paths import Key, parse_path
from assistant.planning.prose import shorten
from assistant.planning.purpose import FIT_QUESTIONS
from assistant.planning.schema import Plan

_KINDS = {
    "stages": ("the stage", "title"),
    "gates": ("the gate", "title"),
    "questions": ("the question", "text"),
    "claims": ("the claim", "text"),
    "citations": ("the quote from", "note"),
    "options": ("the option", "name"),
    "metrics": ("the metric", "name"),
    "events": ("the event", "name"),
    "constraints": ("the constraint", "text"),
    "measures": ("the measure", "name"),
    "counter_metrics": ("the counter-metric", "text"),
}
_PLAIN = {
    "verdict": "the verdict",
    "answer": "the answer for your boss",
    "against": "the case against it",
    "comparison": "the comparison",
    "this_week": "this week's actions",
    "product": "what we ship",
    "product.ship_by": "the day we ship by",
    "success": "how we know",
    "differentiation": "the edge",
    "riskiest_assumption": "the riskiest assumption",
    "costs": "the money",
    "costs.build": "the cost of building",
    "costs.payback": "the payback",
    "costs.stop_line": "the stop line",
    "costs.buy_line": "the price above which building beats buying",
    "costs.value": "what the job is worth",
    "costs.tuning": "the break-even of tuning",
    "data": "what use teaches",
}


def name_of(plan: Plan, path: str) -> str:
    """What a reader calls the part at `path`, such as `the stage “Everybody”`. Never raises."""
    if path in _PLAIN:
        return _PLAIN[path]
    try:
        steps = parse_path(path)
    except InputError:
        return path
    if len(steps) >= 2 and steps[-2] == "kill_criteria":
        return "the kill criterion"
    if len(steps) < 2 or not isinstance(steps[-1], Key):
        return path.replace("_", " ")
    return _member(plan, path, steps[-1], steps[:-1])


def _member(plan: Plan, path: str, key: Key, steps: tuple[Any, ...]) -> str:
    if steps == ("fit",) and isinstance(key.name, int) and key.name in FIT_QUESTIONS:
        return f"fit question {key.name} ({FIT_QUESTIONS[key.name].rstrip('?').lower()})"
    items: Any = plan
    for step in steps:
        items = getattr(items, str(step), ())
    found = next((item for item in items if getattr(item, key.field, None) == key.name), None)
    if steps == ("costs", "ledger"):
        return f"{found.label or found.id} {amount(found)}" if found is not None else str(key.name)
    kind, field = _KINDS.get(str(steps[-1]), ("", ""))
    return f"{kind} “{shorten(getattr(found, field))}”" if kind and found is not None else path
