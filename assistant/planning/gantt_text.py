"""Invariant: a chart of letters shows only dates the plan has; a stage that waits for a gate has no bar."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.planning.prose import day
from assistant.planning.schema import Plan

WIDTH = 40
"""Characters of the time axis (project rule: fits 80 columns beside the titles)."""
_TITLE = 34


def chart(plan: Plan) -> str:
    """One line a stage: `=` while it runs, `.` before it may begin; under them the first and the last day."""
    start, end = _span(plan)
    lines = []
    for number, stage in enumerate(plan.stages, 1):
        title = f"{number} {stage.title}"
        title = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
        lines.append(
            f"{title:<{_TITLE}} |{_bar(stage.when.start, stage.when.end, start, end)}| {stage.when.text or stage.state}"
        )
    axis = f"{day(start)}{day(end):>{WIDTH - len(day(start))}}"
    return "\n".join([*lines, f"{'':<{_TITLE}}  {axis}"])


def _span(plan: Plan) -> tuple[date, date]:
    days = [plan.created_at.date()]
    days += [moment for stage in plan.stages for moment in (stage.when.start, stage.when.end) if moment is not None]
    return min(days), max(max(days), min(days) + timedelta(days=7))


def _bar(begins: date | None, ends: date | None, start: date, end: date) -> str:
    if begins is None and ends is None:
        return "waits for its gate".center(WIDTH, ".")
    first = _column(begins or start, start, end)
    last = max(first + 1, _column(ends or end, start, end))
    return ("." * first + "=" * (last - first)).ljust(WIDTH)


def _column(moment: date, start: date, end: date) -> int:
    return round((moment - start).days / (end - start).days * WIDTH)
