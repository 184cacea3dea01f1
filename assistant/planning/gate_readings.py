"""Invariant: a gate's state is computed from observed numbers; without enough of them it is never open.

States: open · closed · insufficient data · expired (its review date has passed without it opening).
A kill gate that was read and does not hold is closed whatever the day, and its next review is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from typing import Literal

from assistant.planning.course import Gate, Trigger
from assistant.planning.numbers import plain
from assistant.planning.schema import Plan

State = Literal["open", "closed", "insufficient data", "expired"]
REVIEW_AGAIN_DAYS = 28
"""A kill gate is read again four weeks after its review, or after a decision to go on (project rule)."""
Z95 = 1.96
"""Normal quantile of a two-sided 95% interval."""
OPS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "="}
"""How a comparison is written for people."""
_SCALES = {"%": 100.0, "share": 1.0}
"""Units whose values are shares of cases, and what a whole is in them."""


@dataclass(frozen=True)
class Observed:
    """One metric as it was read: its value in the trigger's unit, and the number of cases behind it."""

    value: float
    n: int


@dataclass(frozen=True)
class Judged:
    """One trigger against what was read: `held` is None while that is too little to say.

    `low` and `high` are the 95% interval of a share, in the trigger's unit; `required_n` the cases it takes to say.
    """

    trigger: Trigger
    seen: Observed | None
    held: bool | None
    line: str
    low: float | None = None
    high: float | None = None
    required_n: int = 1


@dataclass(frozen=True)
class Reading:
    """A gate's state, and a line per trigger that tells the number, its interval and what is missing.

    `fired` is true for a kill gate whose conditions hold: going on needs a recorded decision.
    """

    gate: str
    title: str
    state: State
    lines: tuple[str, ...]
    review_on: date
    kind: Literal["open", "kill"] = "open"
    triggers: tuple[Judged, ...] = ()

    @property
    def fired(self) -> bool:
        """Whether this is a kill gate whose conditions hold."""
        return self.kind == "kill" and self.state == "open"


def read_gates(plan: Plan, observed: Mapping[str, Observed], today: date) -> tuple[Reading, ...]:
    """Every gate of the plan against `observed` (metric id → what was read)."""
    return judge_gates(plan, lambda trigger: observed.get(trigger.metric), today)


def judge_gates(plan: Plan, seen: Callable[[Trigger], Observed | None], today: date) -> tuple[Reading, ...]:
    """Every gate of the plan; `seen` tells what was read for a trigger, over that trigger's own window."""
    return tuple(_read(gate, seen, today) for gate in plan.gates)


def wilson(share: float, n: int) -> tuple[float, float]:
    """95% interval of a share in [0, 1] seen in n cases (Wilson 1927). Raises ValueError for n < 1."""
    if n < 1:
        raise ValueError("no cases")
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    scale = 1 + Z95**2 / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def cases_to_decide(share: float, threshold: float) -> int | None:
    """Cases after which an end of the 95% interval of an unchanged share reaches the threshold; None if never.

    The Wilson interval excludes t when (p − t)²·n > z²·t·(1 − t) (Wilson 1927, solved for n); both in [0, 1].
    """
    if share == threshold:
        return None
    return ceil(Z95**2 * threshold * (1 - threshold) / (share - threshold) ** 2)


def _read(gate: Gate, seen: Callable[[Trigger], Observed | None], today: date) -> Reading:
    needed = [_judge(trigger, seen(trigger)) for trigger in gate.all_of]
    either = [_judge(trigger, seen(trigger)) for trigger in gate.any_of]
    state = _state([judged.held for judged in needed], [judged.held for judged in either])
    review_on = gate.review_on
    if gate.kind == "kill" and state == "closed":
        review_on = _next_review(gate.review_on, today)
    elif state != "open" and today > gate.review_on:
        state = "expired"
    judged = (*needed, *either)
    return Reading(gate.id, gate.title, state, tuple(j.line for j in judged), review_on, gate.kind, judged)


def _next_review(first: date, today: date) -> date:
    """The first review on or after today, in steps of four weeks from the one that was planned."""
    late = max(0, (today - first).days)
    return first + timedelta(days=ceil(late / REVIEW_AGAIN_DAYS) * REVIEW_AGAIN_DAYS)


def _state(needed: Sequence[bool | None], either: Sequence[bool | None]) -> State:
    if False in needed or (either and all(held is False for held in either)):
        return "closed"
    if None in needed or (either and True not in either):
        return "insufficient data"
    return "open" if needed or either else "insufficient data"


def _judge(trigger: Trigger, seen: Observed | None) -> Judged:
    threshold = plain(trigger.threshold.value, said_unit(trigger))
    wanted = f"{trigger.metric.replace('_', ' ')} {OPS[trigger.op]} {threshold}"
    least = max(1, trigger.min_n or 0)
    if seen is None:
        return Judged(trigger, None, None, f"{wanted}: not measured", required_n=least)
    shown = f"{wanted}: {plain(seen.value, trigger.threshold.unit)} from {_cases(seen.n)}"
    interval = _interval(trigger, seen)
    if seen.n < least:
        return Judged(trigger, seen, None, f"{shown}; {_missing(least, seen.n)}", *interval, required_n=least)
    low, high = interval
    told = "" if low is None or high is None else f" (95%: {_plain(low, trigger)} to {_plain(high, trigger)})"
    compared = {"point": seen.value, "lower": low, "upper": high}[trigger.bound]
    held = _compare(seen.value if compared is None else compared, trigger.op, trigger.threshold.value)
    required = _required(trigger, seen, least) if low is not None else least
    more = f"; at this value it takes {required:,} cases to tell" if not held and required > seen.n else ""
    return Judged(trigger, seen, held, f"{shown}{told}{more}", low, high, required)


def _cases(n: int) -> str:
    return "1 case" if n == 1 else f"{n:,} cases"


def _missing(least: int, n: int) -> str:
    """What is still to come before anything can be said."""
    if n == 0:
        return f"it takes {_cases(least)} to tell"
    return f"{least - n:,} more {'case is' if least - n == 1 else 'cases are'} needed to tell"


def _interval(trigger: Trigger, seen: Observed) -> tuple[float | None, float | None]:
    scale = _SCALES.get(trigger.threshold.unit)
    is_change = trigger.threshold.value < 0  # a cost that falls by 5% is no share of cases
    if scale is None or is_change or seen.n < 1 or not 0 <= seen.value / scale <= 1:
        return None, None
    low, high = wilson(seen.value / scale, seen.n)
    return low * scale, high * scale


def _required(trigger: Trigger, seen: Observed, least: int) -> int:
    """Cases at which the bound asked for would pass, if the value is on the passing side; else `least`."""
    scale, threshold = _SCALES[trigger.threshold.unit], trigger.threshold.value
    if trigger.bound == "point" or not _compare(seen.value, trigger.op, threshold) or not 0 < threshold < scale:
        return least
    return max(least, cases_to_decide(seen.value / scale, threshold / scale) or least)


def said_unit(trigger: Trigger) -> str:
    """The unit of a threshold beside its metric's name, without a first word that the name says already."""
    first, _, rest = trigger.threshold.unit.partition(" ")
    named = {word.rstrip("s") for word in trigger.metric.split("_")}
    return rest if first.rstrip("s") in named - {"of", "a"} else trigger.threshold.unit


def _plain(value: float, trigger: Trigger) -> str:
    return plain(value, trigger.threshold.unit)


def _compare(value: float, op: str, threshold: float) -> bool:
    results = {
        ">=": value >= threshold,
        ">": value > threshold,
        "<=": value <= threshold,
        "<": value < threshold,
        "==": value == threshold,
    }
    return results[op]
