"""Invariant: a plan whose own sums say that building does not pay says so beside its answer, with what to do instead.

Told of what is still to be built: a live product has spent that money, and a hobby need not be repaid.
"""

from __future__ import annotations

from assistant.planning.schema import Plan


def not_paying(plan: Plan) -> str:
    """Why building does not pay at the plan's numbers and what to do before anybody builds; '' when it pays.

    It does not pay when no month brings more than running costs, or when not even all of the work done repays the
    build within a year.
    """
    costs = plan.costs
    if plan.verdict.path in ("clarify", "stop") or plan.stakes == "hobby" or plan.phase not in ("idea", "built"):
        return ""
    stop = costs.amount(costs.stop_line)
    if costs.amount(costs.build) is None or (costs.amount(costs.payback) and not (stop and stop.value > 1)):
        return ""
    why = costs.payback_note if not costs.payback else "not even all of the work done repays the build within a year"
    first = _decisive(plan)
    measure = f"measure the {first} on a week of real work" if first else "measure the volume on a week of real work"
    return (
        f"building does not pay: {why.rstrip('.')}. Before anybody builds, {measure} and get one quote for a bought "
        "answer; until a number turns the sum, keep today's way or buy."
    )


def _decisive(plan: Plan) -> str:
    """What is assumed and moves the result most; the first row of the sensitivity."""
    rows = plan.costs.sensitivity
    entry = plan.costs.amount(rows[0].assumption) if rows else None
    return entry.label if entry is not None else ""
