"""Invariant: nothing expensive starts unguarded, and data work is guarded by proof of use rather than by volume."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.planning.course import Gate, Trigger
from assistant.planning.evidence import Evidence
from assistant.planning.findings import Finding
from assistant.planning.rules.course_view import (
    gates_of,
    is_measuring,
    is_over,
    is_relaxed,
    may_come_first,
    metric_text,
    placed,
    ships,
    stage_text,
)
from assistant.planning.rules.rule import error, named, rule
from assistant.planning.schema import Plan

HELD_DAYS = 7
"""An outcome held for less than a week has seen no full week of use (project rule)."""

_RETENTION = re.compile(
    r"\bretention|\bretain|\breturning\b|\breturn to\b|\bcome back\b|\bchurn\b|\brenew|\brepeat us|\bweekly active\b"
)
_LESS = re.compile(r"\bchurn\b|\blosing\b|\bleavers?\b")
_EXISTING = re.compile(
    r"\b(?:existing|already|historical|history|past|archived?|on file|logged|recorded|previous"
    r"|last (?:year|two|three|\d+)|own(?:ed)?|years? of|months? of)\b",
    re.I,
)


@rule("PF104", "Every data or model stage is guarded by a gate", why="rollout-and-stage-gates")
def guarded(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """A gate without a trigger guards nothing; what is over needs none, nor the audit a classical path starts with.

    A stage whose text is data or model work under the kind of a product stage is told, whatever guards it.

    Hidden work listed before the ship stage is PF101's to tell.
    """
    for place in placed(plan):
        stage = place.stage
        excused = may_come_first(plan, stage) or is_over(stage, evidence.today)
        if place.hidden:
            excused = is_measuring(stage) or place.at < min((at for at, _ in ships(plan)), default=0)
        if not place.is_heavy or excused:
            continue
        gates = gates_of(plan, stage)
        if not gates:
            what, fix = "", "Guard it with a gate whose triggers say what use must have proved first"
            if place.hidden:
                work = place.hidden[0]
                what = f"describes {work.kind} work ({named(work.phrase)}) and "
                fix += f"; or reword it, if nothing is {'trained' if work.kind == 'model' else 'collected or labelled'}"
            yield error("PF104", f"{place.path}.gates", f"The stage {named(stage.title)} {what}has no gate.", f"{fix}.")
        elif not any(gate.all_of or gate.any_of for gate in gates):
            yield error(
                "PF104",
                f"{place.path}.gates",
                f"The stage {named(stage.title)} is guarded by {named(gates[0].title)}, which has no trigger.",
                "Give that gate a trigger with metric, threshold, window and minimum n.",
            )
        elif place.hidden:
            yield error(
                "PF104",
                f"{place.path}.kind",
                f"The stage {named(stage.title)} is called {stage.kind} but describes {place.hidden[0].kind} work "
                f"({named(place.hidden[0].phrase)}), so its gate was not written for that work.",
                "Call it by the work it does, or say what else is done.",
            )


@rule(
    "PF107",
    "The gate of collect and label asks for an outcome or retention held over a window, not for volume alone",
    why="fine-tune-gate",
)
def use_before_data(plan: Plan, evidence: Evidence) -> Iterable[Finding]:
    """By what the stage does, whatever it is called. Classical and adapted paths may collect and label data that exists
    already without such proof."""
    for place in placed(plan):
        at, stage = place.at, place.stage
        if not place.gathers or is_over(stage, evidence.today):
            continue
        if is_relaxed(plan) and _EXISTING.search(stage_text(stage)):
            continue
        gates = [gate for gate in gates_of(plan, stage) if gate.all_of or gate.any_of]
        if gates and not any(_asks_for_use(plan, gate) for gate in gates):
            yield error(
                "PF107",
                f"stages[{at}].gates",
                f"The gate {named(gates[0].title)} opens {named(stage.title)} without an outcome that held.",
                f"Add a trigger on an outcome of `success`, held for at least {HELD_DAYS} days, to all_of.",
            )


def _asks_for_use(plan: Plan, gate: Gate) -> bool:
    required = any(_is_held_outcome(plan, trigger) for trigger in gate.all_of)
    either = bool(gate.any_of) and all(_is_held_outcome(plan, trigger) for trigger in gate.any_of)
    return required or either


def _is_held_outcome(plan: Plan, trigger: Trigger) -> bool:
    outcomes = {measure.metric for measure in plan.success.measures if measure.kind == "outcome"}
    is_use = trigger.metric in outcomes or _RETENTION.search(metric_text(plan, trigger.metric)) is not None
    return is_use and (trigger.window_days or 0) >= HELD_DAYS and _is_for_the_better(plan, trigger)


def _is_for_the_better(plan: Plan, trigger: Trigger) -> bool:
    """Whether it asks for the side of the outcome that is better: by its target and stop, else by its name."""
    measure = next((m for m in plan.success.measures if m.metric == trigger.metric), None)
    less = _LESS.search(metric_text(plan, trigger.metric)) is not None
    if measure is not None and measure.target.value != measure.stop.value:
        less = measure.target.value < measure.stop.value
    return trigger.op in (("<", "<=") if less else (">", ">="))
