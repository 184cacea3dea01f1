"""Invariant: bars stand where their dates are on one scale; what waits for a gate is drawn as waiting, not as dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.planning.markdown_course import when_text
from assistant.planning.prose import day
from assistant.planning.renderings.markup import Markup, tag
from assistant.planning.renderings.spans import Span, deadline, spans
from assistant.planning.renderings.svg import WIDTH, at, box, drawing, family, label, line, wrap
from assistant.planning.schema import Plan

_GUTTER, _ROW, _TOP = 360.0, 28.0, 42.0
_WAITING = 150.0
"""Width kept at the right for stages that wait for a gate."""
_TICKS = 9
_STEPS = (7, 14, 30, 61, 91, 182, 365, 730, 1_826, 3_652, 36_525, 365_250)  # days between two ticks, to two millennia


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    right: float

    def x(self, when: date) -> float:
        whole = max((self.last - self.first).days, 1)
        share = min(max((when - self.first).days / whole, 0.0), 1.0)
        return _GUTTER + share * (self.right - _GUTTER)


def timeline(plan: Plan, today: date) -> Markup:
    """The stages over time with today and the deadline, or nothing without stages."""
    rows = spans(plan)
    if not rows:
        return Markup("")
    scale = _scale(plan, rows, today)
    bottom = _TOP + _ROW * len(rows)
    parts = [*_ticks(scale, bottom), *_waiting_zone(rows, scale, bottom)]
    parts += [_bar(row, scale, i) for i, row in enumerate(rows)]
    parts += _marks(plan, scale, today, bottom)
    return drawing("timeline", "The stages over time", _described(rows), bottom + 22, *parts)


def _scale(plan: Plan, rows: tuple[Span, ...], today: date) -> _Scale:
    due = deadline(plan)
    days = [today, *(end for row in rows for end in (row.start, row.end) if end), *([due[1]] if due else [])]
    right = WIDTH - 8.0 - (_WAITING if any(row.end is None for row in rows) else 0.0)
    return _Scale(min(days), max(days), right)


def _ticks(scale: _Scale, bottom: float) -> list[Markup]:
    whole = (scale.last - scale.first).days
    step = next((step for step in _STEPS if whole / step <= _TICKS), _STEPS[-1])
    parts = []
    for i in range(whole // step + 1):
        when = scale.first + timedelta(days=i * step)
        x = scale.x(when)
        parts.append(line(x, _TOP - 6, x, bottom, "tick"))
        if x < scale.right - 30:
            parts.append(label(x + 3, _TOP - 9, f"{when.day} {when:%b}" if step < 365 else str(when.year), "axis"))
    return parts


def _waiting_zone(rows: tuple[Span, ...], scale: _Scale, bottom: float) -> list[Markup]:
    if all(row.end for row in rows):
        return []
    return [
        tag(
            "rect", x=at(scale.right + 10), y=at(_TOP - 6), width=at(_WAITING - 10), height=at(bottom - _TOP + 6),
            class_="zone",
        ),
        label(scale.right + 16, _TOP - 12, "waits for its gate", "axis"),
    ]  # fmt: skip


def _bar(row: Span, scale: _Scale, place: int) -> Markup:
    y = _TOP + _ROW * place
    named = label(0, y + 17, wrap(f"{row.number}  {row.stage.title}", 55, 1)[0], "stage")
    told = f"{row.stage.title}: {when_text(row.stage.when.end, row.stage.when.text)}"
    if row.start is None or row.end is None:
        bar = box(scale.right + 18, y + 6, _WAITING - 28, 14, f"bar waiting {family(row.stage)}")
    else:
        left, right = scale.x(row.start), scale.x(row.end)
        bar = box(left, y + 6, max(right - left, 4), 14, f"bar {family(row.stage)}")
    return tag("g", tag("title", told), named, bar)


def _marks(plan: Plan, scale: _Scale, today: date, bottom: float) -> list[Markup]:
    due = deadline(plan)
    marks = [("today", today, "today", bottom + 16)] + ([(due[0], due[1], "due", 14.0)] if due else [])
    parts = []
    for name, when, class_, y in marks:
        x = scale.x(when)
        anchor = "end" if x > scale.right - 80 else "start"
        parts += [
            line(x, 4 if class_ == "due" else _TOP - 6, x, bottom + (18 if class_ == "today" else 2), class_),
            label(x + (-4 if anchor == "end" else 4), y, f"{name} {day(when)}", f"mark {class_}", anchor),
        ]
    return parts


def _described(rows: tuple[Span, ...]) -> str:
    return "; ".join(f"{r.number} {r.stage.title}: {when_text(r.stage.when.end, r.stage.when.text)}" for r in rows)
