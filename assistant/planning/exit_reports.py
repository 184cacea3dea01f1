"""Invariant: an exit test counts as met only when somebody says so, and the plan keeps what they said and the day.

`the ship stage's exit was met on 10 December`, `exit test of stage 2 passed on 2027-01-15`, `we shipped on 10 May`.
The stage is done on that day, the stages that wait for nothing else begin, and a product that has shipped is live. What
ships late is read late: gates, measures and planned stages move by as many days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.errors import InputError
from assistant.planning.calendar_days import DAY, past_day
from assistant.planning.course import Gate, Stage, When
from assistant.planning.elements import Decision
from assistant.planning.prose import day
from assistant.planning.schema import Plan
from assistant.planning.stage_orders import stage

EXIT = "exit-"
"""How the id of a reported exit test begins; the stage and the day follow."""
_ON = rf"(?: (?:on |since |as of )?(?:the )?(?P<on>{DAY}|today|yesterday))"
_MET = r"(?:(?:is|was|has been|were|got) )?(?:met|passed|reached|fulfilled|satisfied|achieved)"
_WHICH = r"(?:the )?(?P<which>[^.;]{1,80}?)"
_EXIT = r"(?:exit(?: test| criterion| criteria| condition)?)"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"(?:the )?{_EXIT} (?:of|for) {_WHICH} {_MET}{_ON}?",
        rf"{_WHICH}(?:['’]s)? {_EXIT} {_MET}{_ON}?",
        rf"{_WHICH} (?:met|passed|reached) (?:its |the )?{_EXIT}{_ON}?",
        rf"{_WHICH} (?:is|was) (?:done|finished|complete|completed){_ON}",
    )
)
_SHIPPED = re.compile(
    rf"(?:we|it|the product|the slice)? ?(?:have |has |was |is )?(?:shipped|launched|released|(?:gone|went) live){_ON}",
    re.I,
)
_SHIP_NAMES = frozenset(("ship", "shipping", "the ship", "launch", "slice", "first"))


def reported(plan: Plan, text: str, today: date) -> Plan | None:
    """The plan with that stage done on that day and what follows begun; None when the text reports no exit.

    Raises InputError when the day has not come, or when the stage is not one of the plan's.
    """
    words = " ".join(text.split()).rstrip(".!")
    if found := _SHIPPED.fullmatch(words):
        ship = next((each for each in plan.stages if each.kind == "ship"), None)
        return _met(plan, ship, _on(found["on"], today), words) if ship is not None else None
    for form in _FORMS:
        if found := form.fullmatch(words):
            return _met(plan, _stage(plan, found["which"]), _on(found["on"], today), words)
    return None


def _stage(plan: Plan, name: str) -> Stage:
    wanted = re.sub(r"^(?:the|our) |['’]s$| (?:stage|step)$", "", name.strip().lower())
    if number := re.fullmatch(r"(?:stage |step )?(\d{1,2})", wanted):
        return stage(plan, number[1])
    wanted = re.sub(r"^(?:stage|step) ", "", wanted).strip("“”\"'")
    named = [each for each in plan.stages if wanted in (each.id.lower(), each.title.lower())]
    if wanted in _SHIP_NAMES:
        named = named or [each for each in plan.stages if each.kind == "ship"]
    named = named or [each for each in plan.stages if wanted == each.kind.replace("_", " ")]
    named = named or [each for each in plan.stages if len(wanted) > 3 and wanted in each.title.lower()]
    if len(named) != 1:
        raise InputError(
            f"{'No' if not named else 'More than one'} stage of the plan is called {name.strip()!r}",
            fix="Name it by its number: "
            + "; ".join(f"stage {place}, {each.title}" for place, each in enumerate(plan.stages, 1))
            + ".",
            code="no_stage",
        )
    return named[0]


def _on(said: str | None, today: date) -> date:
    if said is None or said.lower() == "today":
        return today
    found = today - timedelta(days=1) if said.lower() == "yesterday" else past_day(said, today)
    if found is None or found > today:
        raise InputError(
            f"{said} has not come, so nothing was met on it",
            fix=f"Give the day on which it was met, up to {day(today)}.",
            code="exit_day",
        )
    return found


def _met(plan: Plan, one: Stage, on: date, words: str) -> Plan:
    done = {each.id for each in plan.stages if each.state == "done"} | {one.id}
    early = next((each for each in plan.stages if each.id in one.depends_on and each.id not in done), None)
    if early is not None:
        raise InputError(
            f"“{one.title}” comes after “{early.title}”, which is not done",
            fix="Say first on which day that one's exit test was met.",
            code="stage_order",
        )
    late = (on - one.when.end).days if one.kind == "ship" and one.when.end is not None else 0
    plan = _later(plan, one, late) if late > 0 else plan
    stages = tuple(
        each.model_copy(update={"state": "done", "done_on": on})
        if each.id == one.id
        else _begun(plan, each, one, done, on)
        for each in plan.stages
    )
    note = Decision(
        id=f"{EXIT}{one.id}-{on.isoformat()}",
        text=f"“{one.title}” met its exit test on {day(on)}, by your word (“{words}”): "
        f"{one.exit_test}{_next(plan, one)}",
        alternative="not met: the stage goes on",
        inferred=False,
    )
    phase = "live" if one.kind == "ship" and plan.phase in ("idea", "built") else plan.phase
    kept = tuple(decision for decision in plan.decisions if decision.id != note.id)
    return plan.model_copy(update={"stages": stages, "phase": phase, "decisions": (*kept, note)})


def _next(plan: Plan, done: Stage) -> str:
    """What comes after the stage, and the gate it waits for."""
    after = next((each for each in plan.stages if done.id in each.depends_on and each.state == "planned"), None)
    if after is None:
        return ""
    gate = _gate_before(plan, after)
    return f". Next is “{after.title}”" + (f", when “{gate.title}” opens" if gate else ", under way from that day")


def _gate_before(plan: Plan, one: Stage) -> Gate | None:
    return next((g for g in plan.gates if g.kind == "open" and (g.id in one.gates or one.id in g.guards)), None)


def _later(plan: Plan, shipped: Stage, days: int) -> Plan:
    """The plan with what is read or begun after shipping moved by the days that shipping was late."""
    move = timedelta(days=days)
    gates = tuple(gate.model_copy(update={"review_on": gate.review_on + move}) for gate in plan.gates)
    measures = tuple(each.model_copy(update={"read_on": each.read_on + move}) for each in plan.success.measures)
    stages = tuple(
        each.model_copy(update={"when": _moved(each, move)}) if each.state == "planned" and each != shipped else each
        for each in plan.stages
    )
    success = plan.success.model_copy(update={"measures": measures})
    return plan.model_copy(update={"gates": gates, "success": success, "stages": stages})


def _moved(stage: Stage, move: timedelta) -> When:
    when = stage.when
    return when.model_copy(
        update={"start": when.start + move if when.start else None, "end": when.end + move if when.end else None}
    )


def _begun(plan: Plan, each: Stage, met: Stage, done: set[str], on: date) -> Stage:
    """The stage under way, when it waited for the one that is done and for no gate and no other stage."""
    waits = met.id not in each.depends_on or not set(each.depends_on) <= done
    if each.state != "planned" or waits or _gate_before(plan, each):
        return each
    when = each.when if each.when.start else each.when.model_copy(update={"start": on, "text": ""})
    return each.model_copy(update={"state": "active", "when": when})
