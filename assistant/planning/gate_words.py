"""Invariant: a gate's reading is told in the same words wherever it is read, and an undecided firing is never left out.

Pure: who calls it knows the readings, the firings kept from earlier ones, and the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.planning.gate_readings import Reading
from assistant.planning.progress import decided_on, decision_on, undecided
from assistant.planning.prose import day
from assistant.planning.schema import Plan


def told(plan: Plan, reading: Reading, today: date) -> str:
    """One gate: its state, its next review, each condition as read, and what the plan says to do now."""
    review = "its review was due on" if today > reading.review_on else "next review"
    decision = decision_on(plan, reading, today) if reading.fired else None
    state = f"decided on {day(decided_on(decision))}" if decision is not None else _state(reading)
    lines = [f"{state}: {reading.title}; {review} {day(reading.review_on)}"]
    lines += [f"  {line}" for line in reading.lines]
    said = decision.text if decision is not None else _next(plan, reading)
    if decision is not None and today > reading.review_on:
        said += " These are still the numbers of that day: read new ones."
    return "\n".join([*lines, f"  {said}"] if said else lines)


def earlier(plan: Plan, kept: Sequence[Reading], readings: Sequence[Reading], today: date) -> tuple[Reading, ...]:
    """Of the kill gates kept as fired, those that this reading does not find fired and nobody has decided about."""
    now = {reading.gate for reading in readings if reading.fired}
    return tuple(reading for reading in undecided(plan, kept, today) if reading.gate not in now)


def fired_now(plan: Plan, reading: Reading, option: str) -> str:
    """That going on past a gate that fired needs a decision; `option` is how `revise` reads the same numbers."""
    return f"“{reading.title}” fired: going on needs a recorded decision: {_how(plan, option)}"


def fired_earlier(plan: Plan, reading: Reading) -> str:
    """The same of a gate that an earlier reading found fired."""
    return (
        f"“{reading.title}” fired in an earlier reading ({'; '.join(reading.lines)}), and this one does not clear it: "
        f"going on needs a recorded decision: {_how(plan, '')}"
    )


def _how(plan: Plan, option: str) -> str:
    given = f"{option} " if option else ""
    return f'assistant revise {plan.id} {given}--decision "…" --role …'


def _next(plan: Plan, reading: Reading) -> str:
    """What the plan says to do now that the gate opened, fired or expired; '' while it waits."""
    gate = next((gate for gate in plan.gates if gate.id == reading.gate), None)
    says = {"open": gate.on_open, "expired": gate.on_timeout}.get(reading.state, "") if gate else ""
    return f"Now: {says}" if says.strip() else ""


def _state(reading: Reading) -> str:
    return "FIRED" if reading.fired else reading.state
