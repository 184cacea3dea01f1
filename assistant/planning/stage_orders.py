"""Invariant: an order about a stage names it by the number people see, and changes that stage alone.

`move stage 5 before stage 1`, `put step 4 first`, `remove stage 3`, `rename stage 2 to …`, `stage 1 is done`.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.errors import InputError
from assistant.planning.course import Stage
from assistant.planning.schema import Plan

_N = r"(?:stage|step) (\d{1,2})"
_MOVE = re.compile(
    rf"(?:please )?(?:move|put|do) {_N} (?:(?P<first>first|to the (?:front|top))|(?P<side>before|after) {_N})", re.I
)
_REMOVE = re.compile(rf"(?:please )?(?:remove|drop|delete|skip|leave out) {_N}", re.I)
_RENAME = re.compile(rf"(?:please )?(?:rename|call) {_N} (?:to )?(?P<title>\S.*)", re.I)
_DONE = re.compile(rf"{_N} is (?P<state>done|finished|active|under way|planned)", re.I)
_STATES = {"done": "done", "finished": "done", "active": "active", "under way": "active", "planned": "planned"}


def changed(plan: Plan, text: str, today: date) -> Plan | None:
    """The plan as the order would have it; None when the text is no such order.

    Raises InputError when it names a stage the plan does not have.
    """
    words = text.strip().rstrip(".!")
    if found := _MOVE.fullmatch(words):
        return _moved(plan, found)
    if found := _REMOVE.fullmatch(words):
        return _without(plan, stage(plan, found[1]))
    if found := _RENAME.fullmatch(words):
        return _with(plan, stage(plan, found[1]), title=found["title"].strip("“”\"'"))
    if found := _DONE.fullmatch(words):
        state = _STATES[found["state"].lower()]
        return _with(plan, stage(plan, found[1]), state=state, done_on=today if state == "done" else None)
    return None


def stage(plan: Plan, number: str) -> Stage:
    """The stage of that number, counted as people see it. Raises InputError."""
    place = int(number)
    if not 1 <= place <= len(plan.stages):
        raise InputError(
            f"The plan has no stage {place}", fix=f"Its stages are numbered 1 to {len(plan.stages)}.", code="no_stage"
        )
    return plan.stages[place - 1]


def at(plan: Plan, one: Stage, place: int) -> Plan:
    """The plan with the stage (by its id) at that place, counted from 1."""
    rest = [other for other in plan.stages if other.id != one.id]
    rest.insert(max(0, place - 1), one)
    return plan.model_copy(update={"stages": tuple(rest)})


def _moved(plan: Plan, found: re.Match[str]) -> Plan:
    one = stage(plan, found[1])
    if found["first"]:
        return at(plan, one, 1)
    other = stage(plan, found[4])
    rest = [each.id for each in plan.stages if each.id != one.id]
    if other.id == one.id:
        return plan
    return at(plan, one, rest.index(other.id) + (1 if found["side"].lower() == "before" else 2))


def _without(plan: Plan, gone: Stage) -> Plan:
    """Without the stage, and without what only it needed: dependencies on it and gates that guard nothing else."""
    stages = tuple(
        each.model_copy(update={"depends_on": tuple(name for name in each.depends_on if name != gone.id)})
        for each in plan.stages
        if each.id != gone.id
    )
    gates = []
    for gate in plan.gates:
        guards = tuple(name for name in gate.guards if name != gone.id)
        if guards or not gate.guards:
            gates.append(gate.model_copy(update={"guards": guards}))
    return plan.model_copy(update={"stages": stages, "gates": tuple(gates)})


def _with(plan: Plan, one: Stage, **fields: object) -> Plan:
    changed = one.model_copy(update=fields)
    return plan.model_copy(update={"stages": tuple(changed if each.id == one.id else each for each in plan.stages)})
