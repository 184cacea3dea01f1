"""Invariant: use moves a plan only along its own gates, and a fired kill gate lets nothing move without a decision.

A recorded decision to go on holds until the gate's next review, which it sets, and after that for as long as nothing
but the numbers it was taken on has been read; numbers read after it ask the question again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.errors import InputError
from assistant.planning.course import Gate, Stage
from assistant.planning.elements import Decision
from assistant.planning.gate_readings import REVIEW_AGAIN_DAYS, Reading
from assistant.planning.prose import day
from assistant.planning.schema import Plan

GO_ON = "go-on-"
"""How the id of a decision to go on past a gate begins; the gate and the day follow."""


def undecided(plan: Plan, readings: Sequence[Reading], today: date) -> tuple[Reading, ...]:
    """The fired kill gates without a recorded decision that still holds today."""
    return tuple(reading for reading in readings if reading.fired and not decision_on(plan, reading, today))


def decision_on(plan: Plan, reading: Reading, today: date) -> Decision | None:
    """The recorded decision to go on past this gate, if it holds today for what was read."""
    prefix = f"{GO_ON}{reading.gate}-"
    made = [decision for decision in plan.decisions if not decision.inferred and decision.id.startswith(prefix)]
    holds = made and (today <= reading.review_on or f"({_numbers(reading)})" in made[-1].text)
    return made[-1] if holds else None


def decided_on(decision: Decision) -> date:
    """The day on which somebody decided to go on past a gate, which its id ends with."""
    return date.fromisoformat(decision.id[-len("2026-11-23") :])


def _numbers(reading: Reading) -> str:
    return "; ".join(reading.lines)


def decided(plan: Plan, fired: Sequence[Reading], *, text: str, role: str, today: date) -> Plan:
    """The plan with the decision to go on past the fired gates, which are read again in four weeks.

    Raises InputError without words or without the role that answers for it.
    """
    answered_for(text, role)
    until = today + timedelta(days=REVIEW_AGAIN_DAYS)
    decisions = tuple(
        Decision(
            id=f"{GO_ON}{reading.gate}-{today.isoformat()}",
            text=f"Go on until {day(until)} although “{reading.title}” fired on {day(today)} "
            f"({_numbers(reading)}): {text.strip().rstrip('.')} ({role.strip()}).",
            alternative="stop, as was written down before the reading",
            inferred=False,
        )
        for reading in fired
    )
    names = {reading.gate for reading in fired}
    gates = tuple(g.model_copy(update={"review_on": until}) if g.id in names else g for g in plan.gates)
    ids = {decision.id for decision in decisions}
    kept = tuple(decision for decision in plan.decisions if decision.id not in ids)
    return plan.model_copy(update={"decisions": (*kept, *decisions), "gates": gates})


def answered_for(text: str, role: str) -> None:
    """Raises InputError for a decision without words or without the role that answers for it."""
    if not text.strip() or not role.strip():
        raise InputError(
            "A decision needs its reason and who answers for it",
            fix='Give both: --decision "two weeks with the new prompt" --role founder.',
            code="decision",
        )


def progressed(plan: Plan, readings: Sequence[Reading], today: date) -> Plan:
    """The plan with the stages begun and done that its gates and its events speak of.

    A stage whose gates are all open begins, and what it depends on is done by today; a stage whose events arrive is
    under way. A stage behind a gate that is not open, and whatever depends on it, stays as it is. A stage that begins
    with a reading is never done by the same reading: an open gate says that it may start, not that it was worked on.
    """
    states: dict[str, str] = {reading.gate: reading.state for reading in readings}
    stood = {stage.id: stage for stage in plan.stages}
    stages = {stage.id: stage for stage in plan.stages}
    heard = _events_heard(plan, readings)
    for stage in plan.stages:
        gates = _gates_of(plan, stage)
        before = _before(stage, stages)
        if stages[stage.id].state == "planned" and heard.intersection(stage.emits) and not gates:
            stages[stage.id] = _begun(stages[stage.id], today)
        if stage.state != "planned" or not gates or stage.id in before:
            continue
        passed = all(stood[name].state != "planned" or not _gates_of(plan, stood[name]) for name in before)
        if passed and all(states.get(gate.id) == "open" for gate in gates):
            stages.update({name: _done(stages[name], today) for name in before})
            stages[stage.id] = _begun(stages[stage.id], today)
    return plan.model_copy(update={"stages": tuple(stages[stage.id] for stage in plan.stages)})


def _events_heard(plan: Plan, readings: Sequence[Reading]) -> set[str]:
    counted = {j.trigger.metric for reading in readings for j in reading.triggers if j.seen and j.seen.n > 0}
    return {event for metric in plan.data.metrics if metric.id in counted for event in metric.events}


def _gates_of(plan: Plan, stage: Stage) -> tuple[Gate, ...]:
    return tuple(
        gate for gate in plan.gates if gate.kind == "open" and (gate.id in stage.gates or stage.id in gate.guards)
    )


def _before(stage: Stage, stages: dict[str, Stage]) -> set[str]:
    found: set[str] = set()
    waiting = list(stage.depends_on)
    while waiting:
        name = waiting.pop()
        if name in stages and name not in found:
            found.add(name)
            waiting += stages[name].depends_on
    return found


def _begun(stage: Stage, today: date) -> Stage:
    when = stage.when if stage.when.start else stage.when.model_copy(update={"start": today, "text": ""})
    return stage.model_copy(update={"state": "active", "when": when})


def _done(stage: Stage, today: date) -> Stage:
    return stage if stage.state == "done" else stage.model_copy(update={"state": "done", "done_on": today})
