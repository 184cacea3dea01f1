"""A product is opened to everybody only when what it does was found good, not when enough of it was read."""

from __future__ import annotations

import pytest

from assistant import Plan, plan
from assistant.planning.gate_readings import Observed, read_gates

BRIEFS = {
    "answers": "A B2B billing SaaS with 4,000 tickets a month and a 300-page help centre wants an assistant that "
    "answers customers and hands over when unsure. Two engineers, eight weeks.",
    "built": "We built a tool that drafts replies to tenants' letters from our handbook; clerks sign. "
    "Nobody uses it yet.",
}


def opening(made: Plan) -> tuple[str, dict[str, Observed]]:
    """The gate before everybody, and readings at which only quality is missing."""
    gate = next(gate for gate in made.gates if "everybody" in gate.guards)
    return gate.id, {t.metric: Observed(t.threshold.value, 400) for t in gate.all_of if "traces" in t.metric}


@pytest.mark.parametrize("brief", BRIEFS.values(), ids=BRIEFS)
def test_traces_alone_do_not_open_it_to_everybody(brief: str) -> None:
    made = plan(brief, model="offline")
    gate, traces = opening(made)
    triggers = next(each for each in made.gates if each.id == gate).all_of
    quality = {m.metric for m in made.success.measures if m.kind == "quality"}
    (good,) = (t for t in triggers if t.metric in quality)
    today = made.created_at.date()
    states = {}
    for value in (good.threshold.value, good.threshold.value - 20):
        readings = read_gates(made, {**traces, good.metric: Observed(value, 400)}, today)
        states[value] = next(r.state for r in readings if r.gate == gate)
    assert list(states.values()) == ["open", "closed"]
    alone = next(r.state for r in read_gates(made, traces, today) if r.gate == gate)
    assert alone == "insufficient data"
