"""Invariant: every stage has a place in time, dated or waiting, whatever order and dates the plan gives.

Shared by the timeline and the Mermaid gantt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.planning.course import Stage
from assistant.planning.schema import Plan

_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4}
_LONGEST = 36_500.0  # days; a deadline a century away is no deadline


@dataclass(frozen=True)
class Span:
    """A stage with its first and last day; None, None while it waits for its gate."""

    number: int
    stage: Stage
    start: date | None
    end: date | None


def spans(plan: Plan) -> tuple[Span, ...]:
    """The stages in the plan's order. A stage with only an end starts where its dependencies end, or the plan does."""
    made = plan.created_at.date()
    ends = {stage.id: stage.done_on or stage.when.end for stage in plan.stages}
    found = []
    for number, stage in enumerate(plan.stages, 1):
        end = stage.done_on or stage.when.end
        if end is None:
            start = stage.when.start
            found.append(Span(number, stage, start, start))
            continue
        before = [day for each in stage.depends_on if (day := ends.get(each)) is not None and day <= end]
        start = stage.when.start or max(before, default=min(made, end))
        found.append(Span(number, stage, min(start, end), max(start, end)))
    return tuple(found)


def deadline(plan: Plan) -> tuple[str, date] | None:
    """The deadline that the brief sets, else the day the product ships by, with its name; None under stop."""
    for constraint in plan.brief.constraints:
        quantity = constraint.quantity
        days = _DAYS.get(quantity.unit.removesuffix("s")) if quantity else None
        if constraint.kind == "deadline" and quantity and days and 0 < quantity.value * days < _LONGEST:
            made = plan.created_at.date()
            if made.year < 9_000:
                return "deadline", made + timedelta(days=round(quantity.value * days))
    return None if plan.verdict.path == "stop" else ("ship by", plan.product.ship_by)
