"""Invariant: every change of the course is a sentence about a stage or a gate by its title, with real dates."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.planning.course import Gate, Stage, Trigger
from assistant.planning.gate_readings import OPS, said_unit
from assistant.planning.numbers import plain
from assistant.planning.prose import day, shorten
from assistant.planning.schema import Plan


def stages(a: Plan, b: Plan) -> Iterable[str]:
    """Stages removed, added, moved, dated, begun and done."""
    old, new = {stage.id: stage for stage in a.stages}, {stage.id: stage for stage in b.stages}
    for stage in a.stages:
        if stage.id not in new:
            yield f"Stage removed: “{stage.title}” ({_dates(stage)})."
    for stage in b.stages:
        before = old.get(stage.id)
        if before is None:
            yield f"Stage added: “{stage.title}” ({_kind(stage)}, {_dates(stage)}){_held(stage, b)}."
        elif before != stage:
            yield from _stage(before, stage, a, b)
    yield from _moved([s.id for s in a.stages if s.id in new], [s for s in b.stages if s.id in old])


def gates(a: Plan, b: Plan) -> Iterable[str]:
    """Gates removed, added, and with other thresholds, guards or dates."""
    old, new = {gate.id: gate for gate in a.gates}, {gate.id: gate for gate in b.gates}
    for gate in a.gates:
        if gate.id not in new:
            yield f"Gate removed: “{gate.title}” ({_asks(gate)})."
    for gate in b.gates:
        before = old.get(gate.id)
        if before is None:
            yield f"Gate added: “{gate.title}”: {_asks(gate)}, reviewed on {day(gate.review_on)}."
        elif before != gate:
            yield from _gate(before, gate)


def _stage(a: Stage, b: Stage, plan_a: Plan, plan_b: Plan) -> Iterable[str]:
    name = f"“{b.title}”"
    if a.title != b.title:
        yield f"Stage “{a.title}” is now called {name}."
    if a.kind != b.kind:
        yield f"Stage {name}: {_kind(a)} → {_kind(b)}."
    if a.when != b.when:
        yield f"Stage {name} moved: {_dates(a)} → {_dates(b)}{_shift(a, b)}."
    if (a.state, a.done_on) != (b.state, b.done_on):
        yield f"Stage {name}: {_state(a)} → {_state(b)}."
        yield from _passed(a, b, plan_b)
    if a.depends_on != b.depends_on:
        yield f"Stage {name} follows {_names(b.depends_on, plan_b)}, before it followed {_names(a.depends_on, plan_a)}."
    yield from _held_by(a, b, plan_a, plan_b)
    yield from _worded(a, b)


def _held_by(a: Stage, b: Stage, plan_a: Plan, plan_b: Plan) -> Iterable[str]:
    for gate in b.gates:
        if gate not in a.gates:
            yield f"Stage “{b.title}” now waits for the gate “{_gate_title(gate, plan_b)}”."
    for gate in a.gates:
        if gate not in b.gates:
            yield f"Stage “{b.title}” no longer waits for the gate “{_gate_title(gate, plan_a)}”."


def _worded(a: Stage, b: Stage) -> Iterable[str]:
    for field in ("role", "deliverable", "exit_test", "pays_for"):
        before, after = getattr(a, field), getattr(b, field)
        if before != after:
            label = field.replace("_", " ")
            yield f"Stage “{b.title}”, {label}: “{shorten(before)}” → “{shorten(after)}”."
    if (a.effort, a.emits) != (b.effort, b.emits):
        yield f"Stage “{b.title}”: its effort or its events changed."


def _passed(a: Stage, b: Stage, plan: Plan) -> Iterable[str]:
    if a.state == "planned" and b.state != "planned":
        for gate in b.gates:
            yield f"Gate opened: “{_gate_title(gate, plan)}” let “{b.title}” begin."
    elif a.state != "planned" and b.state == "planned":
        for gate in b.gates:
            yield f"Gate closed: “{_gate_title(gate, plan)}” holds “{b.title}” back again."


def _moved(before: list[str], after: list[Stage]) -> Iterable[str]:
    order = list(dict.fromkeys(before))
    for place, stage in enumerate({stage.id: stage for stage in after}.values()):
        if order[place] != stage.id:
            order.remove(stage.id)
            order.insert(place, stage.id)
            where = f"after “{after[place - 1].title}”" if place else "to the front"
            yield f"Stage “{stage.title}” moved {where}."


def _gate(a: Gate, b: Gate) -> Iterable[str]:
    name = f"“{b.title}”"
    if a.title != b.title:
        yield f"Gate “{a.title}” is now called {name}."
    if (a.all_of, a.any_of, a.kind) != (b.all_of, b.any_of, b.kind):
        yield f"Gate {name} asks for {_asks(b)}; before: {_asks(a)}."
    if a.review_on != b.review_on:
        yield f"Gate {name} is reviewed on {day(b.review_on)}, no longer on {day(a.review_on)}."
    if a.guards != b.guards:
        yield f"Gate {name} guards {', '.join(b.guards) or 'nothing'}; before: {', '.join(a.guards) or 'nothing'}."
    if (a.on_open, a.on_timeout) != (b.on_open, b.on_timeout):
        yield f"Gate {name}: what follows when it opens or runs out changed."


def _asks(gate: Gate) -> str:
    needed = " and ".join(_trigger(trigger) for trigger in gate.all_of)
    either = " or ".join(_trigger(trigger) for trigger in gate.any_of)
    return " and ".join(part for part in (needed, f"one of {either}" if either else "") if part) or "nothing"


def _trigger(trigger: Trigger) -> str:
    window = f" over {trigger.window_days} days" if trigger.window_days else ""
    least = f", n ≥ {trigger.min_n:,}" if trigger.min_n else ""
    bound = f" ({trigger.bound} end)" if trigger.bound != "point" else ""
    threshold = plain(trigger.threshold.value, said_unit(trigger))
    return f"{trigger.metric.replace('_', ' ')}{bound} {OPS[trigger.op]} {threshold}{window}{least}"


def _dates(stage: Stage) -> str:
    start, end = stage.when.start, stage.when.end
    if start and end:
        return f"{day(start)} to {day(end)}"
    return f"until {day(end)}" if end else f"from {day(start)}" if start else stage.when.text or "no date"


def _shift(a: Stage, b: Stage) -> str:
    if a.when.end is None or b.when.end is None or a.when.end == b.when.end:
        return ""
    days = (b.when.end - a.when.end).days
    return f", {abs(days)} day{'s' * (abs(days) != 1)} {'later' if days > 0 else 'earlier'}"


def _state(stage: Stage) -> str:
    return f"done on {day(stage.done_on)}" if stage.state == "done" and stage.done_on else stage.state


def _kind(stage: Stage) -> str:
    return stage.kind.replace("_", " ")


def _held(stage: Stage, plan: Plan) -> str:
    return f", behind {', '.join(f'“{_gate_title(gate, plan)}”' for gate in stage.gates)}" if stage.gates else ""


def _names(ids: Iterable[str], plan: Plan) -> str:
    titles = {stage.id: stage.title for stage in plan.stages}
    return ", ".join(f"“{titles.get(id, id)}”" for id in ids) or "nothing"


def _gate_title(id: str, plan: Plan) -> str:
    return next((gate.title for gate in plan.gates if gate.id == id), id)
