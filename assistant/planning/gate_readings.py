"""Invariant: a gate's state is computed from observed numbers; without enough of them it is never open.

States: open · closed · insufficient data · expired (its review date has passed without it opening).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal

from assistant.planning.course import Gate, Trigger
from assistant.planning.numbers import plain
from assistant.planning.schema import Plan

State = Literal["open", "closed", "insufficient data", "expired"]
Z95 = 1.96
"""Normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True)
class Observed:
    """One metric as it was read: its value in the trigger's unit, and the number of cases behind it."""

    value: float
    n: int


@dataclass(frozen=True)
class Reading:
    """A gate's state, and a line per trigger that tells the number, its interval and what is missing."""

    gate: str
    title: str
    state: State
    lines: tuple[str, ...]
    review_on: date


def read_gates(plan: Plan, observed: Mapping[str, Observed], today: date) -> tuple[Reading, ...]:
    """Every gate of the plan against `observed` (metric id → what was read)."""
    return tuple(_read(gate, observed, today) for gate in plan.gates)


def wilson(share: float, n: int) -> tuple[float, float]:
    """95% interval of a share in [0, 1] seen in n cases (Wilson 1927). Raises ValueError for n < 1."""
    if n < 1:
        raise ValueError("no cases")
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    scale = 1 + Z95**2 / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def _read(gate: Gate, observed: Mapping[str, Observed], today: date) -> Reading:
    needed = [_judge(trigger, observed.get(trigger.metric)) for trigger in gate.all_of]
    either = [_judge(trigger, observed.get(trigger.metric)) for trigger in gate.any_of]
    state = _state([held for held, _ in needed], [held for held, _ in either])
    if state != "open" and today > gate.review_on:
        state = "expired"
    return Reading(gate.id, gate.title, state, tuple(line for _, line in (*needed, *either)), gate.review_on)


def _state(needed: Sequence[bool | None], either: Sequence[bool | None]) -> State:
    if False in needed or (either and all(held is False for held in either)):
        return "closed"
    if None in needed or (either and True not in either):
        return "insufficient data"
    return "open" if needed or either else "insufficient data"


def _judge(trigger: Trigger, seen: Observed | None) -> tuple[bool | None, str]:
    threshold = plain(trigger.threshold.value, trigger.threshold.unit)
    name = trigger.metric.replace("_", " ")
    wanted = f"{name} {trigger.op} {threshold}"
    least = trigger.min_n or 0
    if seen is None:
        return None, f"{wanted}: not measured"
    shown = f"{wanted}: {plain(seen.value, trigger.threshold.unit)} from {seen.n:,}"
    if seen.n < max(1, least):
        return None, f"{shown}; {max(1, least) - seen.n:,} more needed"
    compared, interval = _bound(trigger, seen)
    return _compare(compared, trigger.op, trigger.threshold.value), f"{shown}{interval}"


def _bound(trigger: Trigger, seen: Observed) -> tuple[float, str]:
    scale = {"%": 100.0, "share": 1.0}.get(trigger.threshold.unit)
    if scale is None or not 0 <= seen.value / scale <= 1:
        return seen.value, ""
    low, high = (end * scale for end in wilson(seen.value / scale, seen.n))
    shown = f" (95%: {plain(low, trigger.threshold.unit)} to {plain(high, trigger.threshold.unit)})"
    return {"point": seen.value, "lower": low, "upper": high}[trigger.bound], shown


def _compare(value: float, op: str, threshold: float) -> bool:
    results = {
        ">=": value >= threshold,
        ">": value > threshold,
        "<=": value <= threshold,
        "<": value < threshold,
        "==": value == threshold,
    }
    return results[op]
