"""Invariant: a share is read in the unit that is written, or refused: 0.333 is never 0.333% by chance."""

from __future__ import annotations

from assistant.errors import InputError
from assistant.planning.course import Metric
from assistant.planning.metric_rows import Reading
from assistant.planning.rules.course_view import triggers
from assistant.planning.schema import Plan

WHOLES = {"%": 100.0, "share": 1.0}
"""Units of shares of cases, and what a whole is in them."""


def in_unit(plan: Plan, metric: Metric, row: Reading) -> float:
    """The row's value in the metric's own unit. Raises InputError for another unit, and for what could be two values.

    A row that says % or share is converted. One that says neither is in the metric's unit, unless it looks like the
    other: in a metric in %, a value up to 1 where the plan knows no threshold as small.
    """
    if row.unit and row.unit != metric.unit and not {row.unit, metric.unit} <= WHOLES.keys():
        own = metric.unit or "no unit"
        raise _refused(f"{row.metric} is measured in {own}, this row is in {row.unit[:40]!r}", row, "Convert it.")
    whole = WHOLES.get(metric.unit)
    if whole is None:
        return row.value
    value = row.value * whole / WHOLES[row.unit or metric.unit]
    if any(known < 0 for known in _compared(plan, metric)):  # a change in %, not a share of cases
        return value
    if not 0 <= value <= whole:
        fix = "Correct the value." if row.unit else "Correct the value, or name its unit in a column unit: % or share."
        raise _refused(f"{row.value:g} lies outside 0 to {whole:g} {metric.unit}", row, fix)
    if not row.unit and metric.unit == "%" and 0 < value <= 1 and not _is_small(plan, metric):
        raise _refused(
            f"{row.value:g} could be {row.value:g}% or {row.value * 100:g}% of {row.metric}",
            row,
            f"Write {row.value * 100:g}, or name the unit of the row in a column unit: % or share.",
        )
    return value


def _is_small(plan: Plan, metric: Metric) -> bool:
    """Whether the plan itself compares the metric with a value up to 1%."""
    return any(abs(value) <= 1 for value in _compared(plan, metric))


def _compared(plan: Plan, metric: Metric) -> tuple[float, ...]:
    """What the plan compares the metric with: the thresholds of its triggers, its targets and stops."""
    known = [trigger.threshold.value for _, _, trigger in triggers(plan) if trigger.metric == metric.id]
    known += [value.value for m in plan.success.measures if m.metric == metric.id for value in (m.target, m.stop)]
    return tuple(known)


def _refused(message: str, row: Reading, fix: str) -> InputError:
    return InputError(message, where=row.place, fix=fix, code="metrics_file")
